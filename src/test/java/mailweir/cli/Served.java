package mailweir.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A verb of Mailweir in a process of its own, as a user runs it. */
final class Served implements AutoCloseable {
  final Process process;
  final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<String> url = new CompletableFuture<>();

  private final Thread listening;

  /** What a killed process leaves there, a database's library of 69 MB, goes with it. */
  private final Path temporary;

  private Served(Process process, Path temporary) {
    this.process = process;
    this.temporary = temporary;
    listening = Thread.ofVirtual().start(this::listen);
  }

  /** Starts it with these arguments, for this store. */
  static Served start(Path data, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    return run(all);
  }

  /** Starts it with these arguments and no others. */
  static Served run(List<String> arguments) throws IOException {
    Path temporary = Files.createTempDirectory("served-");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "mailweir.cli.Main"));
    command.addAll(arguments);
    return new Served(new ProcessBuilder(command).redirectErrorStream(true).start(), temporary);
  }

  private void listen() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
        if (line.startsWith("mailweir: http")) {
          url.complete(line.split(" ")[1]);
        }
      }
    } catch (IOException e) {
      // it was killed
    }
    url.completeExceptionally(new IllegalStateException(said.toString()));
  }

  /** Where its page is, as soon as it says so. */
  String url() throws Exception {
    return url.get(60, TimeUnit.SECONDS);
  }

  /** Waits for its end; tells its exit code. */
  int ended() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running: " + said);
    }
    // what it said last may still be on its way
    listening.join(java.time.Duration.ofSeconds(30));
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
    try (Stream<Path> all = Files.walk(temporary)) {
      all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new IllegalStateException(temporary + " is not removed", e);
    }
  }
}
