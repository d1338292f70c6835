package mailweir.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What waits, and what is to become of it. */
@Command(
    name = "queue",
    description =
        "What waits and who fills the queues; holds, releases, retries and deletes messages that wait.",
    subcommands = {
      QueueAskCommand.Ls.class,
      QueueAskCommand.Ranking.class,
      QueueAskCommand.At.class,
      QueueAskCommand.Count.class,
      QueueDeedCommand.Hold.class,
      QueueDeedCommand.Release.class,
      QueueDeedCommand.Retry.class,
      QueueDeedCommand.Delete.class
    },
    mixinStandardHelpOptions = true)
public final class QueueCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "there are 'ls', 'top', 'at', 'count', 'hold', 'release', 'retry' and 'delete'");
  }
}
