package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mailweir.answer.Plain;
import mailweir.queue.Ages;
import mailweir.queue.Bounds;
import mailweir.queue.Grouping;
import mailweir.queue.Queues;

/**
 * Counts as a table whose cells are coloured by them: over time, or by age. A cell's number stands in it, so that nobody needs its colour.
 *
 * @param what what rows are
 * @param columns their heads
 * @param empty why there is nothing; {@code null} when there is something
 */
public record HeatMap(String what, List<String> columns, List<Row> rows, String empty) {
  /** Rows that are shown at most. */
  static final int MOST = 40;

  /** A row. {@code url}: may be absent. */
  public record Row(String name, String url, List<Cell> cells) {}

  /**
   * A cell.
   *
   * @param text its count; empty: nobody looked
   * @param heat 0 to 7
   * @param url what it leads to; may be absent
   */
  public record Cell(String text, int heat, String title, String url) {}

  /** How hot a count is: 6 is nervous, 7 critical. */
  static int heat(long count, Bounds bounds) {
    if (count >= bounds.critical()) {
      return 7;
    }
    if (count >= bounds.nervous()) {
      return 6;
    }
    double part = (double) count / bounds.nervous();
    return count == 0 ? 0 : part < 0.01 ? 1 : part < 0.03 ? 2 : part < 0.1 ? 3 : part < 0.3 ? 4 : 5;
  }

  /** A part of time of the map's own. */
  enum View {
    HOUR(Duration.ofMinutes(2), 30),
    DAY(Duration.ofHours(1), 24),
    WEEK(Duration.ofHours(6), 28);

    final Duration step;
    final int steps;

    View(Duration step, int steps) {
      this.step = step;
      this.steps = steps;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Begin of the first step of those that end with an instant's own. */
    Instant begin(Instant until) {
      long seconds = step.toSeconds();
      long end = Math.floorDiv(until.getEpochSecond() - 1, seconds) * seconds + seconds;
      return Instant.ofEpochSecond(end - seconds * steps);
    }
  }

  /** Levels over time by host and place, or by host and queue. */
  static HeatMap overTime(Asked asked, QueueAsked what, Fleet fleet, View view, Link here) {
    Instant since = view.begin(what.at());
    Instant until = since.plus(view.step.multipliedBy(view.steps));
    List<Queues.Series> series =
        fleet.queues().levels(QueueAsked.micros(since), QueueAsked.micros(until), view.steps);
    Map<String, long[]> sums = new TreeMap<>();
    Map<String, String> hosts = new TreeMap<>();
    for (Queues.Series one : series) {
      boolean isAsked =
          (what.selection().hosts().isEmpty() || what.selection().hosts().contains(one.host()))
              && (what.selection().queue() == null
                  || what.selection().queue().equalsIgnoreCase(one.queue())
                  || what.selection().queue().equalsIgnoreCase(one.place().name()));
      if (!isAsked) {
        continue;
      }
      String name =
          what.by() == Grouping.By.QUEUE
              ? one.host() + " " + one.place().name() + "/" + one.queue()
              : one.host() + " " + one.place().name();
      hosts.put(name, one.host());
      long[] row = sums.computeIfAbsent(name, n -> fresh(view.steps));
      for (Queues.Point p : one.points()) {
        row[p.step()] = Math.max(0, row[p.step()]) + p.count();
      }
    }
    List<Row> rows = new ArrayList<>();
    sums.forEach((name, row) -> {
      if (rows.size() < MOST) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < view.steps; i++) {
          Instant end = since.plus(view.step.multipliedBy(i + 1L));
          Instant at = end.isAfter(asked.now()) ? asked.now() : end;
          String url =
              row[i] < 0 ? null : here.with("host", hosts.get(name)).with("at", at).toString();
          cells.add(cell(row[i], fleet.bounds(), name + ", until " + asked.when(at), url));
        }
        rows.add(new Row(name, here.with("host", hosts.get(name)).toString(), cells));
      }
    });
    return new HeatMap(
        what.by() == Grouping.By.QUEUE ? "host, place and queue" : "host and place",
        heads(asked, view, since),
        rows,
        rows.isEmpty()
            ? "Nobody told of a queue between "
                + asked.when(since)
                + " and "
                + asked.when(what.at())
                + "."
            : null);
  }

  private static long[] fresh(int n) {
    long[] row = new long[n];
    java.util.Arrays.fill(row, -1);
    return row;
  }

  private static List<String> heads(Asked asked, View view, Instant since) {
    List<String> heads = new ArrayList<>();
    for (int i = 0; i < view.steps; i++) {
      String stamp = asked.stamp(since.plus(view.step.multipliedBy(i)));
      boolean isLabelled = view != View.WEEK || i % 4 == 0;
      heads.add(
          view == View.WEEK && isLabelled
              ? stamp.substring(5, 10)
              : stamp.substring(11, view == View.DAY ? 13 : 16));
    }
    return heads;
  }

  private static Cell cell(long count, Bounds bounds, String title, String url) {
    return count < 0
        ? new Cell("", 0, title + ": nobody looked", null)
        : new Cell(
            count == 0 ? "·" : SamplesPage.number(count),
            heat(count, bounds),
            title + ": " + Plain.number(count) + " wait",
            url);
  }

  /** Ages by what messages have in common. */
  static HeatMap byAge(Grouping grouping, Bounds bounds, Link here, String empty) {
    List<String> heads = new ArrayList<>();
    heads.add("all");
    for (int i = 0; i < Ages.BUCKETS; i++) {
      heads.add(Ages.name(i));
    }
    List<Row> rows = new ArrayList<>();
    for (Grouping.Row one : grouping.rows()) {
      String name = QueuesPage.name(grouping.by(), one);
      Link link = QueueAsked.choosing(here, grouping.by(), one.value());
      List<Cell> cells = new ArrayList<>();
      cells.add(cell(one.count(), bounds, name, link == null ? null : link.toString()));
      for (int i = 0; i < Ages.BUCKETS; i++) {
        cells.add(
            cell(
                one.ages().get(i),
                bounds,
                name + ", " + (i == 0 ? "under " : "up to ") + Ages.name(i) + " minutes",
                link == null ? null : link.with("age", Ages.name(i)).toString()));
      }
      rows.add(new Row(name, link == null ? null : link.toString(), cells));
    }
    return new HeatMap(grouping.by().word(), heads, rows, rows.isEmpty() ? empty : null);
  }
}
