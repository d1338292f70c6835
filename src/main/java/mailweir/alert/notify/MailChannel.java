package mailweir.alert.notify;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import mailweir.alert.Alert;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Notice;
import mailweir.smtp.Identified;
import mailweir.smtp.Relay;

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

  private void send(Notice notice, String named) throws MessagingException, IOException {
    Relay relay =
        new Relay(
            named,
            settings.tls(),
            settings.from(),
            own,
            settings.user(),
            new Relay.Patience(settings.timeout(), settings.timeout()));
    MimeMessage mail = mail(relay.session(), notice);
    mail.saveChanges();
    relay.send(
        mail,
        mail.getAllRecipients(),
        settings.user() == null ? null : Channels.secret(settings.passwordFile()));
  }

  private String id(String of) {
    return of + ".mailweir@" + own;
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
            .map(t -> "<" + id(t) + ">")
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
