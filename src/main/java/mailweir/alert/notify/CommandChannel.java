package mailweir.alert.notify;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Notice;

/**
 * A program with exactly the arguments that are set; the notice is JSON on its standard input and fields in its environment
 * ({@code MAILWEIR_SUMMARY}, {@code MAILWEIR_SEVERITY} …). No shell, nothing of an alert in an argument. It is killed after its time.
 */
final class CommandChannel implements Channel {
  private static final int LONGEST = 8_000;
  private static final int MOST_SAID = 4_000;

  private final ChannelSettings.Command settings;

  CommandChannel(ChannelSettings.Command settings) {
    this.settings = settings;
  }

  @Override
  public String kind() {
    return "command";
  }

  @Override
  public void send(Notice notice) throws IOException, InterruptedException {
    String program = settings.arguments().getFirst();
    ProcessBuilder builder = new ProcessBuilder(settings.arguments()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("MAILWEIR_"));
    Template.values(notice, "")
        .forEach((name, value) -> {
          if (!name.equals("secret") && !name.startsWith("labels.")) {
            String text = value.replace("\0", "");
            environment.put(
                "MAILWEIR_" + name.toUpperCase(java.util.Locale.ROOT),
                text.length() > LONGEST ? text.substring(0, LONGEST) : text);
          }
        });
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(
          program + ": cannot be run (" + e.getMessage() + "); it is tried again", e);
    }
    // descendants that keep its output open do not keep us
    CompletableFuture<String> said = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            byte[] bytes = process.getInputStream().readNBytes(MOST_SAID);
            said.complete(new String(bytes, StandardCharsets.UTF_8));
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            said.complete("");
          }
        });
    Thread.ofVirtual()
        .start(() -> {
          try (OutputStream in = process.getOutputStream()) {
            in.write(Template.whole(notice).getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            // it need not read it
          }
        });
    if (!process.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(
          program
              + ": did not end in "
              + settings.timeout().toSeconds()
              + " s and was killed; it is tried again");
    }
    if (process.exitValue() != 0) {
      String text = said.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
      throw new IOException(
          program
              + ": ended with "
              + process.exitValue()
              + (text.isBlank() ? "" : ": " + Channels.line(text.strip(), 300))
              + "; it is tried again");
    }
  }
}
