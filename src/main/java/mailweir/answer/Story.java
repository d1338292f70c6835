package mailweir.answer;

import java.time.Instant;
import java.util.List;
import mailweir.bounce.BounceClass;

/**
 * What happened to one message, or to one refused attempt to bring one: CONTRACT.md's {@code trace}.
 *
 * @param id names the story in URLs
 * @param time when the site first saw it
 * @param state {@code queued delivered deferred bounced expired rejected held discarded quarantined mixed}
 * @param origin {@code smtp submission pickup generated}
 * @param lines the evidence, oldest first; empty unless asked for
 */
public record Story(
    String id,
    Instant time,
    String from,
    List<Recipient> to,
    String clientIp,
    String clientName,
    String account,
    String messageId,
    long size,
    String subject,
    String origin,
    String state,
    List<Verdict> verdicts,
    List<Hop> hops,
    List<String> lines) {

  /** A recipient's state: the story's words, after {@code attempts} attempts. */
  public record Recipient(
      String address,
      String origTo,
      String state,
      Instant time,
      String relay,
      String dsn,
      String text,
      int attempts,
      String bounceClass) {
    /** A recipient whose answer has no class: it was no failure at a delivery. */
    public Recipient(
        String address,
        String origTo,
        String state,
        Instant time,
        String relay,
        String dsn,
        String text,
        int attempts) {
      this(address, origTo, state, time, relay, dsn, text, attempts, null);
    }

    /** {@code hard soft block admin undetermined}; null without a class. */
    public String bounceGroup() {
      BounceClass known = bounceClass == null ? null : BounceClass.named(bounceClass);
      return known == null ? null : known.group().word();
    }
  }

  /** What a filter said. {@code score} NaN when it gave none. */
  public record Verdict(
      Instant time, String filter, String category, String action, String name, double score) {}

  /** A stay in one server's queue. {@code joinedBy}: how we know that it follows the one before; null for the first. */
  public record Hop(
      String host, String queueId, Instant fromTime, Instant toTime, String joinedBy) {}
}
