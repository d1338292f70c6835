package mailweir.policy.p0f;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mailweir.Checkout;
import mailweir.TestTools;

/** The real p0f in a network namespace of its own, and connections there that look like Windows. */
public final class P0fSession implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final long p0f;

  /** p0f listens at {@code folder/p0f.sock} when this returns. */
  public P0fSession(Path folder) throws IOException {
    Path unpacked = TestTools.unpacked("p0f");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                "unshare",
                "-rn",
                "bash",
                Checkout.path("src/test/resources/p0f/session.sh").toString(),
                unpacked.resolve("usr/sbin/p0f").toString(),
                unpacked.resolve("etc/p0f/p0f.fp").toString(),
                folder.toString()));
    builder
        .environment()
        .put("LD_LIBRARY_PATH", unpacked.resolve("usr/lib/x86_64-linux-gnu").toString());
    builder.redirectError(folder.resolve("session.err").toFile());
    process = builder.start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = process.outputWriter();
    String ready = out.readLine();
    assertTrue(ready != null && ready.startsWith("ready "), "p0f does not start: " + ready);
    p0f = Long.parseLong(ready.substring("ready ".length()));
  }

  /** Connects; returns as soon as the connection is accepted. */
  public void connect(String kind, String address) throws IOException {
    in.write(kind + " " + address + "\n");
    in.flush();
    assertEquals("connected " + address, out.readLine());
  }

  /** Sends p0f a signal: {@code STOP}, {@code CONT}, {@code KILL}. */
  public void signal(String name) throws IOException, InterruptedException {
    assertEquals(
        0,
        new ProcessBuilder("kill", "-" + name, Long.toString(p0f)).inheritIO().start().waitFor());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    in.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
