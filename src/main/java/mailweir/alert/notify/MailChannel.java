package mailweir.alert.notify;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import mailweir.alert.Alert;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Notice;

/**
 * A mail, through the first relay that takes it. What goes on of an alert hangs at the mail that raised it: the Message-ID is made of the
 * notice, and References names the roots.
 */
final class MailChannel implements Channel {
  private static final int LONGEST_SUBJECT = 180;

  private final ChannelSettings.Mail settings;
  private final String own;

  MailChannel(ChannelSettings.Mail settings, String own) {
    this.settings = settings;
    this.own = own.replaceAll("[^A-Za-z0-9.-]", "-");
  }

  @Override
  public String kind() {
    return "mail";
  }

  /** With an identity of our own, which is the same when the mail is sent again. */
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }

  @Override
  public void send(Notice notice) throws IOException {
    List<String> refused = new ArrayList<>();
    for (String relay : settings.relays()) {
      try {
        send(notice, relay);
        return;
      } catch (MessagingException e) {
        refused.add(relay + ": " + Channels.line(String.valueOf(e.getMessage()), 300));
      }
    }
    throw new IOException(
        "no relay took the mail (" + String.join("; ", refused) + "); it is tried again");
  }

  private void send(Notice notice, String relay) throws MessagingException, IOException {
    Session session = Session.getInstance(properties(relay));
    MimeMessage mail = mail(session, notice);
    mail.saveChanges();
    try (Transport transport = session.getTransport("smtp")) {
      if (settings.user() == null) {
        transport.connect();
      } else {
        transport.connect(settings.user(), Channels.secret(settings.passwordFile()));
      }
      transport.sendMessage(mail, mail.getAllRecipients());
    }
  }

  private Properties properties(String relay) {
    int colon = relay.lastIndexOf(':');
    boolean hasPort = colon > 0 && relay.indexOf(']') < colon;
    String host = (hasPort ? relay.substring(0, colon) : relay).replaceAll("^\\[|\\]$", "");
    boolean implicit = settings.tls() == ChannelSettings.Tls.IMPLICIT;
    String millis = Long.toString(settings.timeout().toMillis());
    Properties p = new Properties();
    p.setProperty("mail.smtp.host", host);
    p.setProperty("mail.smtp.port", hasPort ? relay.substring(colon + 1) : implicit ? "465" : "25");
    p.setProperty("mail.smtp.localhost", own);
    p.setProperty("mail.smtp.from", settings.from());
    p.setProperty("mail.smtp.auth", Boolean.toString(settings.user() != null));
    p.setProperty(
        "mail.smtp.starttls.enable",
        Boolean.toString(settings.tls() != ChannelSettings.Tls.NEVER && !implicit));
    p.setProperty(
        "mail.smtp.starttls.required",
        Boolean.toString(settings.tls() == ChannelSettings.Tls.REQUIRED));
    p.setProperty("mail.smtp.ssl.enable", Boolean.toString(implicit));
    // where encryption is only taken when it is offered, whoever is in the way could take it out:
    // names prove nothing then
    boolean proves = settings.tls() == ChannelSettings.Tls.REQUIRED || implicit;
    p.setProperty("mail.smtp.ssl.checkserveridentity", Boolean.toString(proves));
    if (!proves) {
      p.setProperty("mail.smtp.ssl.trust", "*");
    }
    p.setProperty("mail.smtp.connectiontimeout", millis);
    p.setProperty("mail.smtp.timeout", millis);
    p.setProperty("mail.smtp.writetimeout", millis);
    return p;
  }

  private String id(String of) {
    return "<" + of + ".mailweir@" + own + ">";
  }

  private MimeMessage mail(Session session, Notice notice) throws MessagingException {
    boolean raises = notice.kind() == Notice.Kind.RAISED;
    MimeMessage mail =
        new Identified(session, id(raises ? notice.thread() : notice.thread() + "." + notice.id()));
    mail.setFrom(new InternetAddress(settings.from()));
    for (String to : settings.to()) {
      mail.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
    }
    String subject = "[mailweir] " + notice.head() + ": " + notice.summary();
    mail.setSubject(Channels.line(subject, LONGEST_SUBJECT), StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(notice.at()));
    List<String> roots =
        notice.alerts().stream()
            .map(Alert::thread)
            .filter(t -> t != null)
            .distinct()
            .map(this::id)
            .toList();
    if (!raises && !roots.isEmpty()) {
      mail.setHeader("References", String.join("\r\n ", roots));
      mail.setHeader("In-Reply-To", roots.getFirst());
    }
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setHeader("X-Mailweir-Alert", notice.head().toLowerCase(Locale.ROOT));
    if (notice.severity() == mailweir.alert.Severity.CRITICAL && !notice.isOver()) {
      mail.setHeader("Importance", "high");
    }
    mail.setText(Channels.lines(notice.text()), StandardCharsets.UTF_8.name());
    return mail;
  }
}
