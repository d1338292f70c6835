package mailweir.pipeline;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.journey.Attempts;
import mailweir.journey.Copies;
import mailweir.journey.Count;
import mailweir.journey.Hops;
import mailweir.journey.Incidents;
import mailweir.journey.Joiner;
import mailweir.journey.Loose;
import mailweir.journey.OpenHops;
import mailweir.journey.Sessions;
import mailweir.journey.Sifter;
import mailweir.journey.Site;
import mailweir.journey.Texts;
import mailweir.journey.Unattached;
import mailweir.journey.UnderWay;
import mailweir.journey.Words;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;
import mailweir.store.duckdb.Database;
import mailweir.store.duckdb.FactReader;
import mailweir.store.duckdb.FactStore;
import mailweir.store.duckdb.Round;
import mailweir.store.duckdb.Rows;
import mailweir.store.duckdb.Upkeep;
import mailweir.store.lines.Disk;
import mailweir.store.lines.KnownLines;
import mailweir.store.lines.LineVault;

/**
 * Lines into the store, in rounds.
 *
 * <pre>
 *  line --KnownLines--> new: vault, and parse -> sift -> marks of open hops, figures of lines, incidents
 *                  \--> perhaps known: put aside until the round ends
 *  commit: settle what was put aside; fold; load what may be joined; join; figures after less figures before;
 *          vault and known lines force their files; one transaction writes facts, figures, lengths of files and positions
 * </pre>
 *
 * <p>A round is stored whole or not at all, positions of its sources included: killed at any instant, the next run goes on behind the
 * last round (law 3). After an exception an ingest is of no more use: open a new one. Confined to one thread.
 */
public final class Ingest implements Incidents, AutoCloseable {
  private static final long MOST_HELD = 64L << 20;

  /** How often, by the log's time, what is long over is put away. */
  private static final long SWEEP = 3_600_000_000L;

  /** How long a session may wait for its message: longer than a client takes, by the log's time. */
  private static final long SESSIONS = 3_600_000_000L;

  private static final int SETTLED = 64; // lines until it is looked who was removed a while ago
  private static final long DAY = 86_400_000_000L;
  private final Site site;
  private final Supplier<Dialects> dialects;
  private final Hosts hosts;
  private final Texts texts;
  private final FactStore facts;
  private final LineVault vault;
  private final KnownLines known;
  private final OpenHops open;
  private final UnderWay underWay = new UnderWay();
  private final Copies copies = new Copies();
  private final Attempts attempts = new Attempts();
  private final Sessions sessions = new Sessions();
  private final Unattached unattached = new Unattached();
  private final Tally figures = new Tally();
  private final Map<Integer, Unknowns> unknown = new TreeMap<>();
  private FactStore.Waiting waiting = new FactStore.Waiting();
  private final Lane again;
  private final Names names = new Names();
  private final Envelopes envelopes;
  private final Line line = new Line();
  private Loose loose;
  private Loose looseBefore;
  private boolean looseChanged;
  private LineVault.Round lines;
  private Round round;
  private long newest;
  private long swept;
  private long allRepeated;
  private long allUnknown;
  private long newestOfRound;

  /** From here on instants are of clocks that are wrong: two days from now, UTC microseconds. */
  private long future;

  private int newestHost;
  private long count;
  private long forgotten;
  private final Upkeep upkeep;
  private long keptFrom;
  private final OpenFile openFile;

  /** Opens the store's parts behind the database. {@code hosts} and {@code texts} are empty and filled from it. */
  public Ingest(
      Database database,
      Disk disk,
      Hosts hosts,
      Texts texts,
      Site site,
      Supplier<Dialects> dialects) {
    this.site = site;
    this.dialects = dialects;
    this.hosts = hosts;
    this.texts = texts;
    this.open = new OpenHops(texts);
    this.facts = new FactStore(database, hosts, texts);
    this.upkeep = new Upkeep(database);
    this.keptFrom = upkeep.keptFrom();
    Map<String, Long> files = new FactReader(database).files();
    this.vault = LineVault.open(disk, files, hosts);
    this.envelopes = new Envelopes(names, new Names());
    this.again = lane();
    this.known = KnownLines.open(disk, files, hosts, vault, this::identity);
    this.loose = facts.loose();
    this.openFile =
        OpenFile.load(disk, files, open, underWay, attempts, sessions, unattached, copies);
    if (keptFrom > Long.MIN_VALUE) {
      open.forgetBefore(keptFrom * DAY);
    }
    begin();
  }

  /** The raw lines. */
  public LineVault vault() {
    return vault;
  }

  /** Positions of sources as committed. */
  public Map<String, String> sources() {
    return facts.sources();
  }

  /** Whether lines or figures of a host are stored, or in this round. */
  boolean knows(String host) {
    return hosts.contains(host);
  }

  /** A way in for a reader. */
  public Lane lane() {
    return new Lane(
        this,
        new LineIdentity(hosts),
        dialects.get(),
        new Sifter(texts, hosts, site, this::mark, figures, this, underWay, true),
        copies);
  }

  /** The number of a source; see {@link KnownLines#source}. */
  public int source(String key, boolean anew) {
    return known.source(key, anew);
  }

  /** No more lines of a source are expected. */
  public void finished(int source) {
    known.finished(source);
  }

  /** Takes a line of a source. */
  public void accept(Lane lane, int source, Line l) {
    long time = l.time;
    if (time != Line.NO_TIME && Math.floorDiv(time, DAY) < keptFrom) {
      forgotten++;
      count++;
      return;
    }
    int host = lane.identity.host(l);
    if (known.admit(source, host, time, lane.identity.of(l), 0, l.array, l.from, l.to)) {
      lines.add(host, time, l.array, l.from, l.to, l.isOne);
      lane.take(l);
    }
    if ((++count & SETTLED - 1) == 0) {
      // what is over is folded while it is in the processor's cache
      open.settle(round.rows.hops, sink);
    }
    // a clock that runs days ahead moves nobody else's
    if (time != Line.NO_TIME && time < future) {
      newest = Math.max(newest, time);
      newestOfRound = Math.max(newestOfRound, time);
      newestHost = host;
    }
  }

  /** Takes a figure of any kind; what is no finite number, or of a day that is not kept any more, says nothing. */
  public void sample(String host, String metric, long micros, double value) {
    if (Double.isFinite(value) && Math.floorDiv(micros, DAY) >= keptFrom) {
      round.samples.add(
          micros, hosts.id(host), texts.of(metric), Double.doubleToRawLongBits(value));
      count++;
    }
  }

  /** Takes what a host tells of a queue; of a day that is not kept any more it says nothing. */
  public void queue(String host, mailweir.queue.Report report) {
    if (Math.floorDiv(report.time(), DAY) >= keptFrom) {
      round.reports.add(new Round.Told(hosts.id(host), report));
      count++;
    }
  }

  /** Lines and samples taken since the last commit, repeated ones too. */
  public long pending() {
    return count;
  }

  /** Whether so much was put aside for comparison that the round had better end. */
  public boolean isHeavy() {
    return known.held() > MOST_HELD;
  }

  /** Makes the round permanent, with the positions of its sources; {@code null} for a source that is forgotten. */
  public void commit(Map<String, String> positions) {
    known.settle(this::survivor);
    long repeated = known.repeated() + forgotten;
    forgotten = 0;
    allRepeated += repeated;
    if (repeated > 0) {
      figures.add(newest, newestHost, Counters.LINES_REPEATED, repeated);
    }
    fold();
    round.sources.putAll(positions);
    round.files.putAll(lines.finish());
    round.files.putAll(known.finish());
    openFile.save(round.files);
    unknown.forEach((day, shapes) -> round.unknown.put(day, shapes.shapes()));
    facts.commit(round);
    vault.committed();
    known.committed();
    figures.clear();
    unknown.clear();
    waiting = new FactStore.Waiting();
    looseChanged = false;
    count = 0;
    begin();
  }

  /** Makes full blocks of the lines of a day that is over; tells whether there was anything to do. Between rounds, as what follows. */
  public boolean compact(LocalDate day) {
    lines = null;
    vault.abandon();
    Map<String, Long> lengths = vault.compact(day);
    if (!lengths.isEmpty()) {
      upkeep.files(lengths);
      vault.committed();
    }
    begin();
    return !lengths.isEmpty();
  }

  /**
   * Forgets lines and facts of the days before one; figures by hour stay. Lines of those days that are read again are counted as
   * repeated.
   */
  public void forgetBefore(LocalDate first) {
    upkeep.forgetBefore(first.toEpochDay());
    keptFrom = first.toEpochDay();
    open.forgetBefore(keptFrom * DAY);
    lines = null;
    vault.abandon();
    for (LocalDate day : vault.days()) {
      if (day.isBefore(first) && day.toEpochDay() != 0) {
        Map<String, Long> lengths = new java.util.LinkedHashMap<>(vault.drop(day));
        lengths.putAll(known.drop(day));
        upkeep.files(lengths);
        vault.committed();
        known.committed();
      }
    }
    begin();
  }

  /** What else the store needs between rounds. */
  public Upkeep upkeep() {
    return upkeep;
  }

  private void begin() {
    future = System.currentTimeMillis() * 1000 + 2 * DAY;
    round = new Round(figures);
    newestOfRound = 0;
    looseBefore = new Loose();
    looseBefore.addAll(loose);
    lines = vault.begin();
  }

  // ---- the round's hops ----

  /** Numbers the round's rows. */
  private final OpenHops.RoundSink sink =
      new OpenHops.RoundSink() {
        @Override
        public void done(int row, long storedAs) {
          note(row, storedAs, false);
        }

        @Override
        public long open(int row, long storedAs) {
          return note(row, storedAs, true);
        }

        private long note(int row, long storedAs, boolean isOpen) {
          long id = storedAs == 0 ? facts.newHop() : storedAs;
          if (storedAs != 0) {
            round.replaced.add(storedAs);
          }
          round.rows.note(row, id, isOpen);
          return id;
        }
      };

  private void fold() {
    Rows rows = round.rows;
    Hops hops = rows.hops;
    attempts.settle(newest - 2 * DAY, this::open);
    if (newest - swept > SWEEP) {
      // before the round's own: what the round has added to is not over, and is folded once
      open.settleOld(hops, sink, newest - 2 * DAY);
      swept = newest;
    }
    open.settleRound(hops, sink);
    waiting.hops().addAll(underWay.over());
    if (hops.size() == 0 && waiting.isEmpty() && !looseChanged) {
      return;
    }
    Rows before = new Rows();
    facts.candidates(round, waiting, before);
    count(before, looseBefore, -1);
    rows.inherit(before);
    rows.addStored(before);
    Joiner joiner = new Joiner(hops);
    rows.tell(joiner);
    forgetFound();
    joiner.join(loose, sessions);
    for (int h = 0; h < hops.size(); h++) {
      underWay.settle(hops, h, rows.id(h));
    }
    rememberClients(rows);
    sessions.forgetBefore(newestOfRound - SESSIONS);
    unattached.forgetBefore(newestOfRound - SESSIONS);
    rows.learn(joiner);
    forgetAbsorbed();
    count(joiner, hops, loose, 1);
    keepLoose(rows);
    round.loose = loose;
    round.looseChanged = looseChanged;
  }

  /** Figures of stored rows as they are stored, taken back: they are added again as they are after the join. */
  private void count(Rows before, Loose waiting, int sign) {
    Joiner joiner = new Joiner(before.hops);
    before.tell(joiner);
    count(joiner, before.hops, waiting, sign);
  }

  private void count(Joiner joiner, Hops hops, Loose waiting, int sign) {
    Tally sums = sign > 0 ? figures : new Tally();
    for (int h = 0; h < hops.size(); h++) {
      Count.hop(hops, joiner, h, sums, Count.Listener.NONE);
    }
    Count.loose(waiting, sums);
    Count.looseViruses(waiting, (name, time, host) -> round.virus(time, host, name, sign));
    if (sign < 0) {
      sums.forEach((minute, host, counter, n) -> figures.addAt(minute, host, counter, -n));
    }
  }

  /** A verdict that was put to an open hop is put again to what that hop has become in this round. */
  private void forgetFound() {
    java.util.Set<Long> replaced = new java.util.HashSet<>(round.replaced);
    for (int i = 0; i < loose.size(); i++) {
      if (loose.keptFor(i) != 0 && replaced.contains(loose.keptFor(i))) {
        loose.keepFor(i, 0);
      }
    }
  }

  /** What is still open is folded again from its marks, when its session may be forgotten. */
  private void rememberClients(Rows rows) {
    Hops hops = rows.hops;
    for (int h = 0; h < hops.size(); h++) {
      if (hops.is(h, Words.UNTOLD) && !hops.is(h, Words.ABSORBED)) {
        if (rows.isOpen(h)) {
          open.remember(hops, h);
        }
        unattached.note(hops, h);
      } else if (Sessions.mayHaveLogin(hops, h)) {
        if (rows.isOpen(h) && hops.account(h) != Texts.NONE) {
          open.rememberLogin(hops, h);
        }
        unattached.noteClient(hops, h);
      }
    }
  }

  private void forgetAbsorbed() {
    Hops hops = round.rows.hops;
    for (int h = 0; h < hops.size(); h++) {
      if (round.rows.isOpen(h) && hops.is(h, Words.ABSORBED | Words.MERGED)) {
        // its marks do not know what it has taken: it is not folded again, what comes for it is a
        // fragment
        open.forgetKey(hops.key(h));
        round.rows.close(h);
      }
    }
  }

  /**
   * What has found a hop that is over is done with; the rest waits, for three days at most by the lines of the round: old files may come
   * after new ones, and one line of a wrong clock may come any time.
   */
  private void keepLoose(Rows rows) {
    Loose kept = new Loose();
    for (int i = 0; i < loose.size(); i++) {
      int row = loose.foundBy(i);
      boolean settled = row >= 0 && !rows.isOpen(row);
      if (row >= 0 && !settled) {
        loose.keepFor(i, rows.id(row));
        looseChanged = true;
      }
      if (!settled && loose.timeOf(i) > newestOfRound - 3 * DAY) {
        kept.take(loose, i);
      }
    }
    looseChanged |= kept.size() != loose.size();
    loose = kept;
  }

  // ---- lines that were put aside, and stored ones ----

  private void read(String host, long micros, byte[] array, int from, int to) {
    envelopes.parse(array, from, to, line);
    line.time = micros;
    if (host != null
        && !host.isEmpty()
        && (line.host == null || !Hosts.canonical(line.host.text()).equals(host))) {
      line.host = names.of(host);
    }
  }

  private long identity(String host, long micros, byte[] array, int from, int to) {
    read(host, micros, array, from, to);
    return again.identity.of(line);
  }

  private void survivor(
      int source, int host, long micros, long identity, long tag, byte[] array, int from, int to) {
    read(hosts.name(host), micros, array, from, to);
    lines.add(host, micros, array, from, to, false);
    again.take(line);
  }

  /** Lines that were stored already, since the opening; final after a commit. */
  public long repeatedSoFar() {
    return allRepeated;
  }

  /** Lines that nothing understood, since the opening. */
  public long notUnderstoodSoFar() {
    return allUnknown;
  }

  void notUnderstood(Line l) {
    allUnknown++;
    int day = (int) Math.floorDiv(l.time == Line.NO_TIME ? newest : l.time, DAY);
    unknown.computeIfAbsent(day, d -> new Unknowns()).add(l);
  }

  // ---- what the sifter tells ----

  private void mark(long key, long idHash, int host, long[] ids, long[] mark) {
    if (Attempts.isFor(mark[2])) {
      long[] attempt = attempts.add(Attempts.row(key, idHash, host, ids, mark));
      if (attempt != null) {
        open(attempt);
      }
      return;
    }
    open.add(key, idHash, host, ids[0], ids[1], ids[2], mark, 0);
  }

  private void open(long[] row) {
    open.add(row[0], row[1], (int) row[2], row[3], row[4], row[5], row, 6);
  }

  @Override
  public void session(
      int kind,
      int host,
      long subject,
      long time,
      int ip,
      int name,
      int origin,
      int account,
      long hash) {
    sessions.add(kind, host, subject, time, ip, name, origin, account, hash);
    unattached.find(kind, host, subject, time, waiting.stays()::add);
  }

  @Override
  public void refusal(long time, int host, Event.Refusal r, int times, long key) {
    IncidentRows.refusal(round, facts.newRefusal(), time, host, r, texts, site);
  }

  @Override
  public void login(long time, int host, Event.Login l, int times) {
    IncidentRows.login(round, time, host, l, texts);
  }

  @Override
  public void greylisted(long time, int host, Event.Greylisted e) {
    IncidentRows.greylisted(round, time, host, e, texts);
  }

  @Override
  public void named(long time, int host, long queueIdHash, int recipient) {
    round.named.add(time, host, queueIdHash, recipient);
  }

  @Override
  public void webHit(long time, int host, int virtualHost, int client, int status, long bytes) {
    round.web.add(Math.floorDiv(time, 1_000_000L), host, virtualHost, client, status, bytes);
  }

  @Override
  public void verdict(
      long time,
      int host,
      long messageId,
      long filterId,
      int category,
      int action,
      double score,
      int signature) {
    loose.verdict(time, host, messageId, filterId, category, action, score, signature);
    loosened(messageId);
  }

  @Override
  public void verdictPart(long time, int host, long filterId, long queueIdHash, long messageId) {
    loose.part(time, host, filterId, queueIdHash, messageId);
    if (queueIdHash != 0) {
      waiting.queueIds().add(queueIdHash);
    }
    loosened(messageId);
  }

  @Override
  public void ruling(long time, int host, int pid, int flag) {
    loose.ruling(time, host, pid, flag);
    waiting.processes().add((long) pid);
    loosened(0);
  }

  @Override
  public void proxyClient(
      long time, int host, int pid, int clientIp, int clientName, int origin, int account) {
    loose.proxyClient(time, host, pid, clientIp, clientName, origin, account);
    loosened(0);
  }

  @Override
  public void proxyAccept(long time, int host, int pid, long queueIdHash) {
    loose.proxyAccept(time, host, pid, queueIdHash);
    waiting.queueIds().add(queueIdHash);
    loosened(0);
  }

  private void loosened(long messageId) {
    looseChanged = true;
    if (messageId != 0) {
      waiting.messageIds().add(messageId);
    }
  }

  /** Reads of the last committed round may go on; nothing of an unfinished one is kept. */
  @Override
  public void close() {
    vault.abandon();
    known.close();
    vault.close();
  }

  /** For tests and messages: how many queue ids are open. */
  public int openHops() {
    return open.live();
  }
}
