package mailweir.pipeline;

import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.journey.Copies;
import mailweir.journey.Hops;
import mailweir.journey.Incidents;
import mailweir.journey.Loose;
import mailweir.journey.MarkSink;
import mailweir.journey.Sessions;
import mailweir.journey.Sifter;
import mailweir.journey.Site;
import mailweir.journey.Texts;
import mailweir.journey.UnderWay;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.rollup.Tally;

/** One reader's own things: what it counted, what waits for its hop, what it did not understand. Confined to one thread. */
final class Worker implements Incidents {
  final Tally tally;
  final Loose loose = new Loose();
  final Sessions sessions = new Sessions();
  final Unknowns unknowns = new Unknowns();
  final Busiest refusedClients = new Busiest();
  final ClientNames names;
  final Busiest failedAccounts = new Busiest();
  final WebHits web = new WebHits();
  final Busiest lists = new Busiest();
  final UnderWay underWay = new UnderWay();
  private final Texts texts;
  private final Dialects dialects;
  private final Sifter sifter;
  private final Span span;
  private final Copies copies;
  private final LineIdentity identity;

  Worker(
      Texts texts,
      Hosts hosts,
      Site site,
      Dialects dialects,
      MarkSink sink,
      Span span,
      Copies copies) {
    this.texts = texts;
    this.names = new ClientNames(texts);
    this.dialects = dialects;
    this.span = span;
    this.copies = copies;
    this.identity = new LineIdentity(hosts);
    this.tally = span.tally();
    this.sifter = new Sifter(texts, hosts, site, sink, tally, this, underWay, false);
  }

  void accept(Line line) {
    Event event = copies.once(dialects, identity, line, dialects.parse(line));
    if (event == Event.NOT_UNDERSTOOD) {
      unknowns.add(line);
    }
    sifter.accept(line, event);
  }

  @Override
  public void refusal(long time, int host, Event.Refusal refusal, int times, long key) {
    if (!span.has(time, host)) {
      return;
    }
    if (refusal.peer().ip() != null) {
      int ip = texts.of(refusal.peer().ip());
      refusedClients.add(ip, times, 0);
      names.note(ip, texts.of(refusal.peer().name()));
    }
    if (refusal.list() != null) {
      lists.add(texts.of(refusal.list()), times, 0);
    }
  }

  @Override
  public void login(long time, int host, Event.Login login, int times) {
    if (!login.ok() && login.user() != null && !login.user().isEmpty() && span.has(time, host)) {
      failedAccounts.add(texts.of(login.user()), times, 0);
    }
  }

  @Override
  public void webHit(long time, int host, int virtualHost, int client, int status, long bytes) {
    if (span.hasHost(host)) {
      web.add(time, virtualHost, client, status, bytes, span.hasMinute(time));
    }
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
  }

  @Override
  public void verdictPart(long time, int host, long filterId, long queueIdHash, long messageId) {
    loose.part(time, host, filterId, queueIdHash, messageId);
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
  }

  @Override
  public void ruling(long time, int host, int pid, int flag) {
    loose.ruling(time, host, pid, flag);
  }

  @Override
  public void proxyClient(
      long time, int host, int pid, int clientIp, int clientName, int origin, int account) {
    loose.proxyClient(time, host, pid, clientIp, clientName, origin, account);
  }

  @Override
  public void proxyAccept(long time, int host, int pid, long queueIdHash) {
    loose.proxyAccept(time, host, pid, queueIdHash);
  }

  /** The span and host that a report is asked for. */
  record Span(long sinceMinute, long untilMinute, String host, Hosts hosts) {
    /** An empty tally of the span. */
    Tally tally() {
      return Tally.byHour(sinceMinute, untilMinute);
    }

    boolean has(long micros, int hostId) {
      return hasMinute(micros) && hasHost(hostId);
    }

    boolean hasMinute(long micros) {
      long minute = Math.floorDiv(micros, 60_000_000L);
      return minute >= sinceMinute && minute < untilMinute;
    }

    boolean hasHost(int hostId) {
      return host == null || host.equals(hosts.name(hostId));
    }

    boolean hasAttempt(Hops hops, int hop, int attempt) {
      return has(hops.attemptTime(attempt), hops.host(hop));
    }
  }
}
