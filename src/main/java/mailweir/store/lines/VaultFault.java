package mailweir.store.lines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;

/** What went wrong with a file of the vault: the file, what follows from it, what to do. */
public final class VaultFault extends UncheckedIOException {
  VaultFault(String message, IOException cause) {
    super(message, cause);
  }

  /** A write that failed: the change is undone by the caller, what was committed stands. */
  static VaultFault writing(String path, IOException cause) {
    return new VaultFault(
        path
            + ": cannot be written ("
            + reason(cause)
            + "); the lines of this round are not kept, all before it is safe; "
            + remedy(cause),
        cause);
  }

  static VaultFault reading(String path, IOException cause) {
    return new VaultFault(
        path
            + ": cannot be read ("
            + reason(cause)
            + "); its lines cannot be shown or compared; "
            + remedy(cause),
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String remedy(IOException cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof AccessDeniedException || message.contains("Permission denied")) {
      return "let the user that Mailweir runs as own the folder";
    }
    if (message.contains("No space left") || message.contains("quota")) {
      return "free space there or shorten the retention, then read the source again";
    }
    return "check the disk, then read the source again";
  }
}
