package mailweir.cli;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import mailweir.answer.SystemMail;
import mailweir.policy.score.OsClass;
import mailweir.policy.score.Points;
import mailweir.policy.score.SpamAssassinRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints SpamAssassin's rules for the header by which mail tells its sender's system. */
@Command(
    name = "spamassassin",
    description = {
      "Prints a file for SpamAssassin that gives points for the system of who connected (X-P0f-OS).",
      "With --learn the points are those that this site's own mail gives them: how often each class of systems sent what filters called spam."
    },
    mixinStandardHelpOptions = true)
public final class PolicySpamAssassinCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--learn", description = "Points from the mail that the store keeps of the span.")
  private boolean learn;

  @Mixin private SpanOptions span;

  @Override
  public Integer call() {
    Map<OsClass, Points.Seen> seen = new EnumMap<>(OsClass.class);
    if (learn) {
      try (StoreAccess.Asked store = span.store().existing()) {
        for (SystemMail one : store.answers().systems(span.query(spec, null, span.stamps()))) {
          seen.merge(
              OsClass.of(one.system()),
              new Points.Seen(one.spam(), one.wanted()),
              (a, b) -> new Points.Seen(a.spam() + b.spam(), a.wanted() + b.wanted()));
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(SpamAssassinRules.text(Points.of(seen)));
    out.flush();
    return ExitCode.OK;
  }
}
