package mailweir.journey;

import mailweir.event.Event;

/**
 * Who wants to know of what belongs to no hop: refusals, logins, verdicts and rulings that name no queue id. Texts are numbers of
 * {@link Texts}; times are microseconds; called by several threads only where an implementation says so.
 */
public interface Incidents {
  /** A client was refused. {@code key} is the hop's when a queue id was given, else 0. */
  void refusal(long time, int host, Event.Refusal refusal, int times, long key);

  /** A login, good or bad. */
  void login(long time, int host, Event.Login login, int times);

  /** A filter's verdict that names only the Message-ID (its hash, 0 none) and the filter's own number (its hash, 0 none). */
  void verdict(
      long time,
      int host,
      long messageId,
      long filterId,
      int category,
      int action,
      double score,
      int signature);

  /** The rest of a verdict that was too long for one line: hashes of the filter's number, queue id and Message-ID, 0 none. */
  void verdictPart(long time, int host, long filterId, long queueIdHash, long messageId);

  /** A rule held, discarded, redirected ({@code flag} of {@link Words}) at a process before a queue id was given. */
  void ruling(long time, int host, int pid, int flag);

  /** A before-queue proxy's client; {@code account} 0 without a login. */
  void proxyClient(
      long time, int host, int pid, int clientIp, int clientName, int origin, int account);

  /** A greylisting daemon or policy server decided. */
  default void greylisted(long time, int host, Event.Greylisted e) {}

  /** A request to a web server; {@code bytes} 0 where they are not told. */
  default void webHit(long time, int host, int virtualHost, int client, int status, long bytes) {}

  /**
   * What says whose a message is of a server that does not: {@code kind} and {@code subject} as in {@link Sessions}; {@code hash} is the
   * line's.
   */
  void session(
      int kind,
      int host,
      long subject,
      long time,
      int ip,
      int name,
      int origin,
      int account,
      long hash);

  /** A line names a recipient of a message by its queue id's hash, and tells no attempt. */
  default void named(long time, int host, long queueIdHash, int recipient) {}

  /** A before-queue proxy's message got a queue id behind it. */
  void proxyAccept(long time, int host, int pid, long queueIdHash);
}
