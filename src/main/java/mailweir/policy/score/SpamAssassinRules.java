package mailweir.policy.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The file by which SpamAssassin gives points for {@code X-P0f-OS}. */
public final class SpamAssassinRules {
  private SpamAssassinRules() {}

  /** Its text; classes exclude each other, so one rule hits at most. */
  public static String text(Map<OsClass, Points.Score> scores) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "# Points for the operating system of who connected, as p0f saw it. Made by 'mailweir policy spamassassin'.");
    line(
        text,
        "# Put it beside local.cf as mailweir-p0f.cf, look at it with 'spamassassin --lint', and restart spamd or amavisd.");
    line(text, "# The header is Mailweir's own; one that came from outside was removed.");
    List<OsClass> before = new ArrayList<>();
    for (OsClass c : OsClass.values()) {
      Points.Score score = scores.get(c);
      if (c == OsClass.OTHER || score == null) {
        continue;
      }
      String name = "MAILWEIR_OS_" + c.name();
      String own = "__" + name;
      text.append('\n');
      line(
          text,
          score.learnt()
              ? String.format(
                  Locale.ROOT,
                  "# learnt: %,d of %,d messages were spam",
                  score.seen().spam(),
                  score.seen().all())
              : "# usual points: too few messages of this site to learn from ("
                  + score.seen().all()
                  + ")");
      line(text, "header   " + own + " X-P0f-OS =~ /" + c.regex() + "/");
      StringBuilder meta = new StringBuilder(own);
      before.stream()
          .filter(c::overlaps)
          .forEach(b -> meta.append(" && !__MAILWEIR_OS_").append(b.name()));
      line(text, "meta     " + name + " " + meta);
      line(text, "describe " + name + " Sent from " + c.meaning());
      line(text, "score    " + name + " " + shown(score.points()));
      before.add(c);
    }
    return text.toString();
  }

  /** SpamAssassin switches a rule of no points off; it is to be seen in reports all the same. */
  private static double shown(double points) {
    return points == 0 ? 0.01 : points;
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
