package mailweir.action.carry.sendmail;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import mailweir.queue.SpoolFile;

/**
 * A file that Sendmail leaves alone as long as it is open here. Sendmail locks by {@code flock(2)}, or, as it was built, by {@code fcntl(2)}: both are taken. Java has only the
 * second, so that the first is called in the C library. Linux alone ({@code /proc/self/fd}).
 */
final class LockedFile implements AutoCloseable {
  private static final int READ_WRITE = 2;
  private static final int NO_WAIT = 04000;
  private static final int NO_LINK = 0400000;
  private static final int CLOSE_ON_EXEC = 02000000;
  private static final int EXCLUSIVE_NOW = 2 | 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle FLOCK =
      handle(
          "flock",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final int descriptor;
  private final FileChannel channel;
  private final Object file;

  private LockedFile(int descriptor, FileChannel channel, Object file) {
    this.descriptor = descriptor;
    this.channel = channel;
    this.file = file;
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), shape, options);
  }

  private static int open(MemorySegment name, int how) {
    try {
      return (int) OPEN.invokeExact(name, how);
    } catch (Throwable e) {
      throw uncallable(e);
    }
  }

  private static int flock(int descriptor, int how) {
    try {
      return (int) FLOCK.invokeExact(descriptor, how);
    } catch (Throwable e) {
      throw uncallable(e);
    }
  }

  private static void close(int descriptor) {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw uncallable(e);
    }
  }

  private static IllegalStateException uncallable(Throwable e) {
    return new IllegalStateException("the C library cannot be called", e);
  }

  /** Another process has it. */
  static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
      super(message);
    }
  }

  /**
   * Opens and locks a regular file; {@code null}: there is none (any more).
   *
   * @throws BusyException another process has locked it, or put another file in its place meanwhile
   */
  static LockedFile of(Path path) throws IOException {
    SpoolFile.Look look = SpoolFile.look(path);
    if (look == null) {
      return null;
    }
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      descriptor = open(name, READ_WRITE | NO_WAIT | NO_LINK | CLOSE_ON_EXEC);
    }
    if (descriptor < 0) {
      if (SpoolFile.look(path) == null) {
        return null;
      }
      throw new java.nio.file.AccessDeniedException(path.toString());
    }
    FileChannel channel = null;
    try {
      if (flock(descriptor, EXCLUSIVE_NOW) != 0) {
        throw new BusyException(path.toString());
      }
      Path opened = Path.of("/proc/self/fd/" + descriptor);
      channel = FileChannel.open(opened, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock second = channel.tryLock();
      BasicFileAttributes found = Files.readAttributes(opened, BasicFileAttributes.class);
      if (second == null || !found.isRegularFile()) {
        throw new BusyException(path.toString());
      }
      LockedFile locked = new LockedFile(descriptor, channel, found.fileKey());
      if (!locked.isAt(path)) {
        throw new BusyException(path.toString());
      }
      channel = null;
      descriptor = -1;
      return locked;
    } finally {
      if (channel != null) {
        channel.close();
      }
      if (descriptor >= 0) {
        close(descriptor);
      }
    }
  }

  /** Open for reading and writing; it is closed with this. */
  FileChannel channel() {
    return channel;
  }

  /** Whether it is this file, and no other, that stands at the path. */
  boolean isAt(Path path) throws IOException {
    SpoolFile.Look look = SpoolFile.look(path);
    return look != null && file.equals(look.file());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is written by it that would be lost.
    }
    close(descriptor);
  }
}
