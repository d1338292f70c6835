package mailweir.queue;

import java.util.Set;

/**
 * When somebody who fills queues is suspicious.
 *
 * @param count messages of one relay; more are suspicious
 * @param share of all that wait, 0 to 1; a relay, account or sender with more is suspicious, where more than {@code over} wait
 * @param over how many must wait for shares to be looked at
 */
public record Suspicion(long count, double share, long over) {
  /** What holds where nothing is set. */
  public static final Suspicion USUAL = new Suspicion(100, 0.1, 1000);

  private static final Set<String> NOBODY = Set.of(Group.UNKNOWN, "<>");

  /** Whether a group of so many, of so many that wait, is suspicious. What the machine itself brought has no relay. */
  public boolean is(By by, String name, long messages, long waiting) {
    if (by != By.RELAY && by != By.ACCOUNT && by != By.SENDER
        || NOBODY.contains(name)
        || by == By.RELAY && (name.startsWith("127.") || name.equals("::1"))) {
      return false;
    }
    return by == By.RELAY && messages > count || waiting > over && messages > share * waiting;
  }
}
