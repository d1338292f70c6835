package mailweir.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mailweir.action.Deed;
import mailweir.action.Operator;
import mailweir.action.Papers;
import mailweir.action.Plan;
import mailweir.action.Wish;
import mailweir.answer.Answers;
import mailweir.answer.Json;
import mailweir.ask.AskClient;
import mailweir.ask.AskOperator;
import mailweir.store.StoreFault;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a verb acts: through the server that has the store, or on this machine by itself. */
final class ActingOptions {
  private static final long STEP_MILLIS = 300;

  @Option(
      names = "--here",
      description =
          "On this machine by itself, without a server; as root. Its own audit is in the state folder.")
  private boolean here;

  @Option(
      names = "--yes",
      description =
          "Does it. Without, a verb that stops, holds or removes shows its plan and does nothing.")
  private boolean yes;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; kept in the audit. Needed with --yes.")
  private String reason;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for hosts to say what became of it; default: 30.",
      defaultValue = "30")
  private int wait;

  @Option(
      names = "--format",
      paramLabel = "table|json",
      description = "Default: table.",
      defaultValue = "table")
  private String format;

  @Mixin private AgentState state;

  @Mixin private StoreOptions store;

  /** Whether it is for this machine alone. */
  boolean isHere() {
    return here;
  }

  boolean isJson() {
    return format.equals("json");
  }

  /** Plans, shows, and does it when it is meant. {@code careful}: only with --yes and --reason. */
  int run(Wish wish, boolean careful, PrintWriter out, PrintWriter err) {
    return run(operator -> List.of(wish), careful, out, err);
  }

  /** The same for wishes that depend on what holds. */
  int run(
      Function<Operator, List<Wish>> wishes, boolean careful, PrintWriter out, PrintWriter err) {
    if (!List.of("table", "json").contains(format)) {
      throw new CannotGoOn(
          ExitCode.USAGE, "--format " + format + ": there are table and json; nothing was done");
    }
    if (careful && yes && (reason == null || reason.isBlank())) {
      throw new CannotGoOn(
          ExitCode.USAGE, "--reason: is missing; nothing was done; say in a line why");
    }
    return asking(
        err,
        (operator, carry) -> {
          int exit = ExitCode.OK;
          for (Wish wish : wishes.apply(operator)) {
            exit = Math.max(exit, one(operator, carry, wish, careful, out, err));
          }
          return exit;
        });
  }

  private int one(
      Operator operator,
      Runnable carry,
      Wish wish,
      boolean careful,
      PrintWriter out,
      PrintWriter err) {
    Plan plan = operator.plan(wish);
    boolean does = yes || !careful;
    if (!does || plan.isEmpty()) {
      out.print(isJson() ? Json.pretty(Papers.tree(plan)) + "\n" : ActingText.plan(plan));
      out.flush();
      if (!plan.isEmpty()) {
        err.println("mailweir: nothing was done; with --yes and --reason it is");
        err.flush();
      }
      return plan.isEmpty() ? ExitCode.INCOMPLETE : ExitCode.OK;
    }
    if (!isJson()) {
      out.print(ActingText.plan(plan));
      out.flush();
    }
    Deed deed =
        operator.confirm(
            plan.id(),
            System.getProperty("user.name"),
            reason == null || reason.isBlank() ? "no reason was given" : reason);
    carry.run();
    deed = waited(operator, deed);
    out.print(isJson() ? Json.pretty(Papers.tree(deed)) + "\n" : ActingText.deed(deed));
    out.flush();
    return exit(deed);
  }

  private Deed waited(Operator operator, Deed deed) {
    long until = System.nanoTime() + wait * 1_000_000_000L;
    Deed now = operator.deed(deed.id());
    while (now.isOpen() && System.nanoTime() - until < 0) {
      try {
        Thread.sleep(STEP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return now;
      }
      now = operator.deed(deed.id());
    }
    return now;
  }

  /** All done; a host that has not said yet is to be waited for; else something was not done. */
  private static int exit(Deed deed) {
    return deed.hostsDone() == deed.hosts()
        ? ExitCode.OK
        : deed.isOpen() ? ExitCode.TEMPFAIL : ExitCode.INCOMPLETE;
  }

  /** The answers of the store's server; {@code null}: it is for this machine alone, or none answers. */
  Answers answers() {
    return here ? null : AskClient.of(store.folder()).orElse(null);
  }

  /** What is asked of a desk. */
  interface Question {
    /** {@code carry}: carries out what was confirmed, where that is done here. */
    int ask(Operator operator, Runnable carry);
  }

  /** Asks the desk: this machine's own, or the one of the server of the store. */
  int asking(PrintWriter err, Question question) {
    try {
      if (here) {
        Path folder = state.folder();
        try (Ordering.Here own =
            Ordering.here(
                folder,
                store.configuration(),
                MachineQueues.readers(store.configuration()),
                message -> err.println("mailweir: " + message.replaceAll("\\p{Cntrl}", "?")))) {
          return question.ask(own.operations(), own::carry);
        }
      }
      Optional<AskClient> server = AskClient.of(store.folder());
      if (server.isEmpty()) {
        throw new CannotGoOn(
            ExitCode.UNAVAILABLE,
            store.folder()
                + ": no server answers for this store; nothing was done; start 'mailweir serve', name its store with --data, or act on this machine with --here");
      }
      return question.ask(new AskOperator(server.get()), () -> {});
    } catch (IllegalArgumentException e) {
      throw new CannotGoOn(ExitCode.USAGE, e.getMessage());
    } catch (StoreFault e) {
      throw new CannotGoOn(ExitCode.USAGE, e.getMessage());
    }
  }

  /** A length as it is typed: 30m, 12h, 2d, 1w; {@code null} for {@code null}. */
  static java.time.Duration length(String option, String text) {
    if (text == null) {
      return null;
    }
    if (!text.matches("[0-9]{1,5}[mhdw]")) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          option + " " + text + ": is no time; nothing was done; write 30m, 12h, 2d or 1w");
    }
    long n = Long.parseLong(text.substring(0, text.length() - 1));
    return java.time.Duration.ofMinutes(
        n
            * switch (text.charAt(text.length() - 1)) {
              case 'm' -> 1;
              case 'h' -> 60;
              case 'd' -> 24 * 60;
              default -> 7 * 24 * 60;
            });
  }

  /** Names with commas between, or given again. */
  static List<String> names(List<String> given) {
    List<String> all = new ArrayList<>();
    if (given != null) {
      given.forEach(g -> all.addAll(List.of(g.split(","))));
    }
    all.removeIf(String::isBlank);
    return all;
  }

  /** The clock that verbs use. */
  static Clock clock() {
    return Clock.systemUTC();
  }
}
