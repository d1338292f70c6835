package mailweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mailweir.action.Operations;
import mailweir.action.Operator;
import mailweir.agent.QueueLooks;
import mailweir.alert.Desk;
import mailweir.answer.Answers;
import mailweir.ask.AskServer;
import mailweir.ask.Imports;
import mailweir.collect.Found;
import mailweir.collect.Reading;
import mailweir.collect.Sources;
import mailweir.collect.follow.Setting;
import mailweir.demo.LiveDemo;
import mailweir.demo.QueueDemo;
import mailweir.letter.Letters;
import mailweir.pipeline.Importer;
import mailweir.pipeline.Keeper;
import mailweir.pipeline.LiveFeed;
import mailweir.pipeline.Progress;
import mailweir.pipeline.Store;
import mailweir.web.Fleet;
import mailweir.web.WebInfo;
import mailweir.web.WebServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows logs, keeps what they say in the store, and shows it, until it is ended. */
@Command(
    name = "serve",
    description = {
      "Follows logs into the store and shows the flow of mail and every message on a page of this machine.",
      "What is in the logs already is read first; after a restart it goes on where it was.",
      "Ctrl-C or SIGTERM ends it cleanly."
    },
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  private static final long MOST_SECONDS_TO_END = 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR|PATTERN",
      arity = "0..*",
      description =
          "Logs, folders of logs, patterns; rotation is followed, what is not there yet is waited for.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--bounce-rules", paramLabel = "FILE", description = BounceOption.MEANING)
  private Path bounceRules;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description = "Every line is of this dialect, whatever wrote it.")
  private String dialect;

  @Option(
      names = "--vhost",
      paramLabel = "NAME",
      description =
          "Virtual host of access logs whose lines name none; default: what the file's name tells.")
  private String virtualHost;

  @Option(
      names = "--demo",
      description =
          "Shows a week of made-up traffic, and more as one looks; store and log are removed at the end.")
  private boolean demo;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the page; 0 takes a free one; default: as configured, else 8425.")
  private Integer port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "A loopback address: 127.0.0.1 or ::1.",
      defaultValue = "127.0.0.1")
  private String bind;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "All lines are of this host, whatever they say.")
  private String host;

  @Option(
      names = "--year",
      paramLabel = "Y",
      description = "Year of the earliest line, where stamps have none.")
  private Integer year;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description =
          "Zone of stamps that have none, and of times on pages; default: as configured, else this machine's.")
  private String zone;

  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      description =
          "Days to keep lines and messages, today included; figures by hour stay for good. 0 keeps all; default: as configured, else 0.")
  private Integer keep;

  @Option(
      names = "--agents",
      paramLabel = "ADDRESS:PORT",
      description =
          "Listens for agents there, as 0.0.0.0:8426; default: as configured, else not at all.")
  private String agents;

  @Mixin private StoreOptions options;

  private volatile LiveFeed following;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private PrintWriter err;

  @Override
  public Integer call() throws IOException {
    err = spec.commandLine().getErr();
    port = port == null ? Integer.valueOf(options.configuration().port()) : port;
    keep = keep == null ? Integer.valueOf(options.configuration().keep()) : keep;
    InetSocketAddress address = address();
    ZoneId times = options.zone(zone);
    Reading reading =
        Wiring.reading(times, year, host, Clock.systemUTC())
            .withVirtualHost(virtualHost)
            .withFollow(true);
    Wiring.dialects(dialect);
    free(address);
    Thread onSignal = Thread.ofPlatform().unstarted(this::endCleanly);
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      return demo ? demo(address, times, reading) : named(address, times, reading);
    } finally {
      ended.countDown();
      forget(onSignal);
    }
  }

  private int named(InetSocketAddress address, ZoneId times, Reading reading) {
    Path folder = options.folder();
    if (files.isEmpty()
        && !Files.isRegularFile(folder.resolve("mailweir.duckdb"))
        && Listening.address(options, agents) == null
        && !Receiving.isConfigured(options.configuration())
        && !Mailing.isExpected(options.configuration(), folder)) {
      throw new ParameterException(
          spec.commandLine(),
          "no log is named, and there is no store in "
              + folder
              + "; name your log, as in 'mailweir serve /var/log/mail.log', or try --demo");
    }
    return serve(folder, address, times, reading, files.stream().map(this::absolute).toList());
  }

  private int demo(InetSocketAddress address, ZoneId times, Reading reading) throws IOException {
    if (!files.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--demo and files exclude each other: the demo writes its own log");
    }
    Path folder =
        options.named() == null ? Files.createTempDirectory("mailweir-store-") : options.named();
    try (LiveDemo log = LiveDemo.inTemporaryFolder()) {
      log.start();
      return serve(folder, address, times, reading, List.of(log.file().toString()));
    } finally {
      if (options.named() == null) {
        remove(folder);
      }
    }
  }

  private int serve(
      Path folder, InetSocketAddress address, ZoneId times, Reading reading, List<String> roots) {
    Consumer<String> say = this::say;
    Answers answers;
    try (Store store =
            Queues.judged(
                options,
                StoreAccess.toServe(folder, options.site(bounceRules), Wiring.dialects(dialect)));
        Watching watching = Watching.of(options.configuration(), times, Clock.systemUTC(), say);
        Operations operations =
            Ordering.serving(
                folder,
                options.configuration(),
                Queues.standings(store),
                Ordering.enrolled(folder));
        WebServer web =
            web(answers = store.answers(), watching, operations, address, times, roots);
        LiveFeed feed =
            new LiveFeed(store, Setting.of(reading, Clock.systemUTC(), say), watching, say);
        Receiving receiving =
            Receiving.open(options.configuration(), feed, feed.intake(), times, say);
        Listening heard = Listening.open(options, agents, folder, feed.intake(), operations, say);
        QueueLooks queues = Queues.own(options, feed.intake(), host, demo, say);
        QueueDemo floods = demo ? Queues.demo(feed.intake()) : null;
        Letters letters = Mailing.letters(options, folder, feed, times, say);
        Keeper keeper = new Keeper(feed, Clock.systemUTC(), keep, say);
        AskServer socket = socket(folder, answers, feed, watching, operations, times, say)) {
      spec.commandLine()
          .getOut()
          .println(
              "mailweir: "
                  + web.url()
                  + "  "
                  + following(roots)
                  + "  store "
                  + folder
                  + receiving.told());
      heard.tell(spec.commandLine().getOut());
      spec.commandLine().getOut().flush();
      following = feed;
      feed.follow(roots);
      keeper.start();
      letters.start();
      if (queues != null) {
        queues.start();
      }
      if (floods != null) {
        floods.start();
      }
      watching
          .expecting(heard::enrolled)
          .queues(store.answers().queues(), Queues.bounds(options.configuration()))
          .start(store, feed);
      showUntilStopped(feed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      say(
          folder
              + ": the socket or the audit could not be closed ("
              + e.getMessage()
              + "); the next start does");
    }
    return ExitCode.OK;
  }

  /** Without the socket the pages work all the same. */
  private static AskServer socket(
      Path folder,
      Answers answers,
      LiveFeed feed,
      Desk desk,
      Operator operator,
      ZoneId zone,
      Consumer<String> say) {
    try {
      return new AskServer(
          folder,
          answers,
          (wanted, progress, stopped) -> imported(feed, zone, wanted, progress, stopped),
          desk,
          operator,
          say);
    } catch (IOException e) {
      say.accept(
          folder
              + ": other verbs cannot ask this server ("
              + e.getMessage()
              + "); pages and logs are not concerned; make the folder writable");
      return null;
    }
  }

  private static Imports.Done imported(
      LiveFeed feed,
      ZoneId zone,
      Imports.Wanted wanted,
      Progress progress,
      BooleanSupplier stopped) {
    Reading reading =
        Wiring.reading(
                wanted.tz() == null ? zone : Wiring.zone(wanted.tz()),
                wanted.year(),
                wanted.host(),
                Clock.systemUTC())
            .withVirtualHost(wanted.vhost());
    Found found = Sources.discover(wanted.files(), reading);
    Importer importer = feed.importing(progress, stopped);
    boolean complete = importer.run(found.sources(), reading);
    return new Imports.Done(
        importer.lines(),
        importer.repeated(),
        importer.notUnderstood(),
        complete,
        importer.problems());
  }

  /** On a terminal: how far the history is read, while it is. */
  private void showUntilStopped(LiveFeed feed) throws InterruptedException {
    boolean terminal = System.console() != null && System.console().isTerminal();
    long began = System.nanoTime();
    boolean shown = false;
    while (!stop.await(500, TimeUnit.MILLISECONDS)) {
      int percent = feed.percent();
      if (terminal && percent >= 0) {
        double seconds = (System.nanoTime() - began) / 1e9;
        show(
            String.format(
                Locale.ROOT,
                "\rreading history: %d %%  %,d lines  %,.0f lines/s\u001b[K",
                percent,
                feed.lines(),
                feed.lines() / seconds));
        shown = true;
      } else if (shown) {
        show("\r\u001b[K");
        shown = false;
      }
    }
  }

  private void show(String text) {
    synchronized (err) {
      err.print(text);
      err.flush();
    }
  }

  private String notice() {
    LiveFeed feed = following;
    int percent = feed == null ? -1 : feed.percent();
    return percent < 0
        ? ""
        : "Reading history: " + percent + " %. Figures grow until all of it is read.";
  }

  private String following(List<String> roots) {
    return demo
        ? "a demo: traffic that nobody sent"
        : roots.isEmpty()
            ? "following no files"
            : "following " + roots.size() + (roots.size() == 1 ? " file" : " files");
  }

  private WebServer web(
      Answers answers,
      Desk desk,
      Operator operator,
      InetSocketAddress address,
      ZoneId times,
      List<String> roots) {
    Fleet fleet = new Fleet(Queues.bounds(options.configuration()), operator);
    WebInfo info =
        new WebInfo(
            Main.version(), times, demo ? List.of("demo") : List.copyOf(roots), this::notice);
    try {
      return new WebServer(answers, desk, fleet, address, Clock.systemUTC(), info).start();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--bind: " + e.getMessage());
    } catch (IllegalStateException e) {
      throw new CannotGoOn(ExitCode.UNAVAILABLE, "mailweir serve: " + e.getMessage());
    }
  }

  /** Whether the page's port can be had; before anything is opened or read. */
  private static void free(InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.UNAVAILABLE,
          "mailweir serve: cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " ("
              + e.getMessage()
              + "); nothing was read; end what uses that port, another mailweir perhaps, or choose another with --port");
    }
  }

  private InetSocketAddress address() {
    if (keep < 0) {
      throw new ParameterException(
          spec.commandLine(), "--keep " + keep + ": a number of days, 0 for all");
    }
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--port " + port + ": a port is a number from 0 to 65535");
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(bind), port);
    } catch (UnknownHostException e) {
      throw new ParameterException(
          spec.commandLine(), "--bind " + bind + ": no such address; 127.0.0.1 is one");
    }
  }

  /** Patterns and a slash at the end keep their meaning. */
  private String absolute(String name) {
    return name.startsWith("/") ? name : Path.of("").toAbsolutePath() + "/" + name;
  }

  private void say(String message) {
    synchronized (err) {
      err.println("mailweir: " + message.replaceAll("\\p{Cntrl}", "?"));
      err.flush();
    }
  }

  /** Ctrl-C: all is stored and closed before the process ends, and that is no failure. */
  private void endCleanly() {
    if (ended.getCount() == 0) {
      return;
    }
    stop.countDown();
    try {
      if (ended.await(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(ExitCode.OK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the machine is ending: the hook is what waits for this
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    }
  }
}
