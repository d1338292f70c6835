package mailweir.answer;

import java.time.Instant;

/**
 * The filters, the same in every verb and page (DESIGN.md, conventions). A component that is {@code null} does not filter. Texts match
 * whole and without case; with {@code *} at either end they match a part. {@code any} is looked for in every place: address,
 * queue id, Message-ID, client, account.
 *
 * @param since first instant, inclusive
 * @param until last instant, exclusive
 * @param client an IP, a network in CIDR form, or a name
 * @param status one of CONTRACT's story states
 * @param reason one of COUNTING's refusal reasons
 * @param limit most stories to return
 */
public record Query(
    Instant since,
    Instant until,
    String host,
    String from,
    String to,
    String client,
    String account,
    String queueId,
    String messageId,
    String status,
    String reason,
    String any,
    int limit) {
  public static final Query ALL =
      new Query(null, null, null, null, null, null, null, null, null, null, null, null, 40);

  public Query between(Instant newSince, Instant newUntil) {
    return new Query(
        newSince, newUntil, host, from, to, client, account, queueId, messageId, status, reason,
        any, limit);
  }

  public Query onHost(String newHost) {
    return new Query(
        since, until, newHost, from, to, client, account, queueId, messageId, status, reason, any,
        limit);
  }

  public Query atMost(int newLimit) {
    return new Query(
        since, until, host, from, to, client, account, queueId, messageId, status, reason, any,
        newLimit);
  }
}
