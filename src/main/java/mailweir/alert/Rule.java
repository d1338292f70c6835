package mailweir.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bound on a figure.
 *
 * @param isCounter whether the figure is a counter of mail (its sum in the window), else a metric (its newest value in it)
 * @param op {@code > >= < <= == !=}
 * @param hold how long it must last
 * @param host pattern of hosts
 * @param total all hosts that fit together instead of each
 * @param text for people; may be empty
 */
public record Rule(
    String name,
    boolean isCounter,
    String figure,
    String op,
    double value,
    Duration window,
    Duration hold,
    String host,
    boolean total,
    Severity severity,
    Map<String, String> labels,
    String text) {

  static final List<String> OPS = List.of(">", ">=", "<", "<=", "==", "!=");

  /** Where it is out of bounds now. */
  List<Finding> look(Gauges gauges, Instant now) {
    Map<String, Double> values =
        isCounter
            ? gauges.counter(figure, now.minus(window), now)
            : gauges.metric(figure, now.minus(window));
    Map<String, Double> mine = new TreeMap<>();
    values.forEach((h, v) -> {
      if (Matchers.fitsHost(host, h)) {
        mine.merge(total ? "" : h, v, Double::sum);
      }
    });
    List<Finding> found = new ArrayList<>();
    mine.forEach((h, v) -> {
      if (isOut(v)) {
        SortedMap<String, String> about = new TreeMap<>(labels);
        if (!total) {
          about.put("host", h);
        }
        found.add(
            new Finding(
                name,
                about,
                severity,
                (total ? "" : h + ": ")
                    + name
                    + ": "
                    + figure
                    + " is "
                    + number(v)
                    + ", "
                    + op
                    + " "
                    + number(value)
                    + (isCounter ? " in " + Words.length(window) : ""),
                text,
                hold,
                null));
      }
    });
    return found;
  }

  private boolean isOut(double v) {
    return switch (op) {
      case ">" -> v > value;
      case ">=" -> v >= value;
      case "<" -> v < value;
      case "<=" -> v <= value;
      case "==" -> v == value;
      case "!=" -> v != value;
      default -> false;
    };
  }

  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15
        ? Long.toString((long) v)
        : String.format(Locale.ROOT, "%.4g", v);
  }
}
