package mailweir;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code dev/install-test-tools} unpacks instead of installing. */
public final class TestTools {
  private TestTools() {}

  /** A file, or a folder, below the place where it unpacks; fails when it is not there. */
  public static Path unpacked(String name) {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home =
        cache == null || cache.isBlank()
            ? Path.of(System.getenv("HOME"), ".cache")
            : Path.of(cache);
    Path found = home.resolve("mailweir/test-tools").resolve(name);
    if (!Files.exists(found)) {
      fail(found + " is not there; run dev/install-test-tools");
    }
    return found;
  }
}
