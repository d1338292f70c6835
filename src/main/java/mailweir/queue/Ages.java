package mailweir.queue;

import java.util.List;

/** The ages by which queues are counted: those of Postfix's {@code qshape}, in minutes. */
public final class Ages {
  /** Upper bounds of all but the last bucket, in minutes, exclusive. */
  public static final List<Integer> MINUTES = List.of(5, 10, 20, 40, 80, 160, 320, 640, 1280);

  /** How many buckets there are. */
  public static final int BUCKETS = MINUTES.size() + 1;

  private static final long MICROS_A_MINUTE = 60_000_000L;

  private Ages() {}

  /** The bucket of an age in microseconds, from 0; what is from the future is new. */
  public static int bucket(long age) {
    for (int i = 0; i < MINUTES.size(); i++) {
      if (age < MINUTES.get(i) * MICROS_A_MINUTE) {
        return i;
      }
    }
    return MINUTES.size();
  }

  /** What a bucket is called: {@code 5}, {@code 10}, … {@code 1280+}. */
  public static String name(int bucket) {
    return bucket < MINUTES.size()
        ? Integer.toString(MINUTES.get(bucket))
        : MINUTES.getLast() + "+";
  }
}
