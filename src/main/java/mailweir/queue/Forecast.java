package mailweir.queue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where the level of a queue goes if it goes on as it does, and how far such words were from what came.
 *
 * <p>A pure function of the looks of the last hours: two estimates of the change, and none at all, are weighed by how far each was wrong about this queue in
 * the last hour (docs/adr/a-forecast-tells-its-error.md). It knows nothing of why the level changes: a flood that begins now is in no past.
 *
 * @param time when it was made, UTC microseconds
 * @param level messages that wait, without those that are held for a person; -1: nobody looked in the last minutes
 * @param rate change in messages a minute; {@code NaN}: not known yet
 * @param in messages a minute that came to wait; {@code NaN}: not known
 * @param out messages a minute that went; {@code NaN}: not known
 * @param mood with hysteresis
 * @param drains false: it is not normal and will not be at these rates
 * @param normalAt when it is normal, UTC microseconds; 0: it is, or will not be
 * @param delay minutes that a message that is accepted now will wait; {@code NaN}: not known
 * @param promiseAt when the promise is broken at these rates, UTC microseconds; not after {@code time}: it is; 0: it is not foreseen
 * @param trust how much a change is believed at all, 0 to 1: how much better both estimates were in the last hour than "as it is"
 * @param errors of what was said so many minutes before, {@link #AHEAD}
 */
public record Forecast(
    long time,
    long level,
    double rate,
    double in,
    double out,
    Bounds.Mood mood,
    boolean drains,
    long normalAt,
    double delay,
    long promiseAt,
    double trust,
    List<Miss> errors) {
  /** How far ahead what was said is compared with what came, in minutes. */
  public static final List<Integer> AHEAD = List.of(15, 60);

  /** Minutes of the past that are looked at. */
  public static final int PAST = 360;

  /** What takes longer than this, in minutes, does not drain by itself. */
  static final int LONGEST = 720;

  private static final int RATES = 10;
  private static final int LEARN = 60;
  private static final int NEAR = 15;
  private static final long MINUTE = 60_000_000L;
  private static final double SMALL = 50;

  /** So many times the usual change of a quarter of an hour is no chance: something has begun. */
  private static final double NEWS = 3;

  public Forecast {
    errors = List.copyOf(errors);
  }

  /**
   * A look at a queue.
   *
   * @param time UTC microseconds
   * @param waiting messages, without those that are held for a person
   * @param came since the look before; -1: not known
   * @param gone since the look before; -1: not known
   */
  public record Look(long time, long waiting, long came, long gone) {}

  /**
   * How far what was said was from what came.
   *
   * @param ahead minutes between both
   * @param said about now, so many minutes ago; -1: nothing was
   * @param came what there is now
   * @param typical the median of the distances in the last hours, in messages; {@code NaN}: none is known
   * @param share the median of the distances as parts of what came (of 50, where fewer came); {@code NaN}: none is known
   * @param compared how many
   */
  public record Miss(int ahead, long said, long came, double typical, double share, int compared) {}

  /** Of looks in any order. */
  public static Forecast of(List<Look> looks, long now, Bounds bounds) {
    Past past = Past.of(looks, now, PAST);
    int end = past.minutes() - 1;
    Past.Trust[] trusts = trusts(past);
    double level = past.level[end];
    double rate = past.rate(end, trusts[end]);
    Bounds.Mood mood = Bounds.Mood.NORMAL;
    boolean drains = true;
    for (int i = 0; i <= end; i++) {
      if (!Double.isNaN(past.level[i])) {
        drains = drains(drains, past, i, bounds);
        mood = bounds.next(mood, past.level[i], drains);
      }
    }
    boolean known = !Double.isNaN(level);
    double in = Past.mean(past.came, end, RATES);
    double out = Past.mean(past.gone, end, RATES);
    boolean apart = known && mood != Bounds.Mood.NORMAL;
    double minutes = apart && rate < 0 ? (bounds.normal() - level) / rate : Double.NaN;
    double excess = known ? level - past.standing() : Double.NaN;
    boolean matters = excess >= bounds.nervous() / 10.0;
    double delay = !known || Double.isNaN(out) ? Double.NaN : Math.max(0, excess) / out;
    return new Forecast(
        now,
        known ? Math.round(level) : -1,
        rate,
        in,
        out,
        mood,
        !apart || drains,
        drains && minutes < LONGEST ? now + (long) (Math.max(0, minutes) * MINUTE) : 0,
        excess <= 0 ? 0 : delay,
        matters ? promiseAt(now, bounds.promise(), excess, rate, out) : 0,
        trusts[end].median() + trusts[end].smooth(),
        AHEAD.stream().map(ahead -> miss(past, trusts, ahead)).toList());
  }

  /** Both ways must agree before the answer changes. */
  private static boolean drains(boolean before, Past past, int at, Bounds bounds) {
    double smooth = past.smooth[at];
    double median = past.median[at];
    if (Double.isNaN(smooth) || Double.isNaN(median)) {
      return before;
    }
    double over = past.level[at] - bounds.normal();
    if (over <= 0) {
      return true;
    }
    double most = -over / LONGEST;
    if (smooth >= most && median >= most) {
      return false;
    }
    return before || smooth < most && median < most;
  }

  private static long promiseAt(
      long now, Duration promise, double excess, double rate, double out) {
    if (Double.isNaN(out)) {
      return 0;
    }
    double room = promise.toSeconds() / 60.0 * out - excess;
    if (room <= 0) {
      return now;
    }
    double minutes = room / rate;
    return rate > 0 && minutes < LONGEST ? now + (long) (minutes * MINUTE) : 0;
  }

  /** For each minute how much the median's slope is to be trusted, by what was known then. */
  static Past.Trust[] trusts(Past past) {
    int n = past.minutes();
    Past.Trust[] trusts = new Past.Trust[n];
    double[] ofMedian = new double[n];
    double[] ofSmooth = new double[n];
    double[] ofStill = new double[n];
    Arrays.fill(trusts, Past.Trust.EVEN);
    for (int i = NEAR; i < n; i++) {
      double came = past.level[i];
      ofMedian[i] = Math.abs(past.said(i - NEAR, NEAR, new Past.Trust(1, 0)) - came);
      ofSmooth[i] = Math.abs(past.said(i - NEAR, NEAR, new Past.Trust(0, 1)) - came);
      ofStill[i] = Math.abs(past.level[i - NEAR] - came);
      int known = Math.min(LEARN, i - NEAR + 1);
      double still = Past.mean(ofStill, i, known);
      boolean isNews = past.isFasterThan(i, NEWS * still / NEAR);
      trusts[i] =
          Past.Trust.of(
              Past.mean(ofMedian, i, known),
              Past.mean(ofSmooth, i, known),
              isNews ? Double.POSITIVE_INFINITY : still);
    }
    return trusts;
  }

  private static Miss miss(Past past, Past.Trust[] trusts, int ahead) {
    int n = past.minutes();
    double[] far = new double[n];
    double[] parts = new double[n];
    int known = 0;
    double said = Double.NaN;
    for (int i = ahead; i < n; i++) {
      int at = i - ahead;
      double then = past.said(at, ahead, trusts[at]);
      double distance = Math.abs(then - past.level[i]);
      if (!Double.isNaN(distance)) {
        parts[known] = distance / Math.max(SMALL, past.level[i]);
        far[known++] = distance;
      }
      said = then;
    }
    double now = past.level[n - 1];
    return new Miss(
        ahead,
        Double.isNaN(said) ? -1 : Math.round(said),
        Double.isNaN(now) ? -1 : Math.round(now),
        known == 0 ? Double.NaN : Past.middle(far, known),
        known == 0 ? Double.NaN : Past.middle(parts, known),
        known);
  }

  /** The level that is foreseen so many minutes ahead; -1: not known. */
  public long ahead(int minutes) {
    return level < 0 || Double.isNaN(rate) ? -1 : Math.max(0, Math.round(level + rate * minutes));
  }

  /** Whether the promise is broken now. */
  public boolean isPromiseBroken() {
    return promiseAt != 0 && promiseAt <= time;
  }

  /** What is foreseen, in words. */
  public String words() {
    if (level < 0) {
      return "nobody has looked in the last minutes";
    }
    if (Double.isNaN(rate)) {
      return "not known yet; three looks are needed";
    }
    String speed = String.format(Locale.ROOT, "%+.0f a minute", rate == 0 ? 0.0 : rate);
    if (!drains) {
      return "will not drain by itself at these rates (" + speed + ")";
    }
    if (normalAt != 0) {
      return "normal in " + minutes(normalAt - time) + " (" + speed + ")";
    }
    return mood == Bounds.Mood.NORMAL ? "normal (" + speed + ")" : "uncertain (" + speed + ")";
  }

  /** What is foreseen of the promise, in words; empty where there is nothing to say. */
  public String promiseWords() {
    if (promiseAt == 0) {
      return "";
    }
    String stay =
        Double.isNaN(delay)
            ? ""
            : Double.isInfinite(delay) || delay > 10_000
                ? "; nothing leaves"
                : "; a new message waits " + minutes(Math.round(delay * MINUTE));
    return isPromiseBroken()
        ? "promise is broken" + stay
        : "promise is broken in " + minutes(promiseAt - time) + stay;
  }

  private static String minutes(long micros) {
    long minutes = Math.max(1, Math.round((double) micros / MINUTE));
    return minutes < 120 ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", minutes / 60.0);
  }
}
