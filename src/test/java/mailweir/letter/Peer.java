package mailweir.letter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs a real program with an input, and takes its output. */
final class Peer {
  private Peer() {}

  static byte[] run(byte[] input, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command));
    builder.environment().putAll(environment);
    Process process = builder.start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Thread reads = Thread.ofVirtual().start(() -> pour(process.getInputStream(), out));
    Thread complains = Thread.ofVirtual().start(() -> pour(process.getErrorStream(), err));
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // it has read enough
    }
    int code = process.waitFor();
    reads.join();
    complains.join();
    if (code != 0) {
      throw new IOException(
          String.join(" ", command)
              + " ended with "
              + code
              + ": "
              + err.toString(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static void pour(java.io.InputStream from, OutputStream to) {
    try (from) {
      from.transferTo(to);
    } catch (IOException e) {
      // what came before is what there is
    }
  }
}
