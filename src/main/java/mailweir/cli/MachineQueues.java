package mailweir.cli;

import java.util.List;
import mailweir.queue.Discover;
import mailweir.queue.QueueReader;
import mailweir.queue.exim.EximFinder;
import mailweir.queue.postfix.PostfixFinder;

/** The queues of this machine. */
final class MachineQueues {
  private MachineQueues() {}

  /** A reader for each place. */
  static List<QueueReader> readers() {
    return new Discover(
            List.of(
                new PostfixFinder(ThisHost.postfix(), PostfixFinder.POSTQUEUE, System::nanoTime),
                new EximFinder(EximFinder.USUAL, System::nanoTime)))
        .readers();
  }
}
