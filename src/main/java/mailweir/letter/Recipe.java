package mailweir.letter;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mailweir.identity.Hosts;
import mailweir.parcel.Label;

/**
 * How mails of an older set-up are known and read.
 *
 * @param name as in the file
 * @param header that the mail must have; {@code null} when a line of its body is looked for
 * @param key of the line {@code KEY=value} in its body; {@code null} when a header is looked for
 * @param value that header or line must have, to the letter: it is all that these mails have of a secret
 * @param decode what is undone, in this order
 * @param secret key of {@code crypt(1)}; {@code null} when it is not used
 * @param read what is in it
 * @param separator between rows, besides the end of line; empty for none
 * @param host of what states none; {@code null}: the host in the sender's address
 */
record Recipe(
    String name,
    String header,
    String key,
    String value,
    List<Coding> decode,
    String secret,
    Reading read,
    String separator,
    String host) {

  /** What may be undone. */
  enum Coding {
    UUENCODE,
    CRYPT
  }

  /** What may be in it. */
  enum Reading {
    /** MIMEDefang's rows {@code MDLOG,id,event,…}, without an envelope. */
    MDLOG,
    /** Lines of logs, as a file has them. */
    LOG,
    /** {@code name value}, a figure a line. */
    FIGURES
  }

  /**
   * What a mail brought.
   *
   * @param at when it was sent, UTC microseconds: the instant of what states none
   */
  record Brought(String host, long at, List<byte[]> lines, List<Label.Sample> samples) {}

  /** Whether the mail is one of these. */
  boolean matches(Mail mail) throws BadLetter {
    if (header != null) {
      return Arrays.stream(mail.header(header)).anyMatch(v -> v.strip().equals(value));
    }
    return after(mail.body()) >= 0;
  }

  /** Where the body goes on behind the line that names it; -1 when there is none. */
  private int after(byte[] body) {
    String wanted = key + "=" + value;
    int from = 0;
    while (from < body.length) {
      int end = from;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      if (new String(body, from, end - from, StandardCharsets.ISO_8859_1).strip().equals(wanted)) {
        return Math.min(body.length, end + 1);
      }
      from = end + 1;
    }
    return -1;
  }

  /** Reads the mail. {@code now}: when it says not when it was sent. */
  Brought read(Mail mail, long now) throws BadLetter {
    byte[] body = mail.body();
    int from = header == null ? Math.max(0, after(body)) : 0;
    byte[] text = Arrays.copyOfRange(body, from, body.length);
    for (Coding coding : decode) {
      text = coding == Coding.UUENCODE ? unencoded(text) : decrypted(text);
    }
    String sender = host != null ? host : mail.senderHost();
    if (sender == null || sender.isBlank()) {
      throw new BadLetter("has no host in its sender's address; give recipe " + name + " a 'host'");
    }
    long at = mail.sent() == 0 ? now : mail.sent();
    String own = Hosts.canonical(sender);
    List<byte[]> lines = new ArrayList<>();
    List<Label.Sample> samples = new ArrayList<>();
    for (String row : rows(text)) {
      switch (read) {
        case LOG -> lines.add(row.getBytes(StandardCharsets.ISO_8859_1));
        case MDLOG -> {
          if (row.startsWith("MDLOG,")) {
            lines.add(enveloped(row, own, at));
          }
        }
        case FIGURES -> figure(row, own, at, samples);
      }
    }
    if (lines.isEmpty() && samples.isEmpty()) {
      throw new BadLetter(
          "holds nothing that recipe "
              + name
              + " reads ("
              + read.name().toLowerCase(Locale.ROOT)
              + "); is its key right?");
    }
    return new Brought(own, at, lines, samples);
  }

  private List<String> rows(byte[] text) {
    String all = new String(text, StandardCharsets.ISO_8859_1);
    if (!separator.isEmpty()) {
      all = all.replace(separator, "\n");
    }
    return all.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
  }

  private static byte[] enveloped(String row, String host, long at) {
    Instant time = Instant.EPOCH.plus(at, ChronoUnit.MICROS);
    return (time + " " + host + " mimedefang.pl[0]: " + row).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void figure(String row, String host, long at, List<Label.Sample> to) {
    String[] words = row.split("[\\s=:]+");
    if (words.length == 2 && words[0].matches("[A-Za-z][A-Za-z0-9._-]{0,63}")) {
      try {
        double value = Double.parseDouble(words[1]);
        if (Double.isFinite(value)) {
          to.add(new Label.Sample(host, words[0].toLowerCase(Locale.ROOT), at, value));
        }
      } catch (NumberFormatException e) {
        // a row of words
      }
    }
  }

  private static byte[] unencoded(byte[] text) throws BadLetter {
    try (InputStream in = MimeUtility.decode(new ByteArrayInputStream(text), "uuencode")) {
      return in.readNBytes(Mail.LONGEST);
    } catch (MessagingException | IOException | RuntimeException e) {
      throw new BadLetter("is not uuencoded, or cut off", e);
    }
  }

  private byte[] decrypted(byte[] text) throws BadLetter {
    try {
      return new Rotor(secret).turn(text);
    } catch (IllegalArgumentException e) {
      throw new BadLetter("needs a key of crypt(1) that crypt(3) takes: " + e.getMessage(), e);
    }
  }
}
