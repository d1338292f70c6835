package mailweir.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import mailweir.action.Standings;
import mailweir.agent.QueueLooks;
import mailweir.alert.QueueAlerts;
import mailweir.answer.PlaceForecast;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueQuery;
import mailweir.config.Configuration;
import mailweir.demo.QueueDemo;
import mailweir.pipeline.Intake;
import mailweir.pipeline.Store;
import mailweir.queue.Bounds;
import mailweir.queue.Budget;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.Group;
import mailweir.queue.PlaceState;
import mailweir.queue.QueueBoard;
import mailweir.queue.Report;
import mailweir.store.StoreFault;

/** The queues of this machine, put together. */
final class Queues {
  private static final int MOST_FILLERS = 5;

  private Queues() {}

  /** Who looks at this machine's queues for the server; {@code null}: they are not to be looked at, or it shows a demo. */
  static QueueLooks own(
      StoreOptions options, Intake intake, String host, boolean demo, Consumer<String> say) {
    Configuration configuration = options.configuration();
    if (demo || !configuration.queueRead()) {
      return null;
    }
    String name = host == null ? Wiring.machine() : host;
    return new QueueLooks(
        () -> MachineQueues.readers(configuration),
        Budget.USUAL,
        configuration.queueEvery(),
        Clock.systemUTC(),
        reports -> isTaken(intake, reports, name),
        say);
  }

  /** Queues that nobody has. */
  static QueueDemo demo(Intake intake) {
    return new QueueDemo(Clock.systemUTC(), 7, (host, reports) -> isTaken(intake, reports, host));
  }

  /** From when on a queue is no longer normal, as configured. */
  static Bounds bounds(Configuration configuration) {
    return new Bounds(
        configuration.queueNervous(), configuration.queueCritical(), configuration.queuePromise());
  }

  /** How queues are, for alerts: with their forecasts, and who fills them. */
  static List<QueueAlerts.Queue> alerts(QueueAnswers queues, Bounds bounds, Instant now) {
    List<QueueAlerts.Queue> all = new ArrayList<>();
    for (PlaceForecast p : PlaceForecast.of(queues, bounds, null, null, now)) {
      PlaceState s = p.state();
      Filter filter = new Filter(s.host(), s.place().name(), null, null, null, null, null);
      List<QueueAlerts.Filler> fillers = new ArrayList<>();
      if (s.waiting() > MOST_FILLERS) {
        for (By by : List.of(By.RELAY, By.ACCOUNT, By.SENDER)) {
          QueueQuery query = QueueQuery.NOW.of(filter).atMost(MOST_FILLERS);
          for (Group g : queues.top(query, by).groups()) {
            if (!g.name().equals(Group.UNKNOWN)) {
              fillers.add(
                  new QueueAlerts.Filler(
                      by.word(), g.name(), g.count(), g.share(), g.isSuspicious()));
            }
          }
        }
      }
      all.add(new QueueAlerts.Queue(s.host(), s.place().name(), p.forecast(), fillers));
    }
    return all;
  }

  private static boolean isTaken(Intake intake, List<Report> reports, String host) {
    try {
      intake.queues(reports, host).join();
      return true;
    } catch (StoreFault | CompletionException e) {
      return false;
    }
  }

  /** What the board of a store says of messages that are to be chosen from. */
  static Standings standings(Store store) {
    return (selection, now) -> {
      List<Standings.Standing> found = new ArrayList<>();
      QueueBoard board = store.board();
      board.each(
          Filter.ALL,
          (host, place, message, stands) -> {
            if (selection.matches(host, place, message, now)) {
              found.add(new Standings.Standing(host, place, message));
            }
          });
      List<String> notes = new ArrayList<>();
      for (PlaceState state : board.states(Filter.ALL)) {
        if (!selection.hosts().isEmpty() && !selection.hosts().contains(state.host())) {
          continue;
        }
        String name = state.host() + " " + state.place().name() + ": ";
        if (state.isSampled()) {
          notes.add(
              String.format(
                  java.util.Locale.ROOT,
                  "%sonly %,d of %,d messages are known by their envelopes; the others are not in the plan",
                  name,
                  state.listed(),
                  state.waiting()));
        }
        if (state.mayBeWrong()) {
          notes.add(name + "a report is missing; messages may have come or gone");
        }
        if (state.problem() != null) {
          notes.add(name + state.problem());
        }
      }
      return new Standings.Found(found, notes);
    };
  }

  /** A store that judges by the bounds that are configured. */
  static Store judged(StoreOptions options, Store store) {
    store.judge(options.configuration().queueSuspicion());
    return store;
  }
}
