package mailweir.policy.score;

import java.util.EnumMap;
import java.util.Map;

/**
 * Points for each class of systems, learnt from what a site saw.
 *
 * <p>Points are the natural logarithm of how much likelier spam is from the class than from all: 0 says nothing, 1 is 2.7 times the odds.
 * Few messages say little: {@value #PRIOR} messages at the odds of all are added to each class, and below {@value #FEWEST} messages
 * the usual points stay.
 */
public final class Points {
  /** Below so many messages of a class its points are not learnt. */
  public static final int FEWEST = 50;

  static final int PRIOR = 20;

  /** No class gets more: five make a message spam by SpamAssassin's own measure. */
  public static final double MOST = 2.5;

  /** Nor less: what looks like a mail server may send anything. */
  public static final double LEAST = -1.0;

  /**
   * Messages of a class.
   *
   * @param spam that filters called spam
   * @param wanted all others
   */
  public record Seen(long spam, long wanted) {
    /** Together. */
    public long all() {
      return spam + wanted;
    }
  }

  /**
   * Points and where they are from.
   *
   * @param points to one place after the point
   * @param learnt whether from the site's own messages
   * @param seen those messages
   */
  public record Score(double points, boolean learnt, Seen seen) {}

  private Points() {}

  /** Of all classes; what was not seen has the usual points. */
  public static Map<OsClass, Score> of(Map<OsClass, Seen> seen) {
    long spam = seen.values().stream().mapToLong(Seen::spam).sum();
    long all = seen.values().stream().mapToLong(Seen::all).sum();
    // never 0 or 1: a site whose filters found nothing teaches nothing
    double rate = (spam + 1.0) / (all + 2.0);
    Map<OsClass, Score> scores = new EnumMap<>(OsClass.class);
    for (OsClass c : OsClass.values()) {
      Seen own = seen.getOrDefault(c, new Seen(0, 0));
      boolean learnt = own.all() >= FEWEST && spam > 0 && spam < all;
      double points = learnt ? points(own, rate) : c.usual();
      scores.put(c, new Score(points, learnt, own));
    }
    return scores;
  }

  private static double points(Seen own, double rate) {
    double spam = own.spam() + PRIOR * rate;
    double wanted = own.wanted() + PRIOR * (1 - rate);
    double odds = spam / wanted / (rate / (1 - rate));
    return Math.round(Math.clamp(Math.log(odds), LEAST, MOST) * 10) / 10.0;
  }
}
