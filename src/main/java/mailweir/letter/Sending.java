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
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** How a mail is given to a mail server. When {@link #send} returns, the server has taken it. */
public sealed interface Sending {
  /** Gives it away. */
  void send(String from, String to, byte[] mail) throws IOException, InterruptedException;

  /** By the command that mail servers install for that; {@code program}: its path. */
  record ByCommand(String program) implements Sending {
    private static final long MOST_SECONDS = 120;

    @Override
    public void send(String from, String to, byte[] mail) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(List.of(program, "-i", "-f", from, "--", to))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.PIPE)
              .start();
      byte[] said;
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
      said = process.getInputStream().readNBytes(2_000);
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        throw new IOException(program + " did not end within " + MOST_SECONDS + " seconds");
      }
      if (process.exitValue() != 0) {
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
