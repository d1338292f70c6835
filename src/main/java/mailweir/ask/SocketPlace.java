package mailweir.ask;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a store's socket is: {@code mailweir.sock} in its folder; where that path is too long for a socket, in a temporary folder, and
 * the file {@code socket} in the store's folder tells its path.
 */
final class SocketPlace {
  /** What the kernel allows, without the NUL behind it. */
  private static final int LONGEST = 107;

  private SocketPlace() {}

  private static Path inFolder(Path folder) {
    return folder.toAbsolutePath().normalize().resolve("mailweir.sock");
  }

  private static Path pointer(Path folder) {
    return folder.resolve("socket");
  }

  private static boolean isShort(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  /** Where to listen. What was left there is removed: whoever calls has the store's lock. */
  static Path toListen(Path folder) throws IOException {
    release(folder);
    Path plain = inFolder(folder);
    if (isShort(plain)) {
      return plain;
    }
    Path temporary = Files.createTempDirectory("mailweir-").resolve("s");
    Files.writeString(pointer(folder), temporary + "\n");
    return temporary;
  }

  /** Removes the socket and all that leads to it. */
  static void release(Path folder) throws IOException {
    Files.deleteIfExists(inFolder(folder));
    if (Files.exists(pointer(folder))) {
      Path there = Path.of(Files.readString(pointer(folder)).strip());
      Files.deleteIfExists(pointer(folder));
      if (there.endsWith("s")
          && there.getParent().getFileName().toString().startsWith("mailweir-")) {
        Files.deleteIfExists(there);
        Files.deleteIfExists(there.getParent());
      }
    }
  }

  /** Where to ask; {@code null} when nobody listens. */
  static UnixDomainSocketAddress toAsk(Path folder) {
    try {
      Path path = inFolder(folder);
      if (!isShort(path)) {
        path = Path.of(Files.readString(pointer(folder)).strip());
      }
      return Files.exists(path) ? UnixDomainSocketAddress.of(path) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
