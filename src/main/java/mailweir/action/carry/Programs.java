package mailweir.action.carry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine, in an environment that has nothing but a path and the plain locale. */
public final class Programs implements Runner {
  /** Where programs of the system lie. */
  public static final List<String> FOLDERS =
      List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin");

  /** Finds a program in the system's own folders; {@code null}: there is none. */
  public static Path find(String name) {
    for (String folder : FOLDERS) {
      Path file = Path.of(folder, name);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file;
      }
    }
    return null;
  }

  @Override
  public Ran run(List<String> vector, String input, Duration limit) throws IOException {
    List<String> exact = new ArrayList<>(vector);
    if (!exact.getFirst().startsWith("/")) {
      Path found = find(exact.getFirst());
      if (found == null) {
        throw new IOException(exact.getFirst() + ": is not on this machine");
      }
      exact.set(0, found.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(exact);
    builder.environment().clear();
    builder.environment().put("PATH", String.join(":", FOLDERS));
    builder.environment().put("LC_ALL", "C");
    builder.directory(Path.of("/").toFile());
    Process process = builder.start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Thread one = Thread.ofVirtual().start(() -> drain(process.getInputStream(), out));
    Thread two = Thread.ofVirtual().start(() -> drain(process.getErrorStream(), err));
    Thread three = Thread.ofVirtual().start(() -> feed(process.getOutputStream(), input));
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
      }
      // a daemon that it left behind may hold the pipes open
      one.join(Duration.ofSeconds(2));
      two.join(Duration.ofSeconds(2));
      three.join(Duration.ofSeconds(2));
      return new Ran(ended ? process.exitValue() : -1, text(out), text(err));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(exact.getFirst() + ": was ended: this program ends", e);
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private static void feed(OutputStream to, String input) {
    try (to) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // it wants no more; its status says whether that was right
    }
  }

  private static void drain(InputStream from, ByteArrayOutputStream to) {
    byte[] buffer = new byte[8192];
    try (from) {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        synchronized (to) {
          to.write(buffer, 0, Math.min(n, Math.max(0, MOST_OUTPUT - to.size())));
        }
      }
    } catch (IOException e) {
      // it was ended
    }
  }
}
