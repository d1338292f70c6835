package mailweir.answer;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the logs say of a block since it holds: attempts of whom it keeps out that were refused, by host.
 *
 * @param refused attempts, {@link #MOST} at most
 * @param isAll whether those are all
 * @param byHost how many at each host that refused any
 */
public record KeptOut(long refused, boolean isAll, Map<String, Long> byHost) {
  /** Attempts that are looked at. */
  public static final int MOST = 10_000;

  public KeptOut {
    byHost = java.util.Collections.unmodifiableMap(new TreeMap<>(byHost));
  }

  /**
   * Looks.
   *
   * @param who in the query: its client, account or sender
   * @param since when the block began
   */
  public static KeptOut since(Answers answers, Query who, Instant since) {
    Map<String, Long> byHost = new TreeMap<>();
    long n = 0;
    Query query =
        new Query(
            since,
            null,
            who.host(),
            who.from(),
            who.to(),
            who.client(),
            who.account(),
            null,
            null,
            "rejected",
            null,
            null,
            MOST);
    for (Story s : answers.trace(query, false)) {
      n++;
      if (!s.hops().isEmpty()) {
        byHost.merge(s.hops().getFirst().host(), 1L, Long::sum);
      }
    }
    return new KeptOut(n, n < MOST, byHost);
  }

  /** One line: {@code 212 attempts refused since: mx1 130, mx2 82}. */
  public String words() {
    StringBuilder text = new StringBuilder();
    text.append(refused)
        .append(isAll ? "" : " or more")
        .append(refused == 1 ? " attempt" : " attempts")
        .append(" refused since");
    byHost.forEach((host, n) ->
        text.append(text.indexOf(":") < 0 ? ": " : ", ").append(host).append(' ').append(n));
    return text.toString();
  }
}
