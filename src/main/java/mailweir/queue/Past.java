package mailweir.queue;

import java.util.Arrays;
import java.util.List;

/**
 * The recorded past of a queue by whole minutes, the last one the present, and how it was changing in each: by the differences of the last
 * minutes, the nearer the heavier (half as heavy every {@link #HALF_LIFE} minutes), and by the median of all slopes between two of the last
 * {@link #WINDOW} minutes (Theil and Sen), which a single jump does not move.
 */
final class Past {
  /** Minutes after which a difference weighs half. */
  static final int HALF_LIFE = 5;

  /** Minutes whose slopes are taken. */
  static final int WINDOW = 15;

  /** Minutes without a look over which the last level is taken to hold. */
  static final int GAP = 3;

  private static final long MINUTE = 60_000_000L;
  private static final double KEEP = Math.pow(0.5, 1.0 / HALF_LIFE);

  /** Levels; {@code NaN} where nobody looked. */
  final double[] level;

  /** Messages a minute that came and that went; {@code NaN} where that is not known. */
  final double[] came;

  final double[] gone;

  /** Change in messages a minute, by each of the two ways; {@code NaN} where it is not known. */
  final double[] smooth;

  final double[] median;

  private Past(int minutes) {
    level = filled(minutes);
    came = filled(minutes);
    gone = filled(minutes);
    smooth = filled(minutes);
    median = filled(minutes);
  }

  private static double[] filled(int n) {
    double[] all = new double[n];
    Arrays.fill(all, Double.NaN);
    return all;
  }

  /** Of looks in any order; those after {@code now} and before the minutes are left out. */
  static Past of(List<Forecast.Look> looks, long now, int minutes) {
    Past past = new Past(minutes);
    long last = Math.floorDiv(now, MINUTE);
    long[] at = new long[minutes];
    Arrays.fill(at, Long.MIN_VALUE);
    for (Forecast.Look look : looks) {
      long back = last - Math.floorDiv(look.time(), MINUTE);
      if (look.time() > now || back >= minutes) {
        continue;
      }
      int i = minutes - 1 - (int) back;
      if (look.time() >= at[i]) {
        at[i] = look.time();
        past.level[i] = look.waiting();
      }
      past.came[i] = sum(past.came[i], look.came());
      past.gone[i] = sum(past.gone[i], look.gone());
    }
    past.carry();
    for (int i = 1; i < minutes; i++) {
      past.smooth[i] = past.smoothAt(i);
      past.median[i] = past.medianAt(i);
    }
    return past;
  }

  private static double sum(double known, long more) {
    return more < 0 ? known : (Double.isNaN(known) ? 0 : known) + more;
  }

  private void carry() {
    int since = GAP + 1;
    for (int i = 0; i < level.length; i++) {
      since = Double.isNaN(level[i]) ? since + 1 : 0;
      if (since > 0 && since <= GAP) {
        level[i] = level[i - 1];
      }
    }
  }

  int minutes() {
    return level.length;
  }

  private double smoothAt(int end) {
    double sum = 0;
    double weights = 0;
    double weight = 1;
    for (int i = end; i > 0 && i > end - 6 * HALF_LIFE; i--) {
      double change = level[i] - level[i - 1];
      if (!Double.isNaN(change)) {
        sum += weight * change;
        weights += weight;
      }
      weight *= KEEP;
    }
    return weights < 1.5 ? Double.NaN : sum / weights;
  }

  private double medianAt(int end) {
    if (Double.isNaN(level[end])) {
      return Double.NaN;
    }
    int first = Math.max(0, end - WINDOW);
    double[] slopes = new double[(end - first + 1) * (end - first) / 2];
    int n = 0;
    for (int i = first; i < end; i++) {
      for (int j = i + 1; j <= end; j++) {
        double slope = (level[j] - level[i]) / (j - i);
        if (!Double.isNaN(slope)) {
          slopes[n++] = slope;
        }
      }
    }
    return n < 3 ? Double.NaN : middle(slopes, n);
  }

  /** The median of the first so many; sorts them. */
  static double middle(double[] values, int n) {
    Arrays.sort(values, 0, n);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  }

  /** The mean of what is known of the last minutes; {@code NaN}: nothing. */
  static double mean(double[] values, int end, int minutes) {
    double sum = 0;
    int n = 0;
    for (int i = Math.max(0, end - minutes + 1); i <= end; i++) {
      if (!Double.isNaN(values[i])) {
        sum += values[i];
        n++;
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  /**
   * How much each estimate is believed; what is left to 1 is believed of no change at all.
   *
   * @param median of the median's slope
   * @param smooth of the smoothed differences
   */
  record Trust(double median, double smooth) {
    static final Trust EVEN = new Trust(1 / 3.0, 1 / 3.0);

    /** By the distances of each, the nearer the more, by their squares. */
    static Trust of(double median, double smooth, double still) {
      double m = part(median);
      double s = part(smooth);
      double all = m + s + part(still);
      return Double.isNaN(all) ? EVEN : new Trust(m / all, s / all);
    }

    private static double part(double distance) {
      return 1 / Math.pow(Math.max(1, distance), 2);
    }
  }

  /** What is said in a minute about a later one; {@code NaN}: nothing. */
  double said(int at, int ahead, Trust trust) {
    return Math.max(0, level[at] + rate(at, trust) * ahead);
  }

  double rate(int at, Trust trust) {
    return trust.median * median[at] + trust.smooth * smooth[at];
  }

  /** Whether both estimates say that it changes by more than so many messages a minute, in one direction. */
  boolean isFasterThan(int at, double rate) {
    return Math.min(Math.abs(median[at]), Math.abs(smooth[at])) > rate
        && Math.signum(median[at]) == Math.signum(smooth[at]);
  }

  /** A level so low that it is lower in one of ten minutes only: what stands there anyway. */
  double standing() {
    double[] known = Arrays.stream(level).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return known.length == 0 ? 0 : known[known.length / 10];
  }
}
