package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mailweir.answer.BadQuery;

/**
 * The part of time that a chart shows, in steps.
 *
 * @param view {@code hour day week month year}, or {@code range} for a chosen one
 * @param until end; in a view that goes with the clock the clock's now
 * @param live whether it goes with the clock
 */
public record Span(String view, Instant since, Instant until, int stepSeconds, boolean live) {
  static final List<String> VIEWS = List.of("hour", "day", "week", "month", "year");

  /** Widths of a step that hours and days are made of. */
  private static final int[] STEPS = {
    60, 300, 600, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 604_800
  };

  private static final int MOST_POINTS = 420;
  private static final int MOST_STEPS = 10_000;

  /** One of the views, until now. */
  static Span view(String view, Instant now) {
    return switch (view) {
      case "hour" -> until("hour", now, Duration.ofHours(1), 60);
      case "day" -> until("day", now, Duration.ofDays(1), 300);
      case "week" -> until("week", now, Duration.ofDays(7), 1800);
      case "month" -> until("month", now, Duration.ofDays(31), 7200);
      case "year" -> until("year", now, Duration.ofDays(365), 86_400);
      default ->
          throw new BadQuery("view", "'" + view + "' is none of hour, day, week, month, year");
    };
  }

  private static Span until(String view, Instant now, Duration length, int step) {
    return new Span(view, floor(now.minus(length), step).plusSeconds(step), now, step, true);
  }

  /** A chosen range. */
  static Span range(Instant since, Instant until, Instant now) {
    boolean live = !until.isBefore(now);
    Instant start = since.truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    int step = step(start, until);
    return new Span(
        "range", floor(start, step), live ? now : until, step, live && since.isBefore(now));
  }

  /** The narrowest width that gives a chart's number of points. */
  static int step(Instant since, Instant until) {
    long seconds = Math.max(60, Duration.between(since, until).toSeconds());
    for (int step : STEPS) {
      if (seconds / step <= MOST_POINTS) {
        return step;
      }
    }
    return STEPS[STEPS.length - 1];
  }

  /** A width asked for, if it is one. */
  static int step(String text, Instant since, Instant until) {
    int step =
        text == null ? step(since, until) : text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    if (step < 60 || step % 60 != 0) {
      throw new BadQuery(
          "step", "not a number of seconds that whole minutes are made of: 60, 300, 3600, 86400");
    }
    if (Duration.between(since, until).toSeconds() / step >= MOST_STEPS) {
      throw new BadQuery(
          text == null ? "since" : "step",
          "more than " + MOST_STEPS + " steps of " + step + " s from " + since + " to " + until);
    }
    return step;
  }

  private static Instant floor(Instant time, int step) {
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), step) * step);
  }
}
