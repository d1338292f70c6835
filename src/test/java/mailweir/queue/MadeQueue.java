package mailweir.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A queue whose truth is known: so many come and may go in each half minute; looked at every half minute. */
final class MadeQueue {
  static final long START = 1_795_000_020_000_000L - 1_795_000_020_000_000L % 60_000_000L;
  private static final long LOOK = 30_000_000L;

  private final Random chance;
  private final List<Forecast.Look> looks = new ArrayList<>();
  private long level;
  private long time = START;

  MadeQueue(long seed, long level) {
    this.chance = new Random(seed);
    this.level = level;
  }

  /** Goes on for minutes with so many a minute on average that come, and that can go. */
  MadeQueue on(int minutes, double in, double out) {
    for (int i = 0; i < 2 * minutes; i++) {
      step(many(in / 2), many(out / 2));
    }
    return this;
  }

  /** Messages that all try again every so many minutes; a part of them goes then. */
  MadeQueue waves(int minutes, int every, double in, double part) {
    for (int i = 0; i < 2 * minutes; i++) {
      step(many(in / 2), i % (2 * every) == 0 ? many(level * part) : 0);
    }
    return this;
  }

  private void step(long in, long out) {
    long gone = Math.min(out, level + in);
    level += in - gone;
    time += LOOK;
    looks.add(new Forecast.Look(time, level, in, gone));
  }

  /** As many as come when so many come on average. */
  private long many(double mean) {
    return mean <= 0 ? 0 : Math.max(0, Math.round(mean + Math.sqrt(mean) * chance.nextGaussian()));
  }

  List<Forecast.Look> looks() {
    return looks;
  }

  /** The last look's instant. */
  long now() {
    return time;
  }
}
