package mailweir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mailweir.bounce.BadRules;
import mailweir.bounce.BounceRules;
import mailweir.config.Configuration;
import mailweir.config.Key;

/** A file of bounce rules, as several commands take one. */
final class BounceOption {
  static final String MEANING =
      "Rules for the classes of remote answers; default: as configured, else the program's own.";

  private BounceOption() {}

  /** The rules of a file that an option or argument names; all faults of it are told at once. */
  static BounceRules rules(Path file) {
    return rules(file, file.toString(), ExitCode.USAGE);
  }

  /** The rules that are configured, else the program's own. */
  static BounceRules rules(Configuration configuration) {
    return configuration
        .bounceRules()
        .map(file ->
            rules(
                file,
                configuration.value(Key.BOUNCE_RULES).from()
                    + ": "
                    + Key.BOUNCE_RULES.word()
                    + ": "
                    + file,
                ExitCode.CONFIGURATION))
        .orElseGet(BounceRules::standard);
  }

  private static BounceRules rules(Path file, String subject, int exit) {
    try {
      return BounceRules.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CannotGoOn(
          exit,
          subject
              + ": the bounce rules cannot be read ("
              + e.getClass().getSimpleName()
              + "); nothing was done; name a readable file");
    } catch (BadRules e) {
      throw new CannotGoOn(
          exit,
          subject
              + ": "
              + e.faults().size()
              + (e.faults().size() == 1 ? " fault" : " faults")
              + " in the bounce rules; nothing was done; mend "
              + (e.faults().size() == 1 ? "it" : "them")
              + ": "
              + String.join("; ", e.faults()));
    }
  }
}
