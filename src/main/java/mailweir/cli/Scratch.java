package mailweir.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders for what is needed only while a command runs. */
final class Scratch {
  private Scratch() {}

  /** Where they are made: {@code TMPDIR}, else Java's folder for temporary files. */
  static Path place() {
    String named = System.getenv("TMPDIR");
    return Path.of(named == null || named.isBlank() ? System.getProperty("java.io.tmpdir") : named);
  }

  /** Removes a folder with all that is in it; what cannot be removed is left where it is. */
  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException | UncheckedIOException e) {
      // what is left of it lies in a folder for temporary files, or in the one that was named
    }
  }
}
