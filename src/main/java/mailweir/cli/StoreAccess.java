package mailweir.cli;

import java.nio.file.Path;
import mailweir.answer.Answers;

/** The way of a verb to the store: through the {@code serve} that has it open, else by opening it itself. */
final class StoreAccess {
  private StoreAccess() {}

  static Answers open(Path data) {
    throw new CannotGoOn(
        ExitCode.USAGE,
        "report: no files were named; nothing was done; name log files, or - for standard input");
  }
}
