package mailweir.answer;

import java.time.Instant;
import java.util.List;

/**
 * A figure of any kind over time, of one host.
 *
 * @param metric its name
 * @param points means of the steps of the span that have values, by time
 * @param last its newest value in the span
 * @param lastTime when that was
 * @param least of all values in the span
 * @param mean of all values in the span
 * @param most of all values in the span
 */
public record SampleSeries(
    String metric,
    String host,
    List<Point> points,
    double last,
    Instant lastTime,
    double least,
    double mean,
    double most) {

  /** The mean of a step. {@code time}: its beginning. */
  public record Point(Instant time, double value) {}
}
