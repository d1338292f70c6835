package mailweir.collect;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code journalctl -o export} as lines: each record becomes the line that rsyslog would have written of it,
 * {@code 2026-11-20T13:44:50.435258Z host program[pid]: message}.
 *
 * <p>A record is fields and an empty line; a field is {@code NAME=value}, or, when the value is binary, {@code NAME}, a line end, eight
 * bytes of length (little endian), the value, a line end. A line end within a message becomes {@code #012}. A record without a
 * message gives no line.
 */
public final class JournalExport extends InputStream {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String CURSOR = "__CURSOR";
  private static final String[] WANTED = {
    CURSOR,
    "MESSAGE",
    "__REALTIME_TIMESTAMP",
    "_SOURCE_REALTIME_TIMESTAMP",
    "_HOSTNAME",
    "SYSLOG_IDENTIFIER",
    "_COMM",
    "SYSLOG_PID",
    "_PID"
  };
  private static final int LONGEST_NAME = 256;

  private final InputStream in;
  private byte[] line = new byte[0];
  private int next;
  private String cursor;

  /** Lines of an export. */
  public JournalExport(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** Whether a text begins as such an export does: with the address fields that every record starts with. */
  static boolean begins(byte[] head) {
    String start = new String(head, 0, Math.min(head.length, 24), StandardCharsets.ISO_8859_1);
    return start.startsWith("__CURSOR=") || start.startsWith("__REALTIME_TIMESTAMP=");
  }

  @Override
  public int read() throws IOException {
    return next < line.length || record() ? line[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    if (next == line.length && !record()) {
      return -1;
    }
    int n = Math.min(len, line.length - next);
    System.arraycopy(line, next, b, off, n);
    next += n;
    return n;
  }

  /** Reads the next record that has a message; false at the end. */
  private boolean record() throws IOException {
    Map<String, byte[]> fields = new TreeMap<>();
    while (true) {
      ByteArrayOutputStream name = new ByteArrayOutputStream();
      int c = name(name);
      if (c < 0 && name.size() == 0) {
        return write(fields);
      }
      if (c == '\n' && name.size() == 0) {
        if (write(fields)) {
          return true;
        }
        fields.clear();
        continue;
      }
      if (c < 0) {
        throw new EOFException("the journal export ends within a field");
      }
      String key = name.toString(StandardCharsets.ISO_8859_1);
      byte[] value = c == '=' ? textual() : binary();
      if (value != null && wanted(key)) {
        fields.putIfAbsent(key, value);
      }
    }
  }

  /** Reads up to {@code =} or the end of the line and gives which. */
  private int name(ByteArrayOutputStream name) throws IOException {
    int c;
    while ((c = in.read()) >= 0 && c != '=' && c != '\n') {
      if (name.size() < LONGEST_NAME) {
        name.write(c);
      }
    }
    return c;
  }

  private byte[] textual() throws IOException {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    int c;
    while ((c = in.read()) >= 0 && c != '\n') {
      if (value.size() <= SourceReader.LONGEST_LINE) {
        value.write(c);
      }
    }
    return value.toByteArray();
  }

  private byte[] binary() throws IOException {
    long length = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      length |= (long) need() << shift;
    }
    if (length < 0) {
      throw new IOException("a field of the journal export has an impossible length");
    }
    byte[] value = in.readNBytes((int) Math.min(length, SourceReader.LONGEST_LINE + 1L));
    if (value.length < Math.min(length, SourceReader.LONGEST_LINE + 1L)) {
      throw new EOFException("the journal export ends within a field");
    }
    in.skipNBytes(length - value.length);
    need();
    return value;
  }

  private int need() throws IOException {
    int c = in.read();
    if (c < 0) {
      throw new EOFException("the journal export ends within a field");
    }
    return c;
  }

  private static boolean wanted(String key) {
    for (String w : WANTED) {
      if (w.equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** The cursor of the record whose line was read last; {@code null} before the first, or where records have none. */
  public String cursor() {
    return cursor;
  }

  private boolean write(Map<String, byte[]> fields) {
    byte[] place = fields.get(CURSOR);
    if (place != null) {
      cursor = new String(place, StandardCharsets.ISO_8859_1);
    }
    byte[] message = fields.get("MESSAGE");
    if (message == null) {
      return false;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 80);
    byte[] stamp =
        stamp(
            fields.getOrDefault("__REALTIME_TIMESTAMP", fields.get("_SOURCE_REALTIME_TIMESTAMP")));
    if (stamp != null) {
      out.writeBytes(stamp);
      out.write(' ');
      word(out, fields.getOrDefault("_HOSTNAME", new byte[] {'-'}));
      out.write(' ');
      byte[] program = fields.getOrDefault("SYSLOG_IDENTIFIER", fields.get("_COMM"));
      if (program != null && program.length > 0) {
        word(out, program);
        byte[] pid = fields.getOrDefault("SYSLOG_PID", fields.get("_PID"));
        if (pid != null && pid.length > 0) {
          out.write('[');
          word(out, pid);
          out.write(']');
        }
        out.write(':');
        out.write(' ');
      }
    }
    for (byte b : message) {
      if (b == '\n') {
        out.writeBytes(new byte[] {'#', '0', '1', '2'});
      } else {
        out.write(b);
      }
    }
    out.write('\n');
    line = out.toByteArray();
    next = 0;
    return true;
  }

  private static byte[] stamp(byte[] micros) {
    if (micros == null || micros.length == 0 || micros.length > 16) {
      return null;
    }
    long n = 0;
    for (byte b : micros) {
      if (b < '0' || b > '9') {
        return null;
      }
      n = n * 10 + b - '0';
    }
    return STAMP
        .format(Instant.ofEpochSecond(n / 1_000_000, n % 1_000_000 * 1000))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A word of the header: what would end it becomes an underscore. */
  private static void word(ByteArrayOutputStream out, byte[] word) {
    for (byte b : word) {
      out.write(b == ' ' || b == '\n' || b == '\t' ? '_' : b);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
