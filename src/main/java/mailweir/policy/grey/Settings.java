package mailweir.policy.grey;

/**
 * How greylisting is done. Times are in milliseconds.
 *
 * @param delay how long a new triplet has to wait
 * @param window from its first try, how long it may come again
 * @param memory from its last try, how long a triplet that passed, or a client that is let in, is known
 * @param autoAllow after how many passed triplets a client is let in at once; 0: never
 * @param most triplets that are remembered at once; past it new ones are let in
 */
public record Settings(long delay, long window, long memory, int autoAllow, int most) {
  public static final Settings DEFAULT =
      new Settings(300_000, 172_800_000, 35 * 86_400_000L, 5, 20_000_000);

  /** The last try is written down again when the one that is known is older than this. */
  long refresh() {
    return Math.min(3_600_000, memory / 24);
  }
}
