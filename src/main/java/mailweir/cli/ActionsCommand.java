package mailweir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import mailweir.action.Barrier;
import mailweir.action.Deed;
import mailweir.action.Papers;
import mailweir.action.Wish;
import mailweir.answer.Json;
import mailweir.answer.KeptOut;
import mailweir.answer.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The audit: what was done, by whom, why, and how far each host is. */
@Command(
    name = "actions",
    description = {
      "Lists what was done to queues, blocks and scanners, the newest first: id, when, hosts, what.",
      "Also: show ID, hosts, looks. docs/actions.md tells of all of it."
    },
    mixinStandardHelpOptions = true)
public final class ActionsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private ActingOptions acting;

  @Override
  public void run() {
    list(50, acting);
  }

  @Command(name = "ls", description = "Lists what was done.", mixinStandardHelpOptions = true)
  int list(
      @Option(
              names = "--limit",
              paramLabel = "N",
              description = "At most; default: 50.",
              defaultValue = "50")
          int limit,
      @Mixin ActingOptions own) {
    return own.asking(
        spec.commandLine().getErr(),
        (operator, carry) -> told(operator.deeds(limit), own, ActingText::line));
  }

  @Command(
      name = "show",
      description = "Shows one of them: who, why, the plan, and each host.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "ID", description = "Of what was done.") String id,
      @Mixin ActingOptions own) {
    return own.asking(
        spec.commandLine().getErr(),
        (operator, carry) -> {
          Deed deed = operator.deed(id.strip());
          if (deed == null) {
            throw new CannotGoOn(
                ExitCode.INCOMPLETE,
                id + ": nothing of that id was done here; 'mailweir actions' lists what was");
          }
          PrintWriter out = spec.commandLine().getOut();
          out.print(
              own.isJson()
                  ? Json.pretty(Papers.tree(deed)) + "\n"
                  : ActingText.deed(deed) + seen(deed, own) + ActingText.plan(deed.plan()));
          out.flush();
          return ExitCode.OK;
        });
  }

  /** What the logs say of a block; empty for anything else, and where no store is asked. */
  private static String seen(Deed deed, ActingOptions own) {
    if (!(deed.plan().wish() instanceof Wish.KeepOut w) || own.answers() == null) {
      return "";
    }
    String client =
        w.kind() == Barrier.Kind.RELAY || w.kind() == Barrier.Kind.NETWORK ? w.value() : null;
    String account = w.kind() == Barrier.Kind.ACCOUNT ? w.value() : null;
    String from =
        w.kind() != Barrier.Kind.SENDER
            ? null
            : w.value().startsWith("@") ? "*" + w.value() : w.value();
    Query who =
        new Query(null, null, null, from, null, client, account, null, null, null, null, null, 1);
    return "  in the logs: " + KeptOut.since(own.answers(), who, deed.at()).words() + "\n";
  }

  @Command(
      name = "hosts",
      description = "Lists the hosts, when each asked for orders last, and what it allows.",
      mixinStandardHelpOptions = true)
  int hosts(@Mixin ActingOptions own) {
    return own.asking(
        spec.commandLine().getErr(),
        (operator, carry) ->
            told(
                operator.hosts(),
                own,
                h ->
                    ActingText.hosts(List.of(h), ActingOptions.clock().instant()).stripTrailing()));
  }

  @Command(
      name = "looks",
      description = "Lists who looked at what of others.",
      mixinStandardHelpOptions = true)
  int looks(@Mixin ActingOptions own) {
    return own.asking(
        spec.commandLine().getErr(),
        (operator, carry) ->
            told(
                operator.looks(1_000),
                own,
                l -> l.at() + "  " + mailweir.answer.Plain.text(l.by() + "  " + l.what())));
  }

  private <T> int told(
      List<T> all, ActingOptions own, java.util.function.Function<T, String> line) {
    PrintWriter out = spec.commandLine().getOut();
    if (own.isJson()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      all.forEach(one -> array.add(Papers.tree(one)));
      out.println(Json.pretty(array));
    } else {
      all.forEach(one -> out.println(line.apply(one)));
    }
    out.flush();
    return all.isEmpty() ? ExitCode.INCOMPLETE : ExitCode.OK;
  }
}
