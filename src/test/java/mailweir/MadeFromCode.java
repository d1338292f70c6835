package mailweir;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
      if (!kept.equals(text)) {
        fail(
            name
                + ": differs from the code, first at "
                + firstDifference(text.lines().toList(), kept.lines().toList())
                + "; readers would be misled; run ./mvnw test -Dmailweir.update=true");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstDifference(List<String> made, List<String> kept) {
    int line = 0;
    while (line < made.size() && line < kept.size() && made.get(line).equals(kept.get(line))) {
      line++;
    }
    return "line "
        + (line + 1)
        + ": made '"
        + (line < made.size() ? made.get(line) : "(end)")
        + "', kept '"
        + (line < kept.size() ? kept.get(line) : "(end)")
        + "'";
  }
}
