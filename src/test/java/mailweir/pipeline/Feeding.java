package mailweir.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.ReportJson;
import mailweir.cli.EveryDialect;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.follow.Setting;
import mailweir.demo.TrafficGenerator;
import mailweir.demo.TrafficOptions;
import mailweir.journey.Site;
import mailweir.parse.Dialects;

/** A store that follows logs, as a test drives it. */
public final class Feeding implements AutoCloseable {
  private static final Query EVER =
      Query.ALL.between(
          Instant.parse("2024-12-01T00:00:00Z"), Instant.parse("2025-03-01T00:00:00Z"));

  public final List<String> said = Collections.synchronizedList(new ArrayList<>());
  public final Store store;
  public final LiveFeed feed;

  /** Follows these from where the store left them. */
  public Feeding(Path folder, Path... logs) {
    Consumer<String> say = said::add;
    store = new Store(folder, Site.DEFAULT, Feeding::dialects);
    feed = new LiveFeed(store, Setting.of(reading(), Clock.systemUTC(), say), say);
    feed.follow(List.of(logs).stream().map(Path::toString).toList());
  }

  public static Dialects dialects() {
    return EveryDialect.dialects();
  }

  public static Reading reading() {
    return Reading.of(ZoneOffset.UTC, Clock.systemUTC().millis() * 1000).withFirstYear(2024);
  }

  /** Lines of a made-up log, each with its end. */
  public static List<String> traffic(long seed, int lines) throws IOException {
    return traffic(TrafficOptions.Format.POSTFIX, seed, lines);
  }

  /** What another server would have written. */
  public static List<String> traffic(TrafficOptions.Format format, long seed, int lines)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TrafficGenerator(TrafficOptions.of(format, seed, lines), bytes).run();
    return bytes
        .toString(java.nio.charset.StandardCharsets.UTF_8)
        .lines()
        .map(l -> l + "\n")
        .toList();
  }

  /** Appends lines to a log. */
  public static void append(Path log, List<String> lines) throws IOException {
    Files.writeString(
        log, String.join("", lines), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  public Report report() {
    return store.answers().report(EVER);
  }

  public long read() {
    return report().lines().getOrDefault("read", 0L);
  }

  /** What a report of the files themselves says. */
  public static Report reportOf(Path... logs) throws IOException {
    return new FileReport(Site.DEFAULT, Feeding::dialects, 1, Progress.NONE)
        .run(List.of(logs).stream().map(Source::of).toList(), reading().withFollow(false), EVER);
  }

  /** Figures of a report that two ways of reading must agree on, as one text. */
  public static String figures(Report r) {
    var hosts = new java.util.TreeMap<>(r.byHost());
    hosts.values().removeIf(counters -> counters.values().stream().allMatch(n -> n == 0));
    var lines = new java.util.TreeMap<>(r.lines());
    lines.remove("repeated");
    return String.join(
        "\n",
        lines.toString(),
        new java.util.TreeMap<>(r.counters()).toString(),
        new java.util.TreeMap<>(r.refusedByReason()).toString(),
        new java.util.TreeMap<>(r.tempfailedByReason()).toString(),
        new java.util.TreeMap<>(r.deliveredByVia()).toString(),
        ReportJson.of(r).get("by_hour").toString(),
        hosts.keySet().toString());
  }

  /** Waits for something that comes soon; tells whether it came. */
  public static boolean comes(Duration within, BooleanSupplier what) {
    long patience = System.nanoTime() + within.toNanos();
    while (!what.getAsBoolean()) {
      if (System.nanoTime() > patience) {
        return false;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
    return true;
  }

  @Override
  public void close() {
    feed.close();
    store.close();
  }
}
