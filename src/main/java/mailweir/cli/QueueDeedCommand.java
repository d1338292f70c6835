package mailweir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mailweir.action.Selection;
import mailweir.action.Wish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Something with messages that wait: which ones, and what. */
abstract class QueueDeedCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE-ID", arity = "0..*", description = "Only these.")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "Only there; several with commas between. Default: all hosts.")
  private List<String> hosts = new ArrayList<>();

  @Mixin private WhoOptions who;

  @Option(
      names = "--reason-text",
      paramLabel = "TEXT",
      description = "What the last answer says, as '*over quota*'.")
  private String reasonText;

  @Option(
      names = "--older",
      paramLabel = "TIME",
      description = "That have waited so long: 30m, 12h, 2d, 1w.")
  private String older;

  @Option(names = "--all", description = "All that wait, where nothing else chooses.")
  private boolean all;

  @Mixin private ActingOptions acting;

  int run(Wish.Messages.Deed deed, boolean careful, String keep) {
    Selection selection =
        new Selection(
            ActingOptions.names(hosts),
            who.queue,
            who.from,
            who.to,
            who.client,
            who.account,
            reasonText,
            ActingOptions.length("--older", older),
            ids);
    if (selection.isEverything() && !all) {
      throw new ParameterException(
          spec.commandLine(), "nothing says which messages; name some, or --all");
    }
    return acting.run(
        new Wish.Messages(deed, selection, ActingOptions.length("--keep", keep)),
        careful,
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  /** No attempt until they are released. */
  @Command(
      name = "hold",
      description =
          "Holds messages: no attempt is made until they are released. Shows its plan; does it with --yes and --reason.",
      mixinStandardHelpOptions = true)
  static final class Hold extends QueueDeedCommand {
    @Override
    public Integer call() {
      return run(Wish.Messages.Deed.HOLD, true, null);
    }
  }

  /** They wait for their next attempt. */
  @Command(
      name = "release",
      description = "Releases messages that are held: they wait for their next attempt.",
      mixinStandardHelpOptions = true)
  static final class Release extends QueueDeedCommand {
    @Override
    public Integer call() {
      return run(Wish.Messages.Deed.RELEASE, false, null);
    }
  }

  /** The next attempt is made now. */
  @Command(name = "retry", description = "Retries messages now.", mixinStandardHelpOptions = true)
  static final class Retry extends QueueDeedCommand {
    @Override
    public Integer call() {
      return run(Wish.Messages.Deed.RETRY, false, null);
    }
  }

  /** Held, compared, archived, removed. */
  @Command(
      name = "delete",
      description = {
        "Deletes messages: each is held, compared, put into a sealed archive on its host, then removed. 'mailweir undo' brings them back within the time.",
        "Shows its plan; does it with --yes and --reason."
      },
      mixinStandardHelpOptions = true)
  static final class Delete extends QueueDeedCommand {
    @Option(
        names = "--keep",
        paramLabel = "TIME",
        description = "How long they can be brought back; default: 7d.")
    private String keep;

    @Override
    public Integer call() {
      return run(Wish.Messages.Deed.DELETE, true, keep);
    }
  }
}
