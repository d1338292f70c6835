package mailweir.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import mailweir.config.Configuration;
import mailweir.queue.Discover;
import mailweir.queue.QueueReader;
import mailweir.queue.exim.EximFinder;
import mailweir.queue.postfix.PostfixFinder;
import mailweir.queue.qmail.QmailFinder;
import mailweir.queue.sendmail.SendmailFinder;

/** The queues of this machine. */
final class MachineQueues {
  private MachineQueues() {}

  /** A reader for each place: in the usual folders, and in those that are configured. */
  static List<QueueReader> readers(Configuration configuration) {
    LongSupplier nanos = System::nanoTime;
    return new Discover(
            List.of(
                new PostfixFinder(
                    with(ThisHost.postfix(), configuration.queuePlaces("postfix")),
                    PostfixFinder.POSTQUEUE,
                    nanos),
                new SendmailFinder(
                    SendmailFinder.CONFIGURATIONS,
                    with(SendmailFinder.USUAL, configuration.queuePlaces("sendmail")).stream()
                        .map(Path::toString)
                        .toList(),
                    nanos),
                new EximFinder(with(EximFinder.USUAL, configuration.queuePlaces("exim")), nanos),
                new QmailFinder(
                    with(QmailFinder.USUAL, configuration.queuePlaces("qmail")), false, nanos)))
        .readers();
  }

  private static List<Path> with(List<Path> usual, List<Path> more) {
    Set<Path> all = new LinkedHashSet<>(usual);
    all.addAll(more);
    return new ArrayList<>(all);
  }
}
