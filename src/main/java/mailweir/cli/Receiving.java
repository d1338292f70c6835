package mailweir.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import mailweir.collect.collectd.CollectdReceiver;
import mailweir.collect.otlp.OtlpListener;
import mailweir.collect.otlp.OtlpSetting;
import mailweir.collect.syslog.Batch;
import mailweir.collect.syslog.Counts;
import mailweir.collect.syslog.Origin;
import mailweir.collect.syslog.PemFiles;
import mailweir.collect.syslog.SyslogReceiver;
import mailweir.collect.syslog.SyslogSetting;
import mailweir.collect.syslog.Taker;
import mailweir.config.Configuration;
import mailweir.config.Key;
import mailweir.parcel.Label;
import mailweir.pipeline.Intake;
import mailweir.pipeline.LiveFeed;
import mailweir.pipeline.Streams;
import mailweir.store.StoreFault;

/** What {@code serve} receives over the network, as configured: opened with it, closed with it. */
final class Receiving implements AutoCloseable {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final StringBuilder told = new StringBuilder();
  private SyslogReceiver syslog;
  private OtlpListener otlp;
  private CollectdReceiver collectd;

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
    if (!isConfigured(configuration)) {
      return receiving;
    }
    try {
      Streams streams =
          new Streams(
              feed,
              intake,
              Clock.systemUTC(),
              zone,
              Wiring::dialects,
              configuration.is(Key.SYSLOG_ALL));
      Taker taker = new ToStreams(streams);
      receiving.syslog(configuration, taker, say);
      receiving.otlp(configuration, taker, say);
      receiving.collectd(configuration, intake, say);
      receiving.figures(intake, streams);
      return receiving;
    } catch (IOException | IllegalArgumentException e) {
      receiving.close();
      throw new CannotGoOn(ExitCode.UNAVAILABLE, "mailweir serve: " + e.getMessage());
    }
  }

  /** Whether anything is to be received. */
  static boolean isConfigured(Configuration c) {
    return List.of(
            Key.SYSLOG_UDP, Key.SYSLOG_TCP, Key.SYSLOG_TLS, Key.OTLP_LISTEN, Key.COLLECTD_LISTEN)
        .stream()
        .anyMatch(key -> !c.value(key).words().isEmpty());
  }

  private void otlp(Configuration c, Taker taker, Consumer<String> say) throws IOException {
    if (c.value(Key.OTLP_LISTEN).words().isEmpty()) {
      return;
    }
    String token = null;
    if (c.file(Key.OTLP_TOKEN_FILE).isPresent()) {
      Path file = c.file(Key.OTLP_TOKEN_FILE).get();
      try {
        token = Files.readString(file).strip();
      } catch (IOException e) {
        throw new IOException(
            file
                + ": cannot be read ("
                + Wiring.why(e)
                + "); nothing was read; otlp.token.file names it",
            e);
      }
      if (token.isEmpty()) {
        throw new IOException(file + ": is empty; nothing was read; put a token into it");
      }
    }
    if (c.file(Key.OTLP_CERTIFICATE).isPresent() != c.file(Key.OTLP_KEY).isPresent()) {
      throw new IOException(
          "otlp.certificate and otlp.key: one of them is missing; nothing was read; set both, or none");
    }
    SSLContext tls =
        c.file(Key.OTLP_CERTIFICATE).isEmpty()
            ? null
            : new PemFiles(
                    c.file(Key.OTLP_CERTIFICATE).get(), c.file(Key.OTLP_KEY).get(), null, say)
                .now();
    InetSocketAddress bind = c.addresses(Key.OTLP_LISTEN).getFirst();
    OtlpListener listener =
        new OtlpListener(
            new OtlpSetting(bind, token, tls, Duration.ofSeconds(10)), taker, Clock.systemUTC());
    open.add(listener);
    otlp = listener.start();
    told.append("  otlp ")
        .append(bind.getAddress().getHostAddress())
        .append(':')
        .append(otlp.port());
  }

  private void collectd(Configuration configuration, Intake intake, Consumer<String> say) {
    collectd = Sampling.collectd(configuration, intake, say);
    if (collectd != null) {
      open.add(collectd);
      told.append("  collectd ")
          .append(collectd.address().getAddress().getHostAddress())
          .append(':')
          .append(collectd.address().getPort());
    }
  }

  /** Each minute, as figures of this machine. */
  private void figures(Intake intake, Streams streams) {
    Figures figures =
        new Figures(intake, streams, syslog == null ? null : syslog.counts(), otlp, collectd);
    open.add(figures);
    figures.start();
  }

  private void syslog(Configuration configuration, Taker taker, Consumer<String> say)
      throws IOException {
    SyslogSetting setting = setting(configuration, say);
    if (setting.isEmpty()) {
      return;
    }
    SyslogReceiver receiver = new SyslogReceiver(setting, taker).start();
    syslog = receiver;
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

  /** What is counted of what was received, kept beside the other figures: so that it is drawn and alerted on. */
  private static final class Figures implements AutoCloseable {
    private static final long EACH = 60;
    private static final String NAME = "mailweir.syslog.";

    private final Intake intake;
    private final Streams streams;
    private final Counts counts;
    private final OtlpListener otlp;
    private final CollectdReceiver collectd;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, Long> before = new HashMap<>();

    Figures(
        Intake intake,
        Streams streams,
        Counts counts,
        OtlpListener otlp,
        CollectdReceiver collectd) {
      this.collectd = collectd;
      this.intake = intake;
      this.streams = streams;
      this.counts = counts;
      this.otlp = otlp;
    }

    void start() {
      Thread.ofPlatform()
          .daemon()
          .name("received")
          .start(() -> {
            try {
              while (!stopped.await(EACH, TimeUnit.SECONDS)) {
                keep();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    private void keep() {
      Map<String, Long> now = new TreeMap<>();
      if (counts != null) {
        counts.all().forEach((what, n) -> now.put(NAME + what.word(), n));
      }
      if (otlp != null) {
        otlp.counts().forEach((what, n) -> now.put("mailweir.otlp." + what, n));
      }
      if (collectd != null) {
        collectd.counts().forEach((what, n) -> now.put("mailweir.collectd." + what, n));
      }
      now.put(NAME + "not-of-mail", streams.notOfMail());
      now.put(NAME + "renamed-hosts", streams.renamed());
      long micros = Clock.systemUTC().millis() * 1000;
      List<Label.Sample> samples = new ArrayList<>();
      now.forEach((metric, n) -> {
        long more = n - before.getOrDefault(metric, 0L);
        samples.add(new Label.Sample(null, metric, micros, more));
      });
      if (counts != null) {
        samples.add(new Label.Sample(null, NAME + "connections", micros, counts.connections()));
      }
      try {
        intake.samples(samples, Wiring.machine());
        before.putAll(now);
      } catch (StoreFault e) {
        // it is said by whoever feeds the store; what was counted is kept the next minute
      }
    }

    @Override
    public void close() {
      stopped.countDown();
      keep();
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
