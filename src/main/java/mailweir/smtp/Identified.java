package mailweir.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

/** A message with an identity of our own, which is the same when it is sent again. */
public final class Identified extends MimeMessage {
  private final String id;

  /** {@code id}: without angle brackets. */
  public Identified(Session session, String id) {
    super(session);
    this.id = id;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", "<" + id + ">");
  }
}
