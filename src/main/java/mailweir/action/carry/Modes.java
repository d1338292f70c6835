package mailweir.action.carry;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The mode of a file, set by {@code fchmodat(2)} with {@code AT_SYMLINK_NOFOLLOW}: Java's own way follows a link that was put in the file's place, whatever it is
 * told.
 */
public final class Modes {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;

  private static final MethodHandle FCHMODAT =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("fchmodat"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));

  private Modes() {}

  /**
   * Sets it.
   *
   * @param mode permission bits; others are not set
   * @throws IOException when it could not be set, as where the path is a link
   */
  public static void set(Path file, int mode) throws IOException {
    int failed;
    try (Arena arena = Arena.ofConfined()) {
      failed =
          (int)
              FCHMODAT.invokeExact(
                  AT_FDCWD,
                  arena.allocateFrom(file.toAbsolutePath().toString()),
                  mode & 0777,
                  AT_SYMLINK_NOFOLLOW);
    } catch (Throwable e) {
      throw new IOException(file + ": its mode cannot be set (" + e + ")", e);
    }
    if (failed != 0) {
      throw new IOException(file + ": its mode cannot be set; is it a link by now?");
    }
  }
}
