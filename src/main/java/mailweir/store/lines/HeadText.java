package mailweir.store.lines;

/**
 * What the lines of a host begin with, where that is told by the first of them and by their times: {@code Nov 20 08:00:11 mx4 } is the
 * same for all but the time of day, and that goes by whole seconds as their times do.
 *
 * <p>Such beginnings take a sixth of a log, and as much of the time that it takes to compress it.
 */
final class HeadText {
  /** Where the time of day stands, {@code 08:00:11}, and where it ends. */
  private static final int CLOCK = 7;

  private static final int HOST = 15;
  private static final int LONGEST = 96;
  private static final int DAY = 86_400;

  private byte[] array;
  private int at;
  private int length;
  private long micros;
  private int seconds;

  /** The latest line's distance and time of day: the next line's are the same as a rule. */
  private long latest;

  private int clock;

  /** Takes the first line of a run; the length of its beginning, 0 when it is not of this form. */
  int begin(byte[] bytes, int from, int to, long time) {
    array = bytes;
    at = from;
    length = 0;
    micros = time;
    latest = 0;
    if (to - from < HOST + 2
        || bytes[from + 3] != ' '
        || bytes[from + CLOCK - 1] != ' '
        || bytes[from + HOST] != ' ') {
      return 0;
    }
    seconds = clock(bytes, from + CLOCK);
    clock = seconds;
    int most = Math.min(to, from + LONGEST);
    for (int p = from + HOST + 1; p < most && seconds >= 0; p++) {
      if (bytes[p] == ' ') {
        length = p + 1 - from;
        return length;
      }
      if (bytes[p] == '\n') {
        return 0;
      }
    }
    return 0;
  }

  /** Whether a line begins as its time tells. */
  boolean tells(byte[] bytes, int from, int to, long time) {
    if (to - from < length) {
      return false;
    }
    long distance = time - micros;
    if (distance != latest) {
      if (distance % 1_000_000 != 0) {
        return false;
      }
      long day = seconds + distance / 1_000_000;
      if (day < 0 || day >= DAY) {
        return false;
      }
      latest = distance;
      clock = (int) day;
    }
    if (clock(bytes, from + CLOCK) != clock) {
      return false;
    }
    for (int i = 0; i < CLOCK; i++) {
      if (bytes[from + i] != array[at + i]) {
        return false;
      }
    }
    for (int i = HOST; i < length; i++) {
      if (bytes[from + i] != array[at + i]) {
        return false;
      }
    }
    return true;
  }

  /** Writes the beginning of a line of which {@link #tells} was true; where it ends. */
  int write(long time, byte[] to, int p) {
    System.arraycopy(array, at, to, p, length);
    int day = (int) (seconds + (time - micros) / 1_000_000);
    two(day / 3600, to, p + CLOCK);
    two(day / 60 % 60, to, p + CLOCK + 3);
    two(day % 60, to, p + CLOCK + 6);
    return p + length;
  }

  private static void two(int n, byte[] to, int p) {
    to[p] = (byte) ('0' + n / 10);
    to[p + 1] = (byte) ('0' + n % 10);
  }

  /** Seconds since midnight of {@code 08:00:11}; -1 when it is none. */
  private static int clock(byte[] b, int p) {
    int hour = two(b, p);
    int minute = two(b, p + 3);
    int second = two(b, p + 6);
    return (hour | minute | second) < 0
            || b[p + 2] != ':'
            || b[p + 5] != ':'
            || hour > 23
            || minute > 59
            || second > 59
        ? -1
        : hour * 3600 + minute * 60 + second;
  }

  private static int two(byte[] b, int p) {
    int tens = b[p] - '0';
    int ones = b[p + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }
}
