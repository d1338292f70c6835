package mailweir.letter;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
      try (OutputStream in = process.getOutputStream()) {
        // the command knows lines as this machine ends them
        in.write(
            new String(mail, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        process.destroy();
        throw new IOException(program + " did not take the mail (" + e.getMessage() + ")", e);
      }
      byte[] said = process.getInputStream().readNBytes(2_000);
      if (process.waitFor() != 0) {
        throw new IOException(
            program
                + " ended with "
                + process.exitValue()
                + (said.length == 0
                    ? ""
                    : ": " + new String(said, StandardCharsets.UTF_8).strip()));
      }
    }
  }

  /** By SMTP to a server that relays for this host; STARTTLS where it offers it. */
  record BySmtp(String host, int port) implements Sending {
    @Override
    public void send(String from, String to, byte[] mail) throws IOException {
      Properties p = new Properties();
      p.setProperty("mail.smtp.host", host);
      p.setProperty("mail.smtp.port", Integer.toString(port));
      p.setProperty("mail.smtp.starttls.enable", "true");
      // encryption is taken where it is offered: a name proves nothing then, and the mail is sealed
      p.setProperty("mail.smtp.ssl.trust", "*");
      p.setProperty("mail.smtp.ssl.checkserveridentity", "false");
      p.setProperty("mail.smtp.connectiontimeout", "20000");
      p.setProperty("mail.smtp.timeout", "60000");
      p.setProperty("mail.smtp.writetimeout", "60000");
      p.setProperty("mail.smtp.from", from);
      Session session = Session.getInstance(p);
      try (Transport transport = session.getTransport("smtp")) {
        transport.connect();
        transport.sendMessage(
            new MimeMessage(session, new ByteArrayInputStream(mail)),
            new Address[] {new InternetAddress(to, true)});
      } catch (MessagingException e) {
        throw new IOException(
            "the mail server at " + host + ":" + port + " did not take the mail: " + e.getMessage(),
            e);
      }
    }
  }
}
