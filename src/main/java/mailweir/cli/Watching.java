package mailweir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mailweir.alert.Channel;
import mailweir.alert.Desk;
import mailweir.alert.Heartbeats;
import mailweir.alert.Settings;
import mailweir.alert.SettingsFile;
import mailweir.alert.Snapshot;
import mailweir.alert.Watch;
import mailweir.alert.notify.Channels;
import mailweir.answer.Figure;
import mailweir.answer.QueueAnswers;
import mailweir.config.Configuration;
import mailweir.parcel.Label;
import mailweir.parse.Line;
import mailweir.pipeline.AlertMemory;
import mailweir.pipeline.Heard;
import mailweir.pipeline.LiveFeed;
import mailweir.pipeline.Store;
import mailweir.queue.Bounds;

/** Wires alerts into {@code serve}: what the feed hears goes to the heartbeats, what they find to the channels. */
final class Watching implements Desk, Heard, AutoCloseable {
  static final Path PLACE = Path.of("/etc/mailweir/alerts.yaml");

  private final Clock clock;
  private final Heartbeats heartbeats;
  private final Watch watch;

  private Watching(Settings settings, ZoneId zone, Clock clock, Consumer<String> say) {
    this.clock = clock;
    this.heartbeats = new Heartbeats(settings.heartbeats(), zone);
    Map<String, Channel> channels = Channels.of(settings.channels(), Wiring.machine(), clock);
    this.watch = new Watch(settings, heartbeats, channels, clock, say);
  }

  /** As configured; nothing is watched before {@link #start}. */
  static Watching of(Configuration configuration, ZoneId zone, Clock clock, Consumer<String> say) {
    return new Watching(settings(configuration), zone, clock, say);
  }

  /** The file of alerts; {@code null} where there is none. */
  static Path file(Configuration configuration) {
    return configuration.alertsFile().orElseGet(() -> Files.exists(PLACE) ? PLACE : null);
  }

  /** What is set; a file with mistakes ends the verb, all of them told. */
  static Settings settings(Configuration configuration) {
    Path file = file(configuration);
    Settings settings = file == null ? Settings.USUAL : settings(file);
    List<String> expected = new ArrayList<>(settings.heartbeats().expect());
    expected.addAll(configuration.expectedHosts());
    return settings.expecting(expected);
  }

  static Settings settings(Path file) {
    try {
      return SettingsFile.read(
          file.toString(),
          Files.readString(file, StandardCharsets.UTF_8),
          name -> Figure.of(name).isPresent());
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          file
              + ": the file of alerts cannot be read ("
              + Wiring.why(e)
              + "); nothing was done; mend it, or name another with alerts.file");
    } catch (SettingsFile.Faulty e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          e.getMessage()
              + "\nthe file of alerts is wrong; nothing was done; 'mailweir alerts try' tells whether it is mended");
    }
  }

  /** Agents that are enrolled are expected. */
  Watching expecting(Supplier<List<String>> hosts) {
    watch.expecting(hosts);
    return this;
  }

  /** Looks after queues, too. */
  Watching queues(QueueAnswers queues, Bounds bounds) {
    watch.queues(() -> Queues.alerts(queues, bounds, clock.instant()), bounds);
    return this;
  }

  /** Begins. */
  void start(Store store, LiveFeed feed) {
    watch.start(new AlertMemory(store, feed), store.gauges(), () -> !feed.isCaughtUp());
  }

  /** What was kept, to be looked at where no server runs. */
  static Desk asKept(Store store, ZoneId zone) {
    Watch kept =
        new Watch(
                Settings.USUAL,
                new Heartbeats(Settings.USUAL.heartbeats(), zone),
                Map.of(),
                Clock.systemUTC(),
                message -> {})
            .as(store.alerts().all());
    return new Desk() {
      @Override
      public Snapshot snapshot() {
        return kept.snapshot();
      }

      @Override
      public String act(Act act) {
        throw new IllegalArgumentException(
            store.folder()
                + ": no server runs for this store; nothing was done; start 'mailweir serve'");
      }
    };
  }

  @Override
  public void lines(String source, String host, long newest, long count) {
    Instant stamp = newest == Line.NO_TIME ? null : instant(newest);
    heartbeats.lines(clock.instant(), source, host, stamp, count);
  }

  @Override
  public void late(String source, String host, long count) {
    heartbeats.late(clock.instant(), source, host, count);
  }

  @Override
  public void contact(String sender, String host, long theirTime, List<Label.SourceState> states) {
    heartbeats.contact(
        clock.instant(),
        sender,
        host,
        instant(theirTime),
        states.stream()
            .map(s ->
                new Heartbeats.Told(
                    s.name(), s.problem(), s.last() == 0 ? null : instant(s.last())))
            .toList());
  }

  @Override
  public void trouble(String source, Trouble kind, String problem) {
    heartbeats.trouble(clock.instant(), source, kind == Trouble.MOUNT_STALE, problem);
  }

  @Override
  public void troubleOver(String source) {
    heartbeats.troubleOver(clock.instant(), source);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  @Override
  public Snapshot snapshot() {
    return watch.snapshot();
  }

  @Override
  public String act(Act act) {
    return watch.act(act);
  }

  @Override
  public void close() {
    watch.close();
  }
}
