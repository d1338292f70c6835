package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.Plain;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueLevels;
import mailweir.answer.QueueQuery;
import mailweir.queue.Ages;
import mailweir.queue.Bounds;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.PlaceState;

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

  /** Groups whose ages are shown at most. */
  private static final int MOST_AGES = 15;

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

  /** Levels over time by host and place, or by queue; of others the largest groups at the end of each step. */
  static HeatMap overTime(
      Asked asked, QueueAsked what, QueueAnswers queues, Bounds bounds, View view, Link here) {
    Instant since = view.begin(what.at());
    Instant until = since.plus(view.step.multipliedBy(view.steps));
    QueueQuery query = what.query(MOST).at(null).between(since, until);
    Map<String, long[]> sums = new LinkedHashMap<>();
    Map<String, Link> links = new HashMap<>();
    if (what.filter().isOfQueues() && (what.by() == By.HOST || what.by() == By.QUEUE)) {
      for (QueueLevels one : queues.levels(query, (int) view.step.toSeconds())) {
        String name =
            one.host()
                + " "
                + one.place().name()
                + (what.by() == By.QUEUE && !one.queue().equals(one.place().name())
                    ? " " + one.queue()
                    : "");
        links.putIfAbsent(
            name,
            here.with("host", one.host())
                .with("queue", what.by() == By.QUEUE ? one.queue() : one.place().name()));
        long[] row = sums.computeIfAbsent(name, n -> fresh(view.steps));
        for (QueueLevels.Point p : one.points()) {
          int i = step(p.time(), since, view);
          if (i >= 0) {
            row[i] = Math.max(0, row[i]) + p.count();
          }
        }
      }
    } else {
      QueueAnswers.QueueShares shares =
          queues.shares(query, what.by(), (int) view.step.toSeconds());
      shares
          .groups()
          .forEach((name, counts) -> {
            long[] row = sums.computeIfAbsent(label(what.by(), name, null), n -> fresh(view.steps));
            Link link = QueueAsked.choosing(here, what.by(), name);
            if (link != null) {
              links.putIfAbsent(label(what.by(), name, null), link);
            }
            for (int t = 0; t < counts.length && t < shares.times().size(); t++) {
              int i = step(shares.times().get(t).minusMillis(1), since, view);
              if (i >= 0 && !shares.times().get(t).isAfter(asked.now().plus(view.step))) {
                row[i] = Math.max(0, row[i]) + counts[t];
              }
            }
          });
    }
    List<Row> rows = new ArrayList<>();
    sums.forEach((name, row) -> {
      if (rows.size() < MOST) {
        Link link = links.get(name);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < view.steps; i++) {
          Instant end = since.plus(view.step.multipliedBy(i + 1L));
          Instant at = end.isAfter(asked.now()) ? asked.now() : end;
          String url = row[i] < 0 ? null : (link == null ? here : link).with("at", at).toString();
          cells.add(cell(row[i], bounds, name + ", until " + asked.when(at), url));
        }
        rows.add(new Row(Plain.cut(name, 80), link == null ? null : link.toString(), cells));
      }
    });
    return new HeatMap(
        what.by() == By.HOST ? "host and place" : what.by().word(),
        heads(asked, view, since),
        rows,
        rows.isEmpty()
            ? "Nobody told of "
                + (what.isChosen() ? "what is asked for" : "a queue")
                + " between "
                + asked.when(since)
                + " and "
                + asked.when(what.at())
                + "."
            : null);
  }

  private static int step(Instant time, Instant since, View view) {
    long i = Math.floorDiv(time.getEpochSecond() - since.getEpochSecond(), view.step.toSeconds());
    return i < 0 || i >= view.steps ? -1 : (int) i;
  }

  private static long[] fresh(int n) {
    long[] row = new long[n];
    java.util.Arrays.fill(row, -1);
    return row;
  }

  /** A group, for people. */
  static String label(By by, String name, String note) {
    if (name.equals(Group.UNKNOWN)) {
      return switch (by) {
        case RELAY -> "(this machine, or not told)";
        case ACCOUNT -> "(nobody logged in)";
        case HOST, QUEUE, DOMAIN, SENDER, REASON, AGE -> "(not told)";
      };
    }
    return Plain.cut(name + (note == null || note.equals(name) ? "" : " " + note), 120);
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

  /** Ages of the largest groups; of hosts and queues as they were counted. */
  static HeatMap byAge(
      Asked asked, QueueAsked what, QueueAnswers queues, Bounds bounds, Link here, String none) {
    List<String> heads = new ArrayList<>();
    heads.add("all");
    for (int i = 0; i < Ages.BUCKETS; i++) {
      heads.add(Ages.name(i));
    }
    List<Row> rows = new ArrayList<>();
    if (what.filter().isOfQueues() && (what.by() == By.HOST || what.by() == By.QUEUE)) {
      Map<String, long[]> sums = new LinkedHashMap<>();
      Map<String, Link> links = new HashMap<>();
      for (PlaceState state : queues.places(what.query(Integer.MAX_VALUE))) {
        for (Level level : state.levels()) {
          String name =
              state.host()
                  + " "
                  + state.place().name()
                  + (what.by() == By.QUEUE && !level.queue().equals(state.place().name())
                      ? " " + level.queue()
                      : "");
          links.putIfAbsent(
              name,
              here.with("host", state.host())
                  .with("queue", what.by() == By.QUEUE ? level.queue() : state.place().name()));
          long[] row = sums.computeIfAbsent(name, n -> new long[Ages.BUCKETS + 1]);
          row[0] += level.count();
          for (int i = 0; i < Ages.BUCKETS && i < level.ages().size(); i++) {
            row[i + 1] += level.ages().get(i);
          }
        }
      }
      sums.forEach((name, row) -> rows.add(ages(name, row, links.get(name), bounds)));
    } else if (what.by() == By.AGE) {
      rows.add(ages("all", ages(queues, what.query(MOST)), null, bounds));
    } else {
      for (Group group : queues.top(what.query(MOST_AGES), what.by()).groups()) {
        Link link = QueueAsked.choosing(here, what.by(), group.name());
        Filter one = only(what.filter(), what.by(), group.name());
        long[] row =
            one == null ? new long[Ages.BUCKETS + 1] : ages(queues, what.query(MOST).of(one));
        row[0] = group.count();
        if (one == null) {
          java.util.Arrays.fill(row, 1, row.length, -1);
        }
        rows.add(ages(label(what.by(), group.name(), group.note()), row, link, bounds));
      }
    }
    return new HeatMap(
        what.by().word(),
        heads,
        rows.size() > MOST ? rows.subList(0, MOST) : rows,
        rows.isEmpty() ? none : null);
  }

  private static long[] ages(QueueAnswers queues, QueueQuery query) {
    long[] row = new long[Ages.BUCKETS + 1];
    for (Group age : queues.top(query, By.AGE).groups()) {
      for (int i = 0; i < Ages.BUCKETS; i++) {
        if (Ages.name(i).equals(age.name())) {
          row[i + 1] += age.count();
          row[0] += age.count();
        }
      }
    }
    return row;
  }

  private static Row ages(String name, long[] counts, Link link, Bounds bounds) {
    List<Cell> cells = new ArrayList<>();
    String url = link == null ? null : link.toString();
    cells.add(cell(counts[0], bounds, name, url));
    for (int i = 0; i < Ages.BUCKETS; i++) {
      String upTo =
          i == Ages.BUCKETS - 1 ? "1280 minutes and more" : "up to " + Ages.name(i) + " minutes";
      cells.add(cell(counts[i + 1], bounds, name + ", " + upTo, url));
    }
    return new Row(Plain.cut(name, 80), url, cells);
  }

  private static Filter only(Filter f, By by, String name) {
    if (name.equals(Group.UNKNOWN)) {
      return null;
    }
    return switch (by) {
      case HOST ->
          new Filter(name, f.queue(), f.from(), f.to(), f.client(), f.account(), f.reason());
      case QUEUE ->
          new Filter(
              f.host(),
              name.substring(name.indexOf(' ') + 1),
              f.from(),
              f.to(),
              f.client(),
              f.account(),
              f.reason());
      case DOMAIN ->
          new Filter(
              f.host(), f.queue(), f.from(), "*@" + name, f.client(), f.account(), f.reason());
      case SENDER ->
          new Filter(f.host(), f.queue(), name, f.to(), f.client(), f.account(), f.reason());
      case RELAY ->
          new Filter(f.host(), f.queue(), f.from(), f.to(), name, f.account(), f.reason());
      case ACCOUNT ->
          new Filter(f.host(), f.queue(), f.from(), f.to(), f.client(), name, f.reason());
      case REASON ->
          name.contains("…")
              ? null
              : new Filter(f.host(), f.queue(), f.from(), f.to(), f.client(), f.account(), name);
      case AGE -> null;
    };
  }
}
