package mailweir.letter;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mailweir.smtp.Relay;

/** How a mail is given to a mail server. When {@link #send} returns, the server has taken it. */
public sealed interface Sending {
  /** Gives it away. */
  void send(String from, String to, byte[] mail) throws IOException, InterruptedException;

  /**
   * By the command that mail servers install for that.
   *
   * @param program its path
   * @param patience it is killed after that time
   */
  record ByCommand(String program, Duration patience) implements Sending {
    /** With the patience that every mail server's command can do with. */
    public ByCommand(String program) {
      this(program, Duration.ofMinutes(2));
    }

    @Override
    public void send(String from, String to, byte[] mail) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(List.of(program, "-i", "-f", from, "--", to))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.PIPE)
              .start();
      // whatever hangs, the command or a child that keeps its output open, is ended then
      CompletableFuture<Void> tooLate =
          CompletableFuture.runAsync(
              () -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
              },
              CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
      try {
        give(process, mail);
      } finally {
        tooLate.cancel(false);
      }
    }

    private void give(Process process, byte[] mail) throws IOException, InterruptedException {
      String fault = null;
      try (OutputStream in = process.getOutputStream()) {
        // the command knows lines as this machine ends them
        in.write(
            new String(mail, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // it tells better why than this does
        fault = e.getMessage();
      }
      byte[] said = process.getInputStream().readNBytes(2_000);
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            program
                + " ended with "
                + code
                + (said.length == 0
                    ? ""
                    : ": " + new String(said, StandardCharsets.UTF_8).strip()));
      }
      if (fault != null) {
        throw new IOException(program + " did not take the mail (" + fault + ")");
      }
    }
  }

  /**
   * By SMTP to a server that relays for this host; encrypted where it offers it: the mail is sealed.
   *
   * @param relay {@code HOST:PORT}
   */
  record BySmtp(String relay) implements Sending {
    private static final Relay.Patience PATIENCE =
        new Relay.Patience(Duration.ofSeconds(20), Duration.ofMinutes(1));

    @Override
    public void send(String from, String to, byte[] mail) throws IOException {
      Relay server = new Relay(relay, Relay.Tls.OPTIONAL, from, null, null, PATIENCE);
      try {
        server.send(
            new MimeMessage(server.session(), new ByteArrayInputStream(mail)),
            new Address[] {new InternetAddress(to, true)},
            null);
      } catch (MessagingException e) {
        throw new IOException(
            "the mail server at " + relay + " did not take the mail: " + e.getMessage(), e);
      }
    }
  }
}
