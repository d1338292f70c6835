package mailweir.cli;

import mailweir.MadeFromCode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference of the commands is what the command line says of itself. */
class ReferenceTest {
  @Test
  void commandsPage_equalsTheCommandLine() {
    StringBuilder page = new StringBuilder();
    page.append("# Commands\n\nMade from the code by `ReferenceTest`; not edited by hand.\n");
    append(Main.commandLine(), page);
    MadeFromCode.check("docs/reference/commands.md", page.toString());
  }

  private static void append(CommandLine line, StringBuilder page) {
    CommandSpec spec = line.getCommandSpec();
    if (spec.usageMessage().hidden()) {
      return;
    }
    page.append("\n## `").append(spec.qualifiedName()).append("`\n\n");
    for (String sentence : spec.usageMessage().description()) {
      page.append(plain(sentence)).append('\n');
    }
    String synopsis = new CommandLine.Help(spec, ansiOff()).synopsis(0).strip();
    page.append("\n```\n").append(synopsis).append("\n```\n");
    boolean first = true;
    for (PositionalParamSpec argument : spec.positionalParameters()) {
      if (!argument.hidden()) {
        first = row(first, argument.paramLabel(), argument, page);
      }
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        first = row(first, String.join("`, `", option.names()) + value, option, page);
      }
    }
    for (String footer : spec.usageMessage().footer()) {
      page.append('\n').append(plain(footer)).append('\n');
    }
    line.getSubcommands().values().stream().distinct().forEach(sub -> append(sub, page));
  }

  private static boolean row(boolean first, String names, ArgSpec argument, StringBuilder page) {
    if (first) {
      page.append("\n| argument or option | meaning | when not given |\n| --- | --- | --- |\n");
    }
    String fallback = argument.defaultValue();
    page.append("| `")
        .append(names.replace("|", "\\|"))
        .append("` | ")
        .append(plain(String.join(" ", argument.description())).replace("|", "\\|"))
        .append(
            argument.required()
                ? " | required |\n"
                : fallback == null ? " | |\n" : " | `" + fallback + "` |\n");
    return false;
  }

  private static CommandLine.Help.ColorScheme ansiOff() {
    return CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF);
  }

  /** A picocli text without its marks for colour and line ends. */
  private static String plain(String text) {
    return CommandLine.Help.Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
  }
}
