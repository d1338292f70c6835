package mailweir.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import mailweir.agent.QueueLooks;
import mailweir.config.Configuration;
import mailweir.pipeline.Intake;
import mailweir.pipeline.Store;
import mailweir.queue.Budget;
import mailweir.queue.Discover;
import mailweir.queue.Finder;
import mailweir.queue.QueueReader;
import mailweir.queue.Report;
import mailweir.queue.exim.EximFinder;
import mailweir.queue.postfix.Instance;
import mailweir.queue.postfix.PostfixFinder;
import mailweir.store.StoreFault;

/** The queues of this machine, put together. */
final class Queues {
  private Queues() {}

  /** Readers of all that are here. */
  static List<QueueReader> of(Configuration configuration) {
    LongSupplier nanos = System::nanoTime;
    List<Finder> finders = new ArrayList<>();
    finders.add(
        new PostfixFinder(
            with(List.of(Instance.USUAL), configuration.queuePlaces("postfix")),
            PostfixFinder.POSTQUEUE,
            nanos));
    finders.add(new EximFinder(with(EximFinder.USUAL, configuration.queuePlaces("exim")), nanos));
    return new Discover(finders).readers();
  }

  private static <T> List<T> with(List<T> usual, List<T> more) {
    List<T> all = new ArrayList<>(usual);
    all.addAll(more);
    return all;
  }

  /** Who looks at this machine's queues for the server; {@code null}: they are not to be looked at, or it shows a demo. */
  static QueueLooks own(
      StoreOptions options, Intake intake, String host, boolean demo, Consumer<String> say) {
    Configuration configuration = options.configuration();
    if (demo || !configuration.queueRead()) {
      return null;
    }
    String name = host == null ? Wiring.machine() : host;
    return new QueueLooks(
        () -> of(configuration),
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

  /** A store that judges by the bounds that are configured. */
  static Store judged(StoreOptions options, Store store) {
    store.judge(options.configuration().queueSuspicion());
    return store;
  }
}
