package mailweir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mailweir.answer.QueueQuery;
import mailweir.answer.WaterfallText;
import mailweir.answer.WaterfallText.Column;
import mailweir.ask.AskClient;
import mailweir.queue.PlaceState;
import mailweir.store.StoreFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Counts of queues, scrolling by. */
@Command(
    name = "waterfall",
    description = {
      "Shows how many messages wait, a line a look, a column a host with its queues, as in:m for mqueue.in and mqueue; Ctrl-C ends it.",
      "It asks the running server; with --here it looks at this machine's queues, with --poll it asks hosts that offer plain counts over TCP,"
          + " as 'mailweir queue count' prints them.",
      "What is over a bound (queue.nervous, queue.critical) is coloured on a terminal, and has ! or !! behind it elsewhere."
    },
    mixinStandardHelpOptions = true)
public final class WaterfallCommand implements Callable<Integer> {
  private static final int MOST_PEERS = 500;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  @Spec private CommandSpec spec;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "SECONDS",
      description = "Between two lines; default: 30.",
      defaultValue = "30")
  private int interval;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "LINES",
      description = "Ends after so many; default: goes on.",
      defaultValue = "0")
  private long lines;

  @Option(names = "--here", description = "This machine's queues; no server is asked.")
  private boolean here;

  @Option(
      names = "--poll",
      paramLabel = "HOST:PORT",
      description =
          "A host that prints counts to whoever connects there; several are possible. Nobody else is asked then, but for --here.")
  private List<String> polls = new ArrayList<>();

  @Option(names = "--host", paramLabel = "H", description = "Only this host of the server's.")
  private String host;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of times; default: as configured, else this machine's.")
  private String zone;

  @Option(names = "--utc", description = "Show times in UTC.")
  private boolean utc;

  @Mixin private StoreOptions store;

  @Override
  public Integer call() throws InterruptedException {
    if (interval < 1 || interval > 86_400) {
      throw new ParameterException(
          spec.commandLine(), "-i " + interval + ": a number of seconds from 1 to 86400");
    }
    if (lines < 0 || polls.size() > MOST_PEERS) {
      throw new ParameterException(
          spec.commandLine(),
          lines < 0 ? "-n " + lines + ": a number of lines" : "--poll: 500 hosts at most");
    }
    List<Polling.Peer> peers = new ArrayList<>();
    for (String poll : polls) {
      try {
        peers.add(Polling.Peer.of(poll));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--poll " + poll + " " + e.getMessage());
      }
    }
    ZoneId shown = utc ? ZoneId.of("UTC") : store.zone(zone);
    boolean terminal = System.console() != null && System.console().isTerminal();
    WaterfallText text =
        new WaterfallText(
            store.configuration().queueNervous(),
            store.configuration().queueCritical(),
            terminal && System.getenv("NO_COLOR") == null,
            terminal ? width() : 0);
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch asked = new CountDownLatch(1);
    try (Interruption interruption = new Interruption(2);
        ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      interruption.alsoTell(asked::countDown);
      QueueHere own = here ? new QueueHere(store.configuration()) : null;
      if (own != null && !own.isAny() && peers.isEmpty()) {
        throw new CannotGoOn(
            ExitCode.INCOMPLETE,
            "--here: no queue was found on this machine; nothing is shown; name its folder with the key queue.places");
      }
      long next = System.nanoTime();
      for (long n = 1; ; n++) {
        List<Column> columns =
            own == null && peers.isEmpty() ? served() : direct(own, peers, asking);
        out.print(text.look(TIME.format(Clock.systemUTC().instant().atZone(shown)), columns));
        out.flush();
        if (out.checkError() || lines > 0 && n >= lines) {
          return ExitCode.OK;
        }
        next += interval * 1_000_000_000L;
        if (asked.await(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          return ExitCode.OK;
        }
      }
    }
  }

  private List<Column> direct(QueueHere own, List<Polling.Peer> peers, ExecutorService asking)
      throws InterruptedException {
    Map<Polling.Peer, Future<Map<String, Long>>> answers = new LinkedHashMap<>();
    peers.forEach(p -> answers.put(p, asking.submit(() -> Polling.ask(p))));
    List<Column> columns = new ArrayList<>();
    if (own != null) {
      Map<String, Long> counts = new LinkedHashMap<>();
      own.counts()
          .forEach((place, levels) ->
              levels.forEach(
                  l -> counts.merge(name(place.name(), l.queue()), l.count(), Long::sum)));
      columns.add(new Column(own.host(), counts, false));
    }
    boolean portsMatter = peers.stream().map(Polling.Peer::host).distinct().count() < peers.size();
    for (Map.Entry<Polling.Peer, Future<Map<String, Long>>> e : answers.entrySet()) {
      Map<String, Long> counts;
      try {
        counts = e.getValue().get();
      } catch (java.util.concurrent.ExecutionException fault) {
        counts = null;
      }
      Polling.Peer peer = e.getKey();
      columns.add(
          new Column(
              portsMatter ? peer.host() + ":" + peer.port() : peer.host(),
              counts == null ? Map.of() : counts,
              false));
    }
    return columns;
  }

  private static String name(String place, String queue) {
    return place.equals(queue) ? queue : place + "/" + queue;
  }

  /** As the running server knows them; what it has not heard of for more than two looks is old. */
  private List<Column> served() {
    Optional<AskClient> server = AskClient.of(store.folder());
    if (server.isEmpty()) {
      throw new CannotGoOn(
          ExitCode.UNAVAILABLE,
          store.folder()
              + ": no server answers for this store; nothing is shown; start 'mailweir serve', name its store with --data,"
              + " or look at this machine with --here");
    }
    List<PlaceState> states;
    try {
      states = server.get().queues().places(QueueQuery.NOW);
    } catch (StoreFault e) {
      throw new CannotGoOn(ExitCode.UNAVAILABLE, e.getMessage());
    }
    Duration old = store.configuration().queueEvery().multipliedBy(2).plusSeconds(30);
    long oldest = Instant.now().minus(old).toEpochMilli() * 1000;
    Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
    Map<String, Boolean> isOld = new LinkedHashMap<>();
    for (PlaceState s : states) {
      if (host == null || host.equalsIgnoreCase(s.host())) {
        Map<String, Long> its = counts.computeIfAbsent(s.host(), h -> new LinkedHashMap<>());
        isOld.merge(s.host(), s.time() < oldest, Boolean::logicalOr);
        s.levels().forEach(l -> its.merge(name(s.place().name(), l.queue()), l.count(), Long::sum));
      }
    }
    List<Column> columns = new ArrayList<>();
    counts.forEach((name, its) -> columns.add(new Column(name, its, isOld.get(name))));
    return columns;
  }

  /** Characters in a line of the terminal; 80 where nobody says. */
  private static int width() {
    String columns = System.getenv("COLUMNS");
    if (columns != null && columns.matches("[0-9]{1,4}")) {
      return Integer.parseInt(columns);
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream in = stty.getInputStream()) {
        String[] size =
            new String(in.readNBytes(100), java.nio.charset.StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        return size.length == 2 && size[1].matches("[1-9][0-9]{0,3}")
            ? Integer.parseInt(size[1])
            : 80;
      }
    } catch (IOException e) {
      return 80;
    }
  }
}
