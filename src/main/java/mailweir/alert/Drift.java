package mailweir.alert;

import java.time.Duration;
import java.time.Instant;

/**
 * By how much a clock differs from ours, from stamps as they arrive: of each minute the newest stamp, against ours. A backlog that is
 * caught up changes its difference with every minute; a wrong clock keeps it.
 */
final class Drift {
  private static final int SLOTS = 10;
  private static final int ENOUGH = 3;
  private static final long SPAN = 4;
  private static final long STEADY = Duration.ofMinutes(1).toSeconds();

  private final long[] minutes = new long[SLOTS];
  private final long[] seconds = new long[SLOTS];

  void add(Instant now, Instant theirs) {
    long minute = Math.floorDiv(now.getEpochSecond(), 60);
    int slot = (int) Math.floorMod(minute, (long) SLOTS);
    long ahead = Duration.between(now, theirs).toSeconds();
    seconds[slot] = minutes[slot] == minute ? Math.max(seconds[slot], ahead) : ahead;
    minutes[slot] = minute;
  }

  /** Seconds that their clock is ahead (negative: behind), the nearest that was seen; {@code null} when too little was, or it is not steady. */
  Long ahead(Instant now) {
    long minute = Math.floorDiv(now.getEpochSecond(), 60);
    int n = 0;
    long most = Long.MIN_VALUE;
    long least = Long.MAX_VALUE;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < SLOTS; i++) {
      if (minutes[i] > minute - SLOTS && minutes[i] <= minute && minutes[i] != 0) {
        n++;
        most = Math.max(most, seconds[i]);
        least = Math.min(least, seconds[i]);
        first = Math.min(first, minutes[i]);
        last = Math.max(last, minutes[i]);
      }
    }
    return n >= ENOUGH && last - first >= SPAN && most - least <= STEADY
        ? Long.valueOf(most)
        : null;
  }

  void forget() {
    java.util.Arrays.fill(minutes, 0);
  }
}
