package mailweir.policy.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A socket that sends datagrams to a unix address, as {@code /dev/log} wants them; Java has only streams there. Linux's numbers. Used by one
 * thread.
 */
final class UnixDatagrams implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int DATAGRAM_CLOSED_ON_EXEC = 2 | 0x80000;
  private static final int WITHOUT_SIGNAL_OR_WAIT = 0x4000 | 0x40;
  private static final int LONGEST_PATH = 107;

  private static final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    static final MethodHandle SOCKET =
        of(
            "socket",
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT);
    static final MethodHandle CONNECT =
        of(
            "connect",
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);
    static final MethodHandle SEND =
        of(
            "send",
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    static final MethodHandle CLOSE = of("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    private static MethodHandle of(
        String name, ValueLayout result, java.lang.foreign.MemoryLayout... arguments) {
      return LINKER.downcallHandle(
          LINKER.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(result, arguments));
    }
  }

  private final int descriptor;

  private UnixDatagrams(int descriptor) {
    this.descriptor = descriptor;
  }

  static UnixDatagrams to(Path path) throws IOException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_PATH) {
      throw new IOException(path + ": is too long for a socket's address");
    }
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) Libc.SOCKET.invokeExact(AF_UNIX, DATAGRAM_CLOSED_ON_EXEC, 0);
      if (fd < 0) {
        throw new IOException("no socket can be had");
      }
      MemorySegment address = arena.allocate(2 + LONGEST_PATH + 1);
      address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      if ((int) Libc.CONNECT.invokeExact(fd, address, (int) address.byteSize()) != 0) {
        int ignored = (int) Libc.CLOSE.invokeExact(fd);
        throw new IOException(path + ": nobody listens there");
      }
      return new UnixDatagrams(fd);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  /** Sends one datagram; false: not taken. Never waits. */
  boolean send(byte[] datagram) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(datagram.length);
      MemorySegment.copy(datagram, 0, bytes, ValueLayout.JAVA_BYTE, 0, datagram.length);
      return (long)
              Libc.SEND.invokeExact(
                  descriptor, bytes, (long) datagram.length, WITHOUT_SIGNAL_OR_WAIT)
          == datagram.length;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      int ignored = (int) Libc.CLOSE.invokeExact(descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      // it is gone either way
    }
  }
}
