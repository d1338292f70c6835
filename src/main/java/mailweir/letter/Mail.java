package mailweir.letter;

import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.Properties;
import mailweir.smtp.Identified;

/** A mail that has come, as much of it as concerns us. */
final class Mail {
  /** No mail that is longer is looked at, in bytes. */
  static final int LONGEST = 48 << 20;

  private static final int DEEPEST = 8;
  private static final String ARMOR = "-----BEGIN PGP MESSAGE-----";

  private final MimeMessage message;

  private Mail(MimeMessage message) {
    this.message = message;
  }

  /** Reads the mail; an mbox line ({@code From …}) before it is left out. */
  static Mail of(byte[] bytes) throws BadLetter {
    int from = 0;
    if (bytes.length > 5 && new String(bytes, 0, 5, StandardCharsets.US_ASCII).equals("From ")) {
      while (from < bytes.length && bytes[from] != '\n') {
        from++;
      }
      from = Math.min(bytes.length, from + 1);
    }
    try {
      Session session = Session.getInstance(new Properties());
      return new Mail(
          new MimeMessage(session, new ByteArrayInputStream(bytes, from, bytes.length - from)));
    } catch (MessagingException | RuntimeException e) {
      throw new BadLetter("is no mail", e);
    }
  }

  /** The values of a header. */
  String[] header(String name) {
    try {
      String[] values = message.getHeader(name);
      return values == null ? new String[0] : values;
    } catch (MessagingException | RuntimeException e) {
      return new String[0];
    }
  }

  /** The host in the sender's address; {@code null} when there is none. */
  String senderHost() {
    try {
      InternetAddress[] from =
          Arrays.stream(message.getFrom() == null ? new jakarta.mail.Address[0] : message.getFrom())
              .filter(InternetAddress.class::isInstance)
              .map(InternetAddress.class::cast)
              .toArray(InternetAddress[]::new);
      if (from.length == 0 || from[0].getAddress() == null) {
        return null;
      }
      String address = from[0].getAddress();
      return address.indexOf('@') < 0 ? null : address.substring(address.lastIndexOf('@') + 1);
    } catch (MessagingException | RuntimeException e) {
      return null;
    }
  }

  /** When it says that it was sent, UTC microseconds; 0 when it does not. */
  long sent() {
    try {
      Date date = message.getSentDate();
      return date == null ? 0 : date.getTime() * 1000;
    } catch (MessagingException | RuntimeException e) {
      return 0;
    }
  }

  /** The text of the body as it was sent: the first part that is text, decoded from its transfer encoding. */
  byte[] body() throws BadLetter {
    try {
      byte[] text = text(message, 0);
      if (text == null) {
        throw new BadLetter("has no text");
      }
      return text;
    } catch (MessagingException | IOException | RuntimeException e) {
      throw new BadLetter("cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static byte[] text(Part part, int depth) throws MessagingException, IOException {
    if (part.isMimeType("multipart/*") && depth < DEEPEST) {
      if (part.getContent() instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          byte[] found = text(parts.getBodyPart(i), depth + 1);
          if (found != null) {
            return found;
          }
        }
      }
      return null;
    }
    if (depth > 0 && !part.isMimeType("text/*") && !part.isMimeType("application/octet-stream")) {
      return null;
    }
    try (InputStream in = part.getInputStream()) {
      return in.readNBytes(LONGEST);
    }
  }

  /** The OpenPGP message that it is or holds; {@code null} when there is none. */
  InputStream sealed() throws BadLetter {
    try {
      if (message.isMimeType("multipart/encrypted")
          && message.getContent() instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          BodyPart part = parts.getBodyPart(i);
          if (!part.isMimeType("application/pgp-encrypted")) {
            return part.getInputStream();
          }
        }
        return null;
      }
      if (message.isMimeType("multipart/*") || !message.isMimeType("text/*")) {
        return null;
      }
      byte[] body = body();
      String start = new String(body, 0, Math.min(body.length, 4096), StandardCharsets.ISO_8859_1);
      int at = start.indexOf(ARMOR);
      return at < 0 ? null : new ByteArrayInputStream(body, at, body.length - at);
    } catch (MessagingException | IOException | RuntimeException e) {
      throw new BadLetter("cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * A mail that holds an armored OpenPGP message (RFC 3156), lines ended by CR LF.
   *
   * @param id what its Message-ID is made of
   */
  static byte[] sealed(String from, String to, String subject, String id, Date sent, String armored)
      throws IOException {
    try {
      Session session = Session.getInstance(new Properties());
      MimeMessage mail = new Identified(session, id);
      mail.setFrom(new InternetAddress(from, true));
      mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
      mail.setSubject(subject, "UTF-8");
      mail.setSentDate(sent);
      mail.setHeader("Auto-Submitted", "auto-generated");
      jakarta.mail.internet.MimeMultipart parts =
          new jakarta.mail.internet.MimeMultipart(
              "encrypted; protocol=\"application/pgp-encrypted\"");
      parts.addBodyPart(part("application/pgp-encrypted", "Version: 1\r\n"));
      parts.addBodyPart(
          part(
              "application/octet-stream; name=\"encrypted.asc\"",
              armored.replaceAll("\r?\n", "\r\n")));
      mail.setContent(parts);
      mail.saveChanges();
      java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
      mail.writeTo(out);
      return out.toByteArray();
    } catch (MessagingException e) {
      throw new IOException("the mail could not be made: " + e.getMessage(), e);
    }
  }

  private static jakarta.mail.internet.MimeBodyPart part(String type, String text)
      throws MessagingException {
    jakarta.mail.internet.InternetHeaders headers = new jakarta.mail.internet.InternetHeaders();
    headers.setHeader("Content-Type", type);
    headers.setHeader("Content-Transfer-Encoding", "7bit");
    return new jakarta.mail.internet.MimeBodyPart(
        headers, text.getBytes(StandardCharsets.US_ASCII));
  }
}
