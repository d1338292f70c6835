package mailweir.pipeline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import mailweir.answer.Answers;
import mailweir.answer.Figures;
import mailweir.answer.Flow;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.answer.QueueAnswers;
import mailweir.answer.Report;
import mailweir.answer.SampleSeries;
import mailweir.answer.SenderRisk;
import mailweir.answer.Story;
import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.journey.Copies;
import mailweir.journey.Encoded;
import mailweir.journey.Words;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;
import mailweir.slice.Network;
import mailweir.slice.Slice;
import mailweir.store.duckdb.FactReader;
import mailweir.store.duckdb.SampleReader;
import mailweir.store.lines.LineVault;

/** Answers out of the store. Safe for several threads, also beside an {@link Ingest} of the same store. */
public final class StoreAnswers implements Answers {
  private static final int TOP = 10;
  private static final int SHAPES = 200;
  private static final long MINUTE = 60_000_000L;

  // conditions on tables beside hop and attempt; %1$s are numbers of texts
  private static final String RECIPIENT =
      "recipient IN (%1$s) OR rare IN (SELECT id FROM attempt_rare WHERE orig IN (%1$s))";

  /** Hops whose recipients are asked for: attempts for them, or lines that name them while the message was on its host. */
  private static final String TO =
      "id IN (SELECT hop FROM attempt WHERE "
          + RECIPIENT
          + " UNION ALL SELECT h.id FROM named n JOIN hop h ON h.id_hash = n.id_hash JOIN hop_kind k ON k.id = h.kind AND k.host = n.host"
          + " WHERE n.recipient IN (%1$s) AND n.time // 1000 BETWEEN h.first - 10000 AND h.first + h.lasted + 10000)";

  private static final String ACCOUNT = "id IN (SELECT id FROM hop_rare WHERE account IN (%1$s))";
  private static final String KIND = "kind IN (SELECT id FROM hop_kind WHERE %s)";

  /** What a filter beside the queue took out of it ({@link Stories} tells what became of it). */
  private static final String BESIDE_THE_QUEUE =
      "flags & %d <> 0 AND (verdict & 15 IN (%d, %d) OR verdict = %d)"
          .formatted(
              Words.UNREMOVED,
              mailweir.event.Action.QUARANTINED.ordinal(),
              mailweir.event.Action.DISCARDED.ordinal(),
              mailweir.event.Category.VIRUS.ordinal() << 4);

  private static final String OUTCOME =
      "id IN (SELECT hop FROM attempt WHERE kind IN (SELECT id FROM attempt_kind WHERE %s))";

  private final FactReader facts;
  private final SampleReader samples;
  private final KnownTexts texts;
  private final Supplier<LineVault> vault;
  private final Supplier<Dialects> dialects;
  private final QueueAnswers queues;

  /** {@code vault}: the one that is open now; a store that is fed opens another after a fault. */
  StoreAnswers(
      FactReader facts,
      SampleReader samples,
      KnownTexts texts,
      Supplier<LineVault> vault,
      Supplier<Dialects> dialects,
      QueueAnswers queues) {
    this.facts = facts;
    this.samples = samples;
    this.texts = texts;
    this.vault = vault;
    this.dialects = dialects;
    this.queues = queues;
  }

  @Override
  public Report report(Query query) {
    List<String> hosts = new HostNames(facts);
    long since = query.since() == null ? Long.MIN_VALUE : Figures.minuteAtOrAfter(query.since());
    long until = query.until() == null ? Long.MAX_VALUE : Figures.minuteAtOrAfter(query.until());
    boolean wholeHours =
        (since == Long.MIN_VALUE || since % 60 == 0)
            && (until == Long.MAX_VALUE || until % 60 == 0);
    boolean bounded = query.since() != null && query.until() != null;
    Tally tally = facts.figures(since, until, wholeHours && bounded ? 60 : 1);
    FactReader.Span span =
        new FactReader.Span(
            since == Long.MIN_VALUE ? Long.MIN_VALUE : since * MINUTE,
            until == Long.MAX_VALUE ? Long.MAX_VALUE : until * MINUTE,
            number(hosts, query.host()));
    return new Figures()
        .add(tally, hosts::get, query)
        .report(query, facts.viruses(span), facts.top(span, TOP), unknown(query))
        .withWeb(facts.web(span).stream().sorted(WebHits.ORDER).toList());
  }

  private static int number(List<String> hosts, String host) {
    return host == null
        ? -1
        : Math.max(
            hosts.indexOf(Hosts.canonical(host)),
            host.isEmpty() ? -1 : hosts.contains(Hosts.canonical(host)) ? 0 : Short.MAX_VALUE);
  }

  @Override
  public Flow flow(Query query, int stepSeconds) {
    int step = Math.max(1, stepSeconds / 60);
    long since = Math.floorDiv(Figures.minuteAtOrAfter(query.since()), step) * step;
    long until = Figures.minuteAtOrAfter(query.until());
    int steps = (int) Math.max(0, Math.min(100_000, -Math.floorDiv(since - until, step)));
    List<String> names = new HostNames(facts);
    int only = number(names, query.host());
    Map<String, long[]> series = new TreeMap<>();
    Set<String> hosts = new TreeSet<>();
    facts
        .figures(since, until, step)
        .forEach((minute, host, counter, n) -> {
          hosts.add(Stories.shown(names.get(host)));
          int at = (int) Math.floorDiv(minute - since, step);
          if ((only < 0 || only == host) && at >= 0 && at < steps) {
            series.computeIfAbsent(Counters.name(counter), k -> new long[steps])[at] += n;
          }
        });
    Instant newest =
        hosts().stream().map(HostState::lastLine).max(Comparator.naturalOrder()).orElse(null);
    return new Flow(
        Instant.ofEpochSecond(since * 60),
        Instant.ofEpochSecond((since + (long) steps * step) * 60),
        step * 60,
        series,
        List.copyOf(hosts),
        newest);
  }

  @Override
  public List<Report.Shape> unknown(Query query) {
    long since =
        query.since() == null
            ? Integer.MIN_VALUE
            : Math.floorDiv(query.since().getEpochSecond(), 86_400);
    long until =
        query.until() == null
            ? Integer.MAX_VALUE
            : -Math.floorDiv(-query.until().getEpochSecond(), 86_400);
    return facts.unknown(since, until, SHAPES);
  }

  @Override
  public List<SenderRisk> senders(Query query) {
    Senders senders = new Senders(query);
    each(senders.from(), senders.to(), senders::hear);
    return senders.rows(query.limit());
  }

  /** Who hears what stored lines say. */
  private interface Ear {
    void hear(long micros, String host, int pid, Event event, int times);
  }

  @Override
  public List<Quarantined> quarantine(Query query) {
    Quarantine quarantine = new Quarantine(query);
    tell(quarantine);
    if (quarantine.isLacking()) {
      tell(quarantine);
    }
    return quarantine.rows();
  }

  private void tell(Quarantine quarantine) {
    each(
        quarantine.from(),
        quarantine.to(),
        (micros, host, pid, event, times) -> quarantine.hear(micros, host, event));
  }

  /** Tells the stored lines around a span, a day at a time. */
  private void each(long from, long to, Ear ear) {
    Dialects all = dialects.get();
    Envelopes envelopes = new Envelopes(new Names(), new Names());
    Line line = new Line();
    LineVault lines = vault.get();
    LineIdentity identity = new LineIdentity(new Hosts());
    Copies copies = new Copies();
    for (LocalDate date : lines.days()) {
      lines.each(
          date,
          from,
          to,
          stored -> {
            envelopes.parse(stored.raw(), 0, stored.raw().length, line);
            line.time = stored.micros();
            Event event = copies.once(all, identity, line, all.parse(line));
            ear.hear(stored.micros(), stored.host(), line.pidNumber(), event, line.repeat);
          });
    }
  }

  @Override
  public List<SampleSeries> samples(Query query, String metric, int steps) {
    long since = ChronoUnit.MICROS.between(Instant.EPOCH, query.since());
    long until = ChronoUnit.MICROS.between(Instant.EPOCH, query.until());
    String host = query.host() == null ? null : Hosts.canonical(query.host());
    return samples.series(since, until, Math.max(1, (until - since) / steps), metric, host);
  }

  @Override
  public QueueAnswers queues() {
    return queues;
  }

  @Override
  public List<HostState> hosts() {
    List<String> names = new HostNames(facts);
    List<HostState> list = new ArrayList<>();
    Map<Integer, long[]> last = new TreeMap<>();
    facts.lastLines((host, minute, lines) -> last.put(host, new long[] {minute, lines}));
    long newest = last.values().stream().mapToLong(l -> l[0]).max().orElse(0);
    // figures know the minute; what was heard of messages in the newest one knows the second
    Map<Integer, Long> heard = facts.lastHeard(newest - 1);
    last.forEach((host, l) -> {
      long minute = l[0] * 60;
      long second = Math.floorDiv(heard.getOrDefault(host, 0L), 1_000_000L);
      boolean within = second >= minute && second < minute + 60;
      list.add(
          new HostState(
              Stories.shown(names.get(host)),
              Instant.ofEpochSecond(within ? second : minute),
              l[1]));
    });
    list.sort(Comparator.comparing(HostState::host));
    return list;
  }

  @Override
  public Optional<Story> story(String id) {
    if (id == null || !id.matches("[jr][0-9]{1,18}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(id.substring(1));
    if (id.charAt(0) == 'j') {
      return stories().tell(List.of(number), true).stream().findFirst();
    }
    return refusals(new FactReader.Where().and("id = ?", number), 1, true).stream().findFirst();
  }

  private Stories stories() {
    return new Stories(facts, texts, vault.get(), new HostNames(facts), dialects);
  }

  @Override
  public List<Story> trace(Query query, boolean lines) {
    int limit = Math.max(1, query.limit());
    List<Story> found = new ArrayList<>();
    Matches matches = new Matches();
    if (query.reason() == null) {
      found.addAll(journeys(query, limit, lines, matches));
    }
    boolean refusedWanted = query.status() == null || query.status().equals("rejected");
    if (refusedWanted && query.messageId() == null) {
      FactReader.Where where = refusalsWhere(query, matches);
      if (where != null) {
        found.addAll(refusals(where, limit, lines));
      }
    }
    found.sort(Comparator.comparing(Story::time).reversed().thenComparing(Story::id));
    return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
  }

  /** Stories that fit; a state is known only when the story is told, so with one of them more are told than are returned. */
  private List<Story> journeys(Query query, int limit, boolean lines, Matches matches) {
    FactReader.Where where = hopsWhere(query, matches);
    if (where == null) {
      return List.of();
    }
    if (query.status() == null) {
      return stories().tell(facts.journeys(where, limit).stream().map(j -> j[0]).toList(), lines);
    }
    List<Story> fitting = new ArrayList<>();
    List<Long> all =
        facts.journeys(where, Math.min(20_000, limit * 100)).stream().map(j -> j[0]).toList();
    for (int from = 0; from < all.size() && fitting.size() < limit; from += limit) {
      for (Story s : stories().tell(all.subList(from, Math.min(all.size(), from + limit)), lines)) {
        if (fits(s, query.status()) && fitting.size() < limit) {
          fitting.add(s);
        }
      }
    }
    return fitting;
  }

  /** A story of several outcomes fits each of them. */
  private static boolean fits(Story s, String status) {
    return s.state().equals(status)
        || s.state().equals("mixed") && s.to().stream().anyMatch(r -> r.state().equals(status));
  }

  /** Numbers of the texts that one question looks for: all texts are gone through, so each is looked for once. */
  private final class Matches {
    private final Map<String, List<Integer>> found = new java.util.HashMap<>();

    List<Integer> of(String text) {
      return found.computeIfAbsent(text, t -> texts.like(t, 5_000));
    }
  }

  // ---- conditions ----

  private FactReader.Where hopsWhere(Query q, Matches matches) {
    FactReader.Where w = new FactReader.Where();
    if (!common(w, q, "first", " // 1000", KIND.formatted("host = ?"))) {
      return null;
    }
    if (q.from() != null && !texts(matches, w, q.from(), "sender IN (%s)")
        || q.to() != null && !texts(matches, w, q.to(), TO)
        || q.account() != null && !texts(matches, w, q.account(), ACCOUNT)
        || q.client() != null && !client(matches, w, q.client())) {
      return null;
    }
    if (q.queueId() != null) {
      // 32 bits of a hash are not yet the id; of a very long one the beginning is stored
      w.and(
          "id_hash = ? AND starts_with(?, queue_id)",
          (int) Slice.of(q.queueId()).hash(),
          q.queueId());
    }
    if (q.messageId() != null) {
      w.and("message_id = ?", messageId(q.messageId()));
    }
    if (q.any() != null) {
      String ids = FactReader.list(matches.of(q.any()));
      w.and(
          ("id_hash = ? OR message_id = ? OR sender IN (%1$s) OR client IN (%1$s) OR client_name IN (%1$s) OR "
                  + ACCOUNT
                  + " OR "
                  + TO)
              .formatted(ids),
          (int) Slice.of(q.any()).hash(),
          messageId(q.any()));
    }
    state(w, q.status());
    return w;
  }

  /** What a state asks of a hop at least; the rest is seen when the story is told. */
  private static void state(FactReader.Where w, String status) {
    if (status == null) {
      return;
    }
    switch (status) {
      case "deferred" -> w.and(OUTCOME.formatted("kind & 15 = " + Words.DEFERRED));
      case "bounced" -> w.and(OUTCOME.formatted("kind & 15 = " + Words.BOUNCED));
      case "delivered" -> w.and(OUTCOME.formatted("delivered"));
      case "expired" ->
          w.and(
              KIND.formatted("flags & " + Words.EXPIRED_BIT + " <> 0")
                  + " OR "
                  + OUTCOME.formatted("kind & 15 = " + Words.EXPIRED_RCPT));
      case "held" -> w.and(KIND.formatted("flags & " + Words.HELD + " <> 0"));
      case "queued" -> w.and(KIND.formatted("open"));
      case "rejected" ->
          w.and(
              KIND.formatted(
                  "(flags & %d = 0 OR flags & %d = %2$d)"
                      .formatted(Words.ACTIVE | Words.HELD, Words.REFUSED | Words.UNREMOVED)));
      case "discarded", "quarantined" ->
          w.and(
              KIND.formatted("flags & " + Words.DISCARDED + " <> 0")
                  + " OR "
                  + OUTCOME.formatted(
                      "kind & 15 = "
                          + Words.SENT
                          + " AND NOT delivered AND bits & "
                          + Words.LINKED
                          + " = 0")
                  + " OR "
                  + KIND.formatted(BESIDE_THE_QUEUE));
      default -> {}
    }
  }

  private FactReader.Where refusalsWhere(Query q, Matches matches) {
    FactReader.Where w = new FactReader.Where();
    if (!common(w, q, "time", "", "host = ?")) {
      return null;
    }
    if (q.from() != null && !texts(matches, w, q.from(), "sender IN (%s)")
        || q.to() != null && !texts(matches, w, q.to(), "recipient IN (%s)")
        || q.account() != null && !texts(matches, w, q.account(), "account IN (%s)")
        || q.client() != null && !client(matches, w, q.client())) {
      return null;
    }
    if (q.queueId() != null) {
      w.and("id_hash = ?", (int) Slice.of(q.queueId()).hash());
    }
    if (q.reason() != null) {
      for (Reason r : Reason.values()) {
        if (r.word().equals(q.reason())) {
          w.and("reason = ?", r.ordinal());
        }
      }
    }
    if (q.any() != null) {
      String ids = FactReader.list(matches.of(q.any()));
      w.and(
          "id_hash = ? OR sender IN (%1$s) OR recipient IN (%1$s) OR client IN (%1$s) OR client_name IN (%1$s) OR account IN (%1$s)"
              .formatted(ids),
          (int) Slice.of(q.any()).hash());
    }
    return w;
  }

  private boolean common(FactReader.Where w, Query q, String time, String unit, String ofHost) {
    if (q.since() != null) {
      w.and(time + " >= ?" + unit, micros(q.since()));
    }
    if (q.until() != null) {
      w.and(time + " < ?" + unit, micros(q.until()));
    }
    if (q.host() != null) {
      int host = number(new HostNames(facts), q.host());
      if (host == Short.MAX_VALUE) {
        return false;
      }
      w.and(ofHost, host);
    }
    return true;
  }

  private boolean texts(Matches matches, FactReader.Where w, String text, String condition) {
    if (text.isEmpty() || text.equals("<>")) {
      w.and(condition.formatted("1"));
      return true;
    }
    List<Integer> ids = matches.of(text);
    if (ids.isEmpty()) {
      return false;
    }
    w.and(condition.formatted(FactReader.list(ids)));
    return true;
  }

  private boolean client(Matches matches, FactReader.Where w, String client) {
    if (client.indexOf('/') >= 0) {
      List<Integer> ids = new ArrayList<>();
      Network network = network(client);
      if (network != null) {
        // an IPv4 address may be written with colons around it
        String near = network.isIpv4() ? "*.*.*.*" : "*:*";
        texts
            .of(texts.like(near, 200_000))
            .forEach((id, text) -> {
              if (network.contains(Slice.of(text))) {
                ids.add(id);
              }
            });
      }
      if (ids.isEmpty()) {
        return false;
      }
      w.and("client IN (" + FactReader.list(ids) + ")");
      return true;
    }
    return texts(matches, w, client, "client IN (%1$s) OR client_name IN (%1$s)");
  }

  private static Network network(String cidr) {
    try {
      return Network.of(cidr);
    } catch (IllegalArgumentException e) {
      // the query's parser tells that; whoever comes by another way finds nothing
      return null;
    }
  }

  private static int messageId(String id) {
    String bare = id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    return (int) Encoded.messageId(Slice.of(bare));
  }

  private static long micros(Instant t) {
    return t.getEpochSecond() * 1_000_000L + t.getNano() / 1000;
  }

  private List<Story> refusals(FactReader.Where where, int limit, boolean lines) {
    List<FactReader.Refused> refused = facts.refusals(where, limit);
    Set<Integer> numbers = new HashSet<>();
    for (FactReader.Refused r : refused) {
      numbers.addAll(List.of(r.client(), r.clientName(), r.sender(), r.recipient(), r.account()));
    }
    numbers.removeAll(List.of(0, 1));
    Map<Integer, String> named = texts.of(numbers);
    Stories stories = stories();
    return refused.stream().map(r -> stories.refused(r, named, lines)).toList();
  }
}
