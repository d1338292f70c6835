package mailweir.cli;

import java.util.concurrent.Callable;
import mailweir.action.Wish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes back what was done. */
@Command(
    name = "undo",
    description = {
      "Takes back what was done: what was deleted is put back into the queue, what was held is released, who was blocked is let in, a scanner that was paused is started.",
      "'mailweir actions' lists what was done."
    },
    mixinStandardHelpOptions = true)
public final class UndoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Of what was done.")
  private String id;

  @Mixin private ActingOptions acting;

  @Override
  public Integer call() {
    return acting.run(
        new Wish.TakeBack(id.strip()),
        false,
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }
}
