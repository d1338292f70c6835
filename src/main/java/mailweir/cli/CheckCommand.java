package mailweir.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.alert.Matchers;
import mailweir.alert.Snapshot;
import mailweir.answer.PlaceForecast;
import mailweir.answer.Plain;
import mailweir.ask.AskClient;
import mailweir.queue.Bounds;
import mailweir.queue.Forecast;
import mailweir.store.StoreFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plugins for Nagios and what understands them. */
@Command(
    name = "check",
    description = {
      "Checks for Nagios, Icinga and the like: one line, figures after |, more lines below; ends with 0 ok, 1 warning, 2 critical, 3 unknown."
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Runnable {
  private static final Pattern LENGTH = Pattern.compile("([0-9]{1,7})(s|m|h|d)?");
  private static final String[] WORDS = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  private static final int MOST_FIGURES = 50;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "there are 'heartbeat' and 'queue'");
  }

  @Command(
      name = "heartbeat",
      description = {
        "Whether hosts and their logs are heard: critical when one is silent for too long by the server's own threshold and rhythm,",
        "or, with -w and -c, for longer than these. It asks the server that runs; without one it is unknown."
      },
      mixinStandardHelpOptions = true)
  int heartbeat(
      @Option(
              names = {"-w", "--warning"},
              paramLabel = "LENGTH",
              description = "Silence that is a warning: 600, 10m, 1h.")
          String warning,
      @Option(
              names = {"-c", "--critical"},
              paramLabel = "LENGTH",
              description = "Silence that is critical.")
          String critical,
      @Option(
              names = "--host",
              paramLabel = "H",
              description = "Only this host; * stands for any characters.")
          String host,
      @Mixin StoreOptions store) {
    long warn = seconds("-w", warning);
    long crit = seconds("-c", critical);
    Snapshot s;
    try {
      Optional<AskClient> server = AskClient.of(store.folder());
      if (server.isEmpty()) {
        return say("HEARTBEAT", 3, "no server runs for " + store.folder(), List.of(), List.of());
      }
      s = server.get().snapshot();
    } catch (StoreFault e) {
      return say("HEARTBEAT", 3, e.getMessage(), List.of(), List.of());
    }
    int worst = 0;
    int seen = 0;
    List<String> wrong = new ArrayList<>();
    List<String> figures = new ArrayList<>();
    for (Snapshot.Source one : s.sources()) {
      if (host != null && !Matchers.fitsHost(host, one.host())) {
        continue;
      }
      seen++;
      int is = is(one, warn, crit);
      worst = Math.max(worst, is);
      if (is > 0) {
        String what =
            one.what().isEmpty() ? "silent for " + length(one.silentSeconds()) : one.what();
        wrong.add(Plain.text(one.host() + " " + one.source() + ": " + what));
      }
      if (figures.size() < MOST_FIGURES) {
        figures.add(
            "'"
                + (one.host() + " " + one.source()).replaceAll("['=|\\p{Cntrl}]", "_")
                + "'="
                + one.silentSeconds()
                + "s;"
                + (warn < 0 ? one.limitSeconds() > 0 ? "" + one.limitSeconds() : "" : "" + warn)
                + ";"
                + (crit < 0 ? "" : "" + crit)
                + ";0");
      }
    }
    if (seen == 0) {
      return say(
          "HEARTBEAT",
          3,
          host == null ? "no host was heard yet" : host + " was never heard",
          List.of(),
          List.of());
    }
    String line =
        worst == 0
            ? seen + (seen == 1 ? " source is heard" : " sources are heard")
            : wrong.size() + " of " + seen + " sources: " + wrong.getFirst();
    return say("HEARTBEAT", worst, line, figures, wrong);
  }

  @Command(
      name = "queue",
      description = {
        "Whether queues are normal: warning when one is nervous or breaks the promise, critical when one is critical or will not drain by itself;",
        "by the configured bounds, or those of -w and -c. It asks the server that runs; without one, or where nobody looked lately, it is unknown."
      },
      mixinStandardHelpOptions = true)
  int queue(
      @Option(
              names = {"-w", "--warning"},
              paramLabel = "N",
              description = "Messages from which on it is a warning; default: queue.nervous.")
          Long warning,
      @Option(
              names = {"-c", "--critical"},
              paramLabel = "N",
              description = "Messages from which on it is critical; default: queue.critical.")
          Long critical,
      @Option(
              names = "--host",
              paramLabel = "H",
              description = "Only this host; * stands for any characters at either end.")
          String host,
      @Mixin StoreOptions store) {
    Bounds set = Queues.bounds(store.configuration());
    long warn = warning == null ? set.nervous() : warning;
    long crit = critical == null ? Math.max(warn, set.critical()) : critical;
    if (warn < 1 || crit < warn) {
      throw new ParameterException(
          spec.commandLine(), "-w and -c: numbers of messages, 1 or more, -c not below -w");
    }
    Bounds bounds = new Bounds(warn, crit, set.promise());
    List<PlaceForecast> places;
    try {
      Optional<AskClient> server = AskClient.of(store.folder());
      if (server.isEmpty()) {
        return say("QUEUE", 3, "no server runs for " + store.folder(), List.of(), List.of());
      }
      places = PlaceForecast.of(server.get().queues(), bounds, host, null, Instant.now());
    } catch (StoreFault e) {
      return say("QUEUE", 3, e.getMessage(), List.of(), List.of());
    }
    if (places.isEmpty()) {
      return say(
          "QUEUE",
          3,
          host == null ? "nobody tells of a queue" : host + ": nobody tells of its queues",
          List.of(),
          List.of());
    }
    int worst = 0;
    List<String> wrong = new ArrayList<>();
    List<String> figures = new ArrayList<>();
    for (PlaceForecast p : places) {
      Forecast f = p.forecast();
      String name = p.state().host() + " " + p.state().place().name();
      int is = of(f);
      // nobody sees it: less than what is known to be bad
      worst = worst == 2 || is == 2 ? 2 : Math.max(worst, is);
      if (is > 0) {
        String promise = f.promiseWords();
        wrong.add(
            Plain.text(
                f.level() < 0
                    ? name + ": " + f.words()
                    : String.format(
                        Locale.ROOT,
                        "%s: %,d wait, %s%s",
                        name,
                        f.level(),
                        f.words(),
                        promise.isEmpty() ? "" : ", " + promise)));
      }
      if (figures.size() < MOST_FIGURES && f.level() >= 0) {
        figures.add(
            "'"
                + name.replaceAll("['=|\\p{Cntrl}]", "_")
                + "'="
                + f.level()
                + ";"
                + warn
                + ";"
                + crit
                + ";0");
      }
    }
    String line =
        worst == 0
            ? places.size() + (places.size() == 1 ? " place is normal" : " places are normal")
            : wrong.size() + " of " + places.size() + " places: " + wrong.getFirst();
    return say("QUEUE", worst, line, figures, wrong);
  }

  private static int of(Forecast f) {
    if (f.level() < 0) {
      return 3;
    }
    return switch (f.mood()) {
      case CRITICAL -> 2;
      case NERVOUS -> 1;
      case NORMAL -> f.isPromiseBroken() ? 1 : 0;
    };
  }

  private static int is(Snapshot.Source one, long warn, long crit) {
    boolean alone = one.being() == Snapshot.Being.NEW || one.being() == Snapshot.Being.QUIET;
    if (warn >= 0 || crit >= 0) {
      boolean counts = !alone && one.limitSeconds() > 0 || one.being() == Snapshot.Being.SILENT;
      int bySilence =
          !counts
              ? 0
              : crit >= 0 && one.silentSeconds() >= crit
                  ? 2
                  : warn >= 0 && one.silentSeconds() >= warn ? 1 : 0;
      boolean trouble = one.being() == Snapshot.Being.TROUBLE;
      boolean neverSeen = one.being() == Snapshot.Being.SILENT && one.lastContact() == null;
      return trouble || neverSeen ? 2 : bySilence;
    }
    return switch (one.being()) {
      case SILENT, TROUBLE -> 2;
      case CLOCK, RECOVERING -> 1;
      case QUIET, NEW, ALIVE -> 0;
    };
  }

  private static String length(long seconds) {
    return seconds < 120 ? seconds + " s" : Duration.ofSeconds(seconds).toMinutes() + " min";
  }

  private long seconds(String option, String text) {
    if (text == null) {
      return -1;
    }
    Matcher m = LENGTH.matcher(text);
    if (!m.matches()) {
      throw new ParameterException(
          spec.commandLine(), option + " " + text + ": no length of time; 600, 10m and 1h are");
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2) == null ? "s" : m.group(2)) {
      case "m" -> n * 60;
      case "h" -> n * 3600;
      case "d" -> n * 86_400;
      default -> n;
    };
  }

  private int say(String what, int exit, String line, List<String> figures, List<String> more) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
                Locale.ROOT,
                "%s %s - %s",
                what,
                WORDS[exit],
                Plain.cut(line, 300).replace('|', '/'))
            + (figures.isEmpty() ? "" : "|" + String.join(" ", figures)));
    more.stream().limit(20).forEach(l -> out.println(l.replace('|', '/')));
    out.flush();
    return exit;
  }
}
