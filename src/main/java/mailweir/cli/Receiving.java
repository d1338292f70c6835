package mailweir.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import mailweir.collect.syslog.Batch;
import mailweir.collect.syslog.Origin;
import mailweir.collect.syslog.PemFiles;
import mailweir.collect.syslog.SyslogReceiver;
import mailweir.collect.syslog.SyslogSetting;
import mailweir.collect.syslog.Taker;
import mailweir.config.Configuration;
import mailweir.config.Key;
import mailweir.pipeline.Intake;
import mailweir.pipeline.LiveFeed;
import mailweir.pipeline.Streams;
import mailweir.store.StoreFault;

/** What {@code serve} receives over the network, as configured: opened with it, closed with it. */
final class Receiving implements AutoCloseable {
  private final List<AutoCloseable> open = new java.util.ArrayList<>();
  private final StringBuilder told = new StringBuilder();

  private Receiving() {}

  /**
   * Opens what is configured; nothing when nothing is.
   *
   * @throws CannotGoOn when something cannot be opened
   */
  static Receiving open(
      Configuration configuration,
      LiveFeed feed,
      Intake intake,
      ZoneId zone,
      Consumer<String> say) {
    Receiving receiving = new Receiving();
    try {
      Streams streams =
          new Streams(
              feed,
              intake,
              Clock.systemUTC(),
              zone,
              Wiring.dialects(),
              configuration.is(Key.SYSLOG_ALL));
      receiving.syslog(configuration, streams, say);
      return receiving;
    } catch (IOException e) {
      receiving.close();
      throw new CannotGoOn(ExitCode.UNAVAILABLE, "mailweir serve: " + e.getMessage());
    }
  }

  /** Whether anything is to be received. */
  static boolean isConfigured(Configuration c) {
    return List.of(Key.SYSLOG_UDP, Key.SYSLOG_TCP, Key.SYSLOG_TLS, Key.OTLP_LISTEN).stream()
        .anyMatch(key -> !c.value(key).words().isEmpty());
  }

  private void syslog(Configuration configuration, Streams streams, Consumer<String> say)
      throws IOException {
    SyslogSetting setting = setting(configuration, say);
    if (setting.isEmpty()) {
      return;
    }
    SyslogReceiver receiver = new SyslogReceiver(setting, new ToStreams(streams)).start();
    open.add(receiver);
    List<String> words = List.of("udp", "tcp", "tls");
    for (int i = 0; i < words.size(); i++) {
      for (var address : receiver.addresses().get(i)) {
        told.append("  syslog ")
            .append(words.get(i))
            .append(' ')
            .append(address.getAddress().getHostAddress())
            .append(':')
            .append(address.getPort());
      }
    }
  }

  private static SyslogSetting setting(Configuration c, Consumer<String> say) throws IOException {
    PemFiles identity = null;
    if (!c.addresses(Key.SYSLOG_TLS).isEmpty()) {
      if (c.file(Key.SYSLOG_CERTIFICATE).isEmpty() || c.file(Key.SYSLOG_KEY).isEmpty()) {
        throw new IOException(
            "syslog.tls: needs syslog.certificate and syslog.key, files in the PEM form; nothing was read; set them");
      }
      identity =
          new PemFiles(
              c.file(Key.SYSLOG_CERTIFICATE).get(),
              c.file(Key.SYSLOG_KEY).get(),
              c.file(Key.SYSLOG_CA).orElse(null),
              say);
    }
    return new SyslogSetting(
        c.addresses(Key.SYSLOG_UDP),
        c.addresses(Key.SYSLOG_TCP),
        c.addresses(Key.SYSLOG_TLS),
        c.networks(Key.SYSLOG_FROM),
        identity,
        c.file(Key.SYSLOG_CA).isPresent(),
        SyslogSetting.CONNECTIONS,
        SyslogSetting.OF_ONE,
        say);
  }

  /** Where it listens, for the line that says that the server is there; empty where nothing is opened. */
  String told() {
    return told.toString();
  }

  /** Batches of the receivers into the store. Streams are made once each, and a batch is handed without an object a line. */
  private static final class ToStreams implements Taker {
    private static final int MOST = 20_000;

    private final Streams streams;
    private final Map<Origin, Streams.Stream> known = new HashMap<>();

    ToStreams(Streams streams) {
      this.streams = streams;
    }

    @Override
    public CompletableFuture<Void> take(Batch batch) throws NotNow {
      try {
        return streams.take(sink ->
            batch.each(
                new Batch.Sink() {
                  @Override
                  public void from(Origin origin) {
                    sink.from(stream(origin));
                  }

                  @Override
                  public void line(byte[] array, int from, int to, int priority) {
                    sink.line(array, from, to, priority);
                  }
                }));
      } catch (StoreFault e) {
        throw new NotNow(e);
      }
    }

    /** Under the feed's gate. */
    private Streams.Stream stream(Origin origin) {
      if (known.size() > MOST) {
        known.clear();
      }
      return known.computeIfAbsent(origin, o -> new Streams.Stream(o.name(), o.way(), o.address()));
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : open.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        // it is over all the same
      }
    }
  }
}
