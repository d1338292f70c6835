package mailweir.smtp;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Properties;

/** A mail server that relays for this host. Safe for threads. */
public final class Relay {
  private static final String PORT = "25";
  private static final String PORT_OF_TLS = "465";

  /** Encryption to a relay. */
  public enum Tls {
    /** When it offers it. */
    OPTIONAL,
    /** Or the relay is not used. */
    REQUIRED,
    /** From the first byte (465). */
    IMPLICIT,
    NEVER
  }

  /**
   * How long it is waited for.
   *
   * @param connect until it is reached
   * @param talk for each of its answers
   */
  public record Patience(Duration connect, Duration talk) {}

  private final String user;
  private final Session session;

  /**
   * Nothing is connected yet.
   *
   * @param relay {@code HOST} or {@code HOST:PORT}, an IPv6 address in brackets
   * @param from the envelope's sender
   * @param own this host's name, for the greeting; {@code null}: as Java knows it
   * @param user who logs in there; {@code null}: nobody
   */
  public Relay(String relay, Tls tls, String from, String own, String user, Patience patience) {
    this.user = user;
    int colon = relay.lastIndexOf(':');
    boolean hasPort = colon > 0 && relay.indexOf(']') < colon;
    String host = (hasPort ? relay.substring(0, colon) : relay).replaceAll("^\\[|\\]$", "");
    boolean implicit = tls == Tls.IMPLICIT;
    Properties p = new Properties();
    p.setProperty("mail.smtp.host", host);
    p.setProperty(
        "mail.smtp.port", hasPort ? relay.substring(colon + 1) : implicit ? PORT_OF_TLS : PORT);
    if (own != null) {
      p.setProperty("mail.smtp.localhost", own);
    }
    p.setProperty("mail.smtp.from", from);
    p.setProperty("mail.smtp.auth", Boolean.toString(user != null));
    p.setProperty("mail.smtp.starttls.enable", Boolean.toString(tls != Tls.NEVER && !implicit));
    p.setProperty("mail.smtp.starttls.required", Boolean.toString(tls == Tls.REQUIRED));
    p.setProperty("mail.smtp.ssl.enable", Boolean.toString(implicit));
    // where encryption is only taken when it is offered, whoever is in the way could take it out:
    // names prove nothing then
    boolean proves = tls == Tls.REQUIRED || implicit;
    p.setProperty("mail.smtp.ssl.checkserveridentity", Boolean.toString(proves));
    if (!proves) {
      p.setProperty("mail.smtp.ssl.trust", "*");
    }
    String talk = Long.toString(patience.talk.toMillis());
    p.setProperty("mail.smtp.connectiontimeout", Long.toString(patience.connect.toMillis()));
    p.setProperty("mail.smtp.timeout", talk);
    p.setProperty("mail.smtp.writetimeout", talk);
    this.session = Session.getInstance(p);
  }

  /** For messages that are to be sent. */
  public Session session() {
    return session;
  }

  /** Gives the message away as it is; {@code password}: of the user, if there is one. When this returns, the relay has taken it. */
  public void send(MimeMessage mail, Address[] to, String password) throws MessagingException {
    try (Transport transport = session.getTransport("smtp")) {
      if (user == null) {
        transport.connect();
      } else {
        transport.connect(user, password);
      }
      transport.sendMessage(mail, to);
    }
  }
}
