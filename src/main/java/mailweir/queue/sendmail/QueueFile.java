package mailweir.queue.sendmail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mailweir.queue.Waiting;

/**
 * The envelope in a {@code qf} file, as far as its header lines (source: the Sendmail operations guide, "queue file format"; each line begins with a letter).
 *
 * @param complete whether the file ends as a whole one does, with a line of a dot
 * @param arrived {@code T}, UTC microseconds; 0: not said
 * @param tried {@code K}, UTC microseconds; 0: no attempt was made
 * @param attempts {@code N}; -1: not said
 * @param sender {@code S} without angle brackets; absent: not said
 * @param relay {@code $_}
 * @param account {@code ${auth_authen}}, where the server keeps it ({@code A} is what the client claimed, most often the sender); may be absent
 * @param recipients how many {@code R} lines there are
 * @param to the first of them
 * @param reason {@code M}: why it waits; may be absent
 * @param quarantine {@code q}: why it is quarantined; absent: it is not
 */
public record QueueFile(
    boolean complete,
    long arrived,
    long tried,
    int attempts,
    String sender,
    String relay,
    String account,
    int recipients,
    List<String> to,
    String reason,
    String quarantine) {
  private static final long MICROS = 1_000_000L;
  private static final String ACCOUNT = "{auth_authen}";

  public QueueFile {
    to = List.copyOf(to);
  }

  /** Whose message it is cannot be told: what must be in every file is not in this one. */
  public boolean isBroken() {
    return arrived == 0 || sender == null;
  }

  /** Any bytes give an answer. */
  public static QueueFile read(byte[] bytes) {
    return read(bytes, bytes);
  }

  /**
   * Any bytes give an answer.
   *
   * @param bytes the begin of the file, with all lines before the header's
   * @param end the last bytes of the file, three or more
   */
  static QueueFile read(byte[] bytes, byte[] end) {
    Reading reading = new Reading();
    int at = 0;
    while (at < bytes.length && bytes[at] != 'H') {
      int stop = at;
      while (stop < bytes.length && bytes[stop] != '\n') {
        stop++;
      }
      if (stop == bytes.length) {
        // Half a line says nothing for certain.
        break;
      }
      reading.line(bytes, at, stop);
      at = stop + 1;
    }
    int n = end.length;
    boolean complete =
        n >= 2 && end[n - 1] == '\n' && end[n - 2] == '.' && (n == 2 || end[n - 3] == '\n');
    return reading.file(complete);
  }

  /** State of one walk over lines. */
  private static final class Reading {
    private long arrived;
    private long tried;
    private int attempts = -1;
    private String sender;
    private String relay;
    private String account;
    private int recipients;
    private final List<String> to = new ArrayList<>(2);
    private String reason;
    private String quarantine;

    void line(byte[] bytes, int start, int stop) {
      if (start == stop) {
        return;
      }
      int from = start + 1;
      switch (bytes[start]) {
        case 'T' -> arrived = instant(number(bytes, from, stop));
        case 'K' -> tried = instant(number(bytes, from, stop));
        case 'N' -> attempts = (int) Math.min(number(bytes, from, stop), Integer.MAX_VALUE);
        case 'S' -> sender = address(text(bytes, from, stop));
        case 'M' -> reason = text(bytes, from, stop);
        case 'q' -> quarantine = text(bytes, from, stop);
        case 'R' -> {
          recipients++;
          if (to.size() < Waiting.MOST_TO) {
            to.add(address(text(bytes, flags(bytes, from, stop), stop)));
          }
        }
        case '$' -> macro(bytes, from, stop);
        default -> {
          // The others concern nobody who looks at a queue.
        }
      }
    }

    private void macro(byte[] bytes, int from, int stop) {
      if (from < stop && bytes[from] == '_') {
        relay = text(bytes, from + 1, stop);
      } else if (stop - from > ACCOUNT.length()
          && text(bytes, from, from + ACCOUNT.length()).equals(ACCOUNT)) {
        account = text(bytes, from + ACCOUNT.length(), stop);
      }
    }

    /** Behind {@code PFD:}; since version 1 of the format every recipient has flags, maybe none. */
    private static int flags(byte[] bytes, int from, int stop) {
      int at = from;
      while (at < stop && bytes[at] >= 'A' && bytes[at] <= 'Z') {
        at++;
      }
      return at < stop && bytes[at] == ':' ? at + 1 : from;
    }

    private static String address(String text) {
      int open = text.indexOf('<');
      int close = text.lastIndexOf('>');
      return open == 0 && close == text.length() - 1 ? text.substring(1, close) : text;
    }

    private static String text(byte[] bytes, int from, int stop) {
      return new String(bytes, from, stop - from, StandardCharsets.UTF_8);
    }

    /** The digits at the begin; -1: none. */
    private static long number(byte[] bytes, int from, int stop) {
      long value = -1;
      for (int at = from; at < stop && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
        value = Math.min(Math.max(value, 0) * 10 + bytes[at] - '0', Long.MAX_VALUE / 16);
      }
      return value;
    }

    private static long instant(long seconds) {
      return seconds <= 0 || seconds > Long.MAX_VALUE / MICROS ? 0 : seconds * MICROS;
    }

    QueueFile file(boolean complete) {
      return new QueueFile(
          complete,
          arrived,
          tried,
          attempts,
          sender,
          relay,
          account,
          recipients,
          to,
          reason,
          quarantine);
    }
  }
}
