package mailweir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checked-out project that the tests run in, for tests that look at its files. */
public final class Checkout {
  private static final Path ROOT =
      Path.of(System.getProperty("mailweir.basedir", "")).toAbsolutePath().normalize();

  private Checkout() {}

  /** A file or folder by its name from the root, with slashes. */
  public static Path path(String name) {
    return ROOT.resolve(name);
  }

  /** The name of a file from the root, with slashes. */
  public static String name(Path file) {
    return ROOT.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  /** All files below a folder whose name ends so, sorted; none where the folder is not there. */
  public static List<Path> files(String folder, String ending) {
    Path top = path(folder);
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(top)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
