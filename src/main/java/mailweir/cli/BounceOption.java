package mailweir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mailweir.bounce.BadRules;
import mailweir.bounce.BounceRules;

/** A file of bounce rules, as several commands take one. */
final class BounceOption {
  private BounceOption() {}

  /** The rules of a file, or the program's own without one; all faults of a file are told at once. */
  static BounceRules rules(Path file) {
    if (file == null) {
      return BounceRules.standard();
    }
    try {
      return BounceRules.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          file
              + ": the bounce rules cannot be read ("
              + e.getClass().getSimpleName()
              + "); nothing was done; name a readable file");
    } catch (BadRules e) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          file
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
