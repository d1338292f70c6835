package mailweir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page that is made from the code and kept beside it, so that readers find it without a build.
 *
 * <p>Compares the kept page with the made one; with {@code -Dmailweir.update=true} it writes the page instead, and a person
 * reads the diff.
 */
public final class MadeFromCode {
  private MadeFromCode() {}

  /** Holds the file of that name (from the root, with slashes) equal to the text. */
  public static void check(String name, String text) {
    Path file = Checkout.path(name);
    try {
      if (Boolean.getBoolean("mailweir.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      String kept = Files.exists(file) ? Files.readString(file) : "";
      assertEquals(
          text,
          kept,
          name
              + ": differs from the code; readers would be misled; run ./mvnw test -Dmailweir.update=true");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
