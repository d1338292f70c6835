package mailweir.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The figures of a span: CONTRACT.md's {@code report}. Counters by COUNTING.md's names; a counter that is missing in a map was not
 * logged by any server (absent is not 0) except in {@link #counters}, which is complete.
 *
 * @param since start of the span asked for, or of the first line; {@code null} where no line tells a time
 * @param until end of the span, exclusive, or of the last line; {@code null} likewise
 * @param lines {@code read repeated understood uninformative not_understood}
 * @param bouncedByClass bounces by the class of the answer (KumoMTA's names)
 * @param deferredByClass deferrals by the class of the answer
 * @param byHost host to counters
 * @param byHour oldest first; hours without any figure are left out
 * @param notUnderstood most frequent first
 * @param web by virtual host and hour, in that order
 */
public record Report(
    Instant since,
    Instant until,
    List<String> hosts,
    Map<String, Long> lines,
    Map<String, Long> counters,
    Map<String, Long> acceptedByOrigin,
    Map<String, Long> deliveredByVia,
    Map<String, Long> refusedByReason,
    Map<String, Long> tempfailedByReason,
    Map<String, Long> spamByAction,
    Map<String, Long> virusByAction,
    Map<String, Long> bannedByAction,
    Map<String, Long> virusByName,
    Map<String, Long> bouncedByClass,
    Map<String, Long> deferredByClass,
    Map<String, Map<String, Long>> byHost,
    List<Hour> byHour,
    Top top,
    List<Shape> notUnderstood,
    List<Web> web) {

  /** Without classes of answers and without web logs. */
  public Report(
      Instant since,
      Instant until,
      List<String> hosts,
      Map<String, Long> lines,
      Map<String, Long> counters,
      Map<String, Long> acceptedByOrigin,
      Map<String, Long> deliveredByVia,
      Map<String, Long> refusedByReason,
      Map<String, Long> tempfailedByReason,
      Map<String, Long> spamByAction,
      Map<String, Long> virusByAction,
      Map<String, Long> bannedByAction,
      Map<String, Long> virusByName,
      Map<String, Map<String, Long>> byHost,
      List<Hour> byHour,
      Top top,
      List<Shape> notUnderstood) {
    this(
        since,
        until,
        hosts,
        lines,
        counters,
        acceptedByOrigin,
        deliveredByVia,
        refusedByReason,
        tempfailedByReason,
        spamByAction,
        virusByAction,
        bannedByAction,
        virusByName,
        Map.of(),
        Map.of(),
        byHost,
        byHour,
        top,
        notUnderstood,
        List.of());
  }

  /** The same with what web servers logged. */
  public Report withWeb(List<Web> hours) {
    return new Report(
        since,
        until,
        hosts,
        lines,
        counters,
        acceptedByOrigin,
        deliveredByVia,
        refusedByReason,
        tempfailedByReason,
        spamByAction,
        virusByAction,
        bannedByAction,
        virusByName,
        bouncedByClass,
        deferredByClass,
        byHost,
        byHour,
        top,
        notUnderstood,
        hours);
  }

  /**
   * An hour of a virtual host's web traffic ({@code virtualHost} empty: none is known).
   *
   * @param visits those that began in the hour: a client's hits with less than 30 minutes between them
   * @param status hits by the first digit of their status, from 1 to 5; at 0 what has none of these
   */
  public record Web(
      String virtualHost, Instant hour, long hits, long visits, long bytes, List<Long> status) {}

  /** An hour's counters. */
  public record Hour(Instant hour, Map<String, Long> counters) {}

  /** The busiest of each kind, busiest first. */
  public record Top(
      List<Sender> senders,
      List<Recipient> recipients,
      List<Client> clients,
      List<Account> accounts,
      List<BlockList> dnsbl) {}

  public record Sender(String address, long accepted, long bytes) {}

  public record Recipient(String address, long delivered, long bytes) {}

  public record Client(String ip, String name, long accepted, long refused) {}

  public record Account(String account, long accepted, long authFailed) {}

  public record BlockList(String list, long refused) {}

  /** Lines of one program and one shape (numbers, ids and addresses blanked) that nothing understood, with a sample. */
  public record Shape(String program, String shape, long count, String sample) {}
}
