package mailweir.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import mailweir.action.Standings;
import mailweir.agent.QueueLooks;
import mailweir.config.Configuration;
import mailweir.pipeline.Intake;
import mailweir.pipeline.Store;
import mailweir.queue.Budget;
import mailweir.queue.Filter;
import mailweir.queue.PlaceState;
import mailweir.queue.QueueBoard;
import mailweir.queue.Report;
import mailweir.store.StoreFault;

/** The queues of this machine, put together. */
final class Queues {
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
