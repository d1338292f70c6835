package mailweir.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mailweir.action.Deed;
import mailweir.action.Operator;
import mailweir.action.Wish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets somebody in again. */
@Command(
    name = "unblock",
    description =
        "Takes back all blocks of somebody that hold, on all hosts; without a value it lists them.",
    mixinStandardHelpOptions = true)
public final class UnblockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "VALUE",
      arity = "0..1",
      description = "As it was blocked, or the id of the block.")
  private String value;

  @Option(
      names = "--kind",
      paramLabel = "relay|network|account|sender",
      description = "Only blocks of that kind.")
  private String kind;

  @Mixin private ActingOptions acting;

  @Override
  public Integer call() {
    if (value == null) {
      return acting.asking(
          spec.commandLine().getErr(),
          (operator, carry) -> {
            List<Deed> all = operator.blocks();
            all.forEach(d -> spec.commandLine().getOut().println(ActingText.line(d)));
            spec.commandLine().getOut().flush();
            return all.isEmpty() ? ExitCode.INCOMPLETE : ExitCode.OK;
          });
    }
    return acting.run(
        this::wishes, false, spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  private List<Wish> wishes(Operator operator) {
    List<Wish> all =
        operator.blocks().stream()
            .filter(this::isMeant)
            .<Wish>map(d -> new Wish.TakeBack(d.id()))
            .toList();
    if (all.isEmpty()) {
      throw new CannotGoOn(
          ExitCode.INCOMPLETE,
          value
              + ": no block of it holds; nothing was done; 'mailweir unblock' lists those that do");
    }
    return all;
  }

  private boolean isMeant(Deed deed) {
    return deed.plan().wish() instanceof Wish.KeepOut w
        && (w.value().equalsIgnoreCase(value.strip()) || deed.id().equals(value.strip()))
        && (kind == null || w.kind() == BlockCommand.kind(spec, kind));
  }
}
