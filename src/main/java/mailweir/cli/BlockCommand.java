package mailweir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mailweir.action.Barrier;
import mailweir.action.Wish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps somebody out. */
@Command(
    name = "block",
    description = {
      "Keeps a relay, a network, an account or a sender out, on all hosts or on some, for a while or until 'mailweir unblock'.",
      "Shows its plan; with --yes and --reason it does it, and says for each host what became of it."
    },
    mixinStandardHelpOptions = true)
public final class BlockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "VALUE",
      description = "An IP address, a network in CIDR form, an account, user@domain or @domain.")
  private String value;

  @Option(
      names = "--kind",
      paramLabel = "relay|network|account|sender",
      description = "What it is; default: as it looks. An account with an at sign needs it.")
  private String kind;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "30m, 12h, 2d, 1w; default: until it is taken back.")
  private String lasting;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "Only there; several with commas between. Default: all agents.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--wide",
      description = "Also a network wider than /16 (IPv6: /32), or a domain of the site's own.")
  private boolean wide;

  @Mixin private ActingOptions acting;

  @Override
  public Integer call() {
    return acting.run(
        new Wish.KeepOut(
            kind(spec, kind),
            value,
            ActingOptions.length("--for", lasting),
            ActingOptions.names(hosts),
            wide),
        true,
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  static Barrier.Kind kind(CommandSpec spec, String text) {
    try {
      return text == null ? null : Barrier.Kind.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--kind " + text + ": there are relay, network, account and sender");
    }
  }
}
