package mailweir.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mailweir.answer.Figures;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.event.Category;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.identity.Overlap;
import mailweir.journey.Copies;
import mailweir.journey.Count;
import mailweir.journey.Hops;
import mailweir.journey.Joiner;
import mailweir.journey.Loose;
import mailweir.journey.Sessions;
import mailweir.journey.Site;
import mailweir.journey.Texts;
import mailweir.journey.UnderWay;
import mailweir.parse.Dialects;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;

/**
 * A report from files, without keeping anything.
 *
 * <pre>
 *  more than one source: pass 1, digests by host-minute --Overlap--> who speaks for which minute
 *  each source, on its thread: lines --admit--> events --Sifter--> marks -> Gathering (shards) -> hops
 *  then, once: Joiner -> Count -> Figures -> Report
 * </pre>
 */
public final class FileReport {
  private static final int TOP = 10;

  private final Site site;
  private final Supplier<Dialects> dialects;
  private final FileWalk walk;

  /** {@code dialects} makes a fresh set for each reader. */
  public FileReport(Site site, Supplier<Dialects> dialects, int threads, Progress progress) {
    this.site = site;
    this.dialects = dialects;
    this.walk = new FileWalk(threads, progress);
  }

  /** What could not be read of the sources of the last run. */
  public List<Problem> problems() {
    return walk.problems();
  }

  /** Reads all sources and tells the figures of the query's span and host. */
  public Report run(List<Source> sources, Reading reading, Query query) throws IOException {
    Hosts hosts = new Hosts();
    Texts texts = new Texts();
    Gathering gathering = new Gathering(texts);
    Copies copies = new Copies();
    Worker.Span span =
        new Worker.Span(
            query.since() == null ? Long.MIN_VALUE : Figures.minuteAtOrAfter(query.since()),
            query.until() == null ? Long.MAX_VALUE : Figures.minuteAtOrAfter(query.until()),
            query.host() == null ? null : Hosts.canonical(query.host()),
            hosts);
    Overlap overlap = walk.overlap(sources, reading, hosts);
    List<Worker> workers =
        walk.each(
            sources,
            (source, index) ->
                read(
                    source,
                    reading,
                    overlap.gate(index),
                    hosts,
                    gathering,
                    texts,
                    span,
                    copies,
                    index));
    Tally tally = span.tally();
    Loose loose = new Loose();
    Sessions sessions = new Sessions();
    Unknowns unknowns = new Unknowns();
    Busiest refused = new Busiest();
    ClientNames names = new ClientNames(texts);
    Busiest failed = new Busiest();
    Busiest lists = new Busiest();
    UnderWay underWay = new UnderWay();
    WebHits web = new WebHits();
    for (Worker w : workers) {
      tally.addAll(w.tally);
      loose.addAll(w.loose);
      sessions.addAll(w.sessions);
      unknowns.addAll(w.unknowns);
      refused.addAll(w.refusedClients);
      names.addAll(w.names);
      failed.addAll(w.failedAccounts);
      lists.addAll(w.lists);
      underWay.addAll(w.underWay);
      web.addAll(w.web);
    }
    workers.clear();
    Hops hops = gathering.finish();
    Joiner joiner = new Joiner(hops);
    joiner.join(loose, sessions);
    underWay.settle(hops);
    Tops tops = new Tops(hops, span, names);
    for (int h = 0, n = hops.size(); h < n; h++) {
      Count.hop(hops, joiner, h, tally, tops);
    }
    Count.loose(loose, tally);
    Map<String, Long> viruses = viruses(hops, loose, texts, span);
    return new Figures()
        .add(tally, hosts::name, query)
        .report(query, viruses, tops.top(texts, refused, failed, lists), unknowns.shapes())
        .withWeb(web.hours(texts, span));
  }

  private Worker read(
      Source source,
      Reading reading,
      Overlap.Gate gate,
      Hosts hosts,
      Gathering gathering,
      Texts texts,
      Worker.Span span,
      Copies copies,
      int index) {
    Gathering.Inlet inlet = gathering.inlet();
    Worker worker = new Worker(texts, hosts, site, dialects.get(), inlet, span, copies);
    walk.lines(
        source,
        reading,
        index,
        FileWalk.once(
            gate,
            new LineIdentity(hosts),
            worker::accept,
            (host, minute) -> worker.tally.addAt(minute, host, Counters.LINES_REPEATED, 1)));
    inlet.flush();
    return worker;
  }

  private static Map<String, Long> viruses(Hops hops, Loose loose, Texts texts, Worker.Span span) {
    Map<Integer, long[]> counts = new LinkedHashMap<>();
    for (int h = 0; h < hops.size(); h++) {
      if (hops.verdict(h) >>> 4 == Category.VIRUS.ordinal()
          && hops.signature(h) != 0
          && !hops.is(h, mailweir.journey.Words.JOINED | mailweir.journey.Words.ABSORBED)
          && span.has(hops.acceptedAt(h), hops.host(h))) {
        counts.computeIfAbsent(hops.signature(h), k -> new long[1])[0]++;
      }
    }
    Count.looseViruses(
        loose,
        (signature, time, host) -> {
          if (span.has(time, host)) {
            counts.computeIfAbsent(signature, k -> new long[1])[0]++;
          }
        });
    Map<String, Long> named = new java.util.TreeMap<>();
    counts.forEach((id, n) -> named.put(texts.text(id), n[0]));
    return named;
  }

  /** The busiest, counted along. */
  private static final class Tops implements Count.Listener {
    private final Hops hops;
    private final Worker.Span span;
    private final Busiest senders = new Busiest();
    private final Busiest recipients = new Busiest();
    private final Busiest clients = new Busiest();
    private final Busiest accounts = new Busiest();
    private final ClientNames names;

    Tops(Hops hops, Worker.Span span, ClientNames names) {
      this.names = names;
      this.hops = hops;
      this.span = span;
    }

    @Override
    public void accepted(int hop, long time) {
      if (!span.has(time, hops.host(hop))) {
        return;
      }
      senders.add(hops.sender(hop), 1, hops.bytes(hop));
      int ip = hops.clientIp(hop);
      clients.add(ip, 1, 0);
      names.note(ip, hops.clientName(hop));
      accounts.add(hops.account(hop), 1, 0);
    }

    @Override
    public void delivered(int hop, int attempt) {
      if (span.hasAttempt(hops, hop, attempt)) {
        recipients.add(hops.recipient(attempt), 1, hops.bytes(hop));
      }
    }

    Report.Top top(Texts texts, Busiest refused, Busiest failed, Busiest lists) {
      List<Report.Sender> s = new ArrayList<>();
      for (int id : senders.top(TOP, texts::text)) {
        s.add(new Report.Sender(texts.text(id), senders.first(id), senders.second(id)));
      }
      List<Report.Recipient> r = new ArrayList<>();
      for (int id : recipients.top(TOP, texts::text)) {
        r.add(new Report.Recipient(texts.text(id), recipients.first(id), recipients.second(id)));
      }
      Busiest both = new Busiest();
      both.addAll(clients);
      both.addAll(refused);
      List<Report.Client> c = new ArrayList<>();
      for (int id : both.top(TOP, texts::text)) {
        c.add(
            new Report.Client(texts.text(id), names.of(id), clients.first(id), refused.first(id)));
      }
      Busiest logins = new Busiest();
      logins.addAll(accounts);
      logins.addAll(failed);
      List<Report.Account> a = new ArrayList<>();
      for (int id : logins.top(TOP, texts::text)) {
        a.add(new Report.Account(texts.text(id), accounts.first(id), failed.first(id)));
      }
      List<Report.BlockList> d = new ArrayList<>();
      for (int id : lists.top(TOP, texts::text)) {
        d.add(new Report.BlockList(texts.text(id), lists.first(id)));
      }
      return new Report.Top(s, r, c, a, d);
    }
  }
}
