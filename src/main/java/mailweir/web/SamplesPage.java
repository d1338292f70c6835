package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.answer.Answers;
import mailweir.answer.Plain;
import mailweir.answer.Query;
import mailweir.answer.SampleSeries;

/**
 * Figures of any kind over time: one metric large, with a line for each host, or all of them in small. Drawn by the server, so that the
 * page needs no script.
 *
 * @param metric the one that is shown large; {@code null}: all
 * @param chart its drawing; {@code null} where there is nothing to draw
 * @param empty why there is nothing; {@code null} when there is something
 */
public record SamplesPage(
    String heading,
    String metric,
    List<Frame.Choice> views,
    List<Frame.Choice> hosts,
    Chart chart,
    List<Row> rows,
    String zone,
    String empty,
    String note,
    String allUrl,
    String jsonUrl) {
  /** As wide as charts are, in the drawing's own units. */
  static final int WIDTH = 960;

  static final int HEIGHT = 220;
  private static final int LEFT = 64;
  private static final int RIGHT = 8;
  private static final int TOP = 10;
  private static final int BOTTOM = 22;
  private static final int SMALL_WIDTH = 160;
  private static final int SMALL_HEIGHT = 20;
  private static final int COLOURS = 8;
  private static final int MOST_ROWS = 500;

  /** Of thousands, millions and so on; none of one. */
  private static final String UNITS = " kMGT";

  private static final int LARGE_STEPS = 320;
  private static final int SMALL_STEPS = 60;

  /** A metric of a host. {@code colour}: number of its line's colour in the chart. */
  public record Row(
      String metric,
      String url,
      String host,
      int colour,
      String last,
      String time,
      String least,
      String mean,
      String most,
      String line) {}

  /** A label on an axis. */
  public record Tick(int at, String label) {}

  /** A host's line: points of an SVG polyline. Where values are missing for long, it is in several. */
  public record Line(int colour, String host, List<String> pieces) {}

  /** A drawing. */
  public record Chart(
      int width, int height, List<Tick> levels, List<Tick> times, List<Line> lines) {}

  static SamplesPage of(Asked asked, Answers answers) {
    String view = asked.text("view");
    Span span = Span.view(view == null ? "day" : view, asked.now());
    String metric = asked.text("metric");
    Query query = asked.query(40).between(span.since(), span.until());
    List<SampleSeries> series =
        answers.samples(query, metric, metric == null ? SMALL_STEPS : LARGE_STEPS);
    List<Row> rows = new ArrayList<>();
    for (SampleSeries one : series) {
      if (rows.size() < MOST_ROWS) {
        rows.add(row(asked, span, one, rows.size()));
      }
    }
    return new SamplesPage(
        metric == null ? "all" : metric,
        metric,
        Span.VIEWS.stream()
            .map(v ->
                new Frame.Choice(v, here(asked, metric).with("view", v), v.equals(span.view())))
            .toList(),
        hosts(asked, series, metric, span.view()),
        metric == null || series.isEmpty() ? null : chart(asked, span, series),
        rows,
        asked.zoneName(asked.now()),
        series.isEmpty()
            ? metric == null
                ? "No figure came in this time. Agents send them, and collectd (collectd.listen), mails and the agents' HTTP API can."
                : "There is no figure of this name in this time."
            : null,
        series.size() > rows.size()
            ? "The first " + rows.size() + " of " + Plain.number(series.size()) + " are shown."
            : null,
        asked.keep(Link.to("/samples").with("view", span.view())).toString(),
        json(metric, span).toString());
  }

  private static Link json(String metric, Span span) {
    return Link.to("/api/v1/samples")
        .with("metric", metric)
        .with("since", span.since().toString())
        .with("until", span.until().toString());
  }

  private static Link here(Asked asked, String metric) {
    return Link.to("/samples")
        .with("metric", metric)
        .with("host", asked.text("host"))
        .with("tz", asked.text("tz"));
  }

  private static List<Frame.Choice> hosts(
      Asked asked, List<SampleSeries> series, String metric, String view) {
    String chosen = asked.text("host");
    List<String> names =
        chosen != null
            ? List.of(chosen)
            : series.stream().map(SampleSeries::host).distinct().sorted().limit(12).toList();
    List<Frame.Choice> choices = new ArrayList<>();
    Link base =
        Link.to("/samples").with("metric", metric).with("view", view).with("tz", asked.text("tz"));
    choices.add(new Frame.Choice("all hosts", base, chosen == null));
    names.forEach(n -> choices.add(new Frame.Choice(n, base.with("host", n), n.equals(chosen))));
    return choices;
  }

  private static Row row(Asked asked, Span span, SampleSeries s, int index) {
    return new Row(
        s.metric(),
        here(asked, s.metric()).with("view", span.view()).toString(),
        s.host(),
        index % COLOURS,
        number(s.last()),
        asked.when(s.lastTime()),
        number(s.least()),
        number(s.mean()),
        number(s.most()),
        String.join(
            " ",
            pieces(
                s.points(),
                span,
                new Box(0, 1, SMALL_WIDTH, SMALL_HEIGHT - 2, s.least(), s.most()),
                Duration.ofDays(9_999))));
  }

  /** Where a drawing's values lie. */
  private record Box(int left, int top, int width, int height, double least, double most) {
    int y(double value) {
      double range = most - least;
      return top
          + (range <= 0 ? height / 2 : (int) Math.round(height * (1 - (value - least) / range)));
    }
  }

  private static Chart chart(Asked asked, Span span, List<SampleSeries> series) {
    double least = series.stream().mapToDouble(SampleSeries::least).min().orElse(0);
    double most = series.stream().mapToDouble(SampleSeries::most).max().orElse(1);
    double[] levels = levels(Math.min(0, least), most);
    Box box =
        new Box(
            LEFT,
            TOP,
            WIDTH - LEFT - RIGHT,
            HEIGHT - TOP - BOTTOM,
            levels[0],
            levels[levels.length - 1]);
    List<Tick> levelTicks = new ArrayList<>();
    for (double level : levels) {
      levelTicks.add(new Tick(box.y(level), number(level)));
    }
    List<Line> lines = new ArrayList<>();
    Duration gap =
        Duration.between(span.since(), span.until()).dividedBy(LARGE_STEPS).multipliedBy(12);
    for (int i = 0; i < series.size() && lines.size() < 40; i++) {
      lines.add(
          new Line(
              i % COLOURS, series.get(i).host(), pieces(series.get(i).points(), span, box, gap)));
    }
    return new Chart(WIDTH, HEIGHT, levelTicks, times(asked, span, box), lines);
  }

  private static List<Tick> times(Asked asked, Span span, Box box) {
    List<Tick> ticks = new ArrayList<>();
    long length = Duration.between(span.since(), span.until()).toMillis();
    int n = 6;
    for (int i = 0; i <= n; i++) {
      Instant at = span.since().plusMillis(length * i / n);
      String when = asked.when(at);
      String label =
          length > Duration.ofDays(2).toMillis() ? when.substring(5, 10) : when.substring(11, 16);
      ticks.add(new Tick(box.left + box.width * i / n, label));
    }
    return ticks;
  }

  /** Round numbers that a span of values lies between, four or so. */
  static double[] levels(double least, double most) {
    double range = most > least ? most - least : Math.max(1, Math.abs(most));
    double unit = Math.pow(10, Math.floor(Math.log10(range / 4)));
    double step = unit;
    for (double times : new double[] {1, 2, 5, 10}) {
      step = unit * times;
      if (range / step <= 5) {
        break;
      }
    }
    double first = Math.floor(least / step) * step;
    int n = (int) Math.ceil((Math.max(most, least + range) - first) / step - 1e-9) + 1;
    double[] levels = new double[Math.clamp(n, 2, 12)];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = first + i * step;
    }
    return levels;
  }

  private static List<String> pieces(
      List<SampleSeries.Point> points, Span span, Box box, Duration gap) {
    double length = Duration.between(span.since(), span.until()).toMillis();
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    Instant before = null;
    for (SampleSeries.Point p : points) {
      if (before != null && Duration.between(before, p.time()).compareTo(gap) > 0) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      before = p.time();
      double part = Duration.between(span.since(), p.time()).toMillis() / length;
      if (piece.length() > 0) {
        piece.append(' ');
      }
      piece
          .append(String.format(Locale.ROOT, "%.1f", box.left + box.width * part))
          .append(',')
          .append(box.y(p.value()));
    }
    if (piece.length() > 0) {
      pieces.add(piece.toString());
    }
    return pieces;
  }

  /** A value in few letters: 0.25, 17, 1.2k, 3.4G. */
  static String number(double value) {
    double size = Math.abs(value);
    int thousands =
        size < 10_000 ? 0 : (int) Math.min(UNITS.length() - 1, Math.floor(Math.log10(size) / 3));
    String unit = thousands == 0 ? "" : UNITS.substring(thousands, thousands + 1);
    double shown = value / Math.pow(1000, thousands);
    String text =
        size != 0 && size < 0.001
            ? String.format(Locale.ROOT, "%.1e", value)
            : Math.abs(shown) >= 100 || shown == Math.rint(shown) && Math.abs(shown) < 1e6
                ? String.format(Locale.ROOT, "%,.0f", shown)
                : String.format(Locale.ROOT, Math.abs(shown) >= 10 ? "%.1f" : "%.2f", shown);
    return text + unit;
  }
}
