package mailweir.parse.syslog;

import java.util.Arrays;
import mailweir.parse.Line;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * A line that is one JSON object: {@code journalctl -o json}, and docker's json-file ({@code {"log":"…","time":"…"}}).
 *
 * <p>Values without escapes are read where they stand. A message with escapes, or one that the journal gives as an array of bytes, is
 * written out behind a copy of the raw line, in an array of its own, so that the line's parts all look at one array. A line
 * feed within a message becomes {@code #012}, as rsyslog writes it: a record stays one line.
 *
 * <p>Of a field that has several values the first counts. What is not a complete object of one of both kinds is not a journal line.
 */
final class JournalObject {
  private static final byte[] REALTIME = Ascii.bytes("__REALTIME_TIMESTAMP");
  private static final byte[] SOURCE_REALTIME = Ascii.bytes("_SOURCE_REALTIME_TIMESTAMP");
  private static final byte[] HOSTNAME = Ascii.bytes("_HOSTNAME");
  private static final byte[] IDENTIFIER = Ascii.bytes("SYSLOG_IDENTIFIER");
  private static final byte[] COMM = Ascii.bytes("_COMM");
  private static final byte[] SYSLOG_PID = Ascii.bytes("SYSLOG_PID");
  private static final byte[] PID = Ascii.bytes("_PID");
  private static final byte[] MESSAGE = Ascii.bytes("MESSAGE");
  private static final byte[] LOG = Ascii.bytes("log");
  private static final byte[] TIME = Ascii.bytes("time");
  private static final byte[][] KEYS = {
    REALTIME, SOURCE_REALTIME, HOSTNAME, IDENTIFIER, COMM, SYSLOG_PID, PID, MESSAGE, LOG, TIME
  };

  private final Envelopes envelopes;
  private final int[] from = new int[KEYS.length];
  private final int[] to = new int[KEYS.length];
  private byte[] scratch = new byte[4096];
  private int used;

  JournalObject(Envelopes envelopes) {
    this.envelopes = envelopes;
  }

  /** Fills the line from the object at {@code p}; false, and nothing changed but the stamp, when it is none of ours. */
  boolean parse(byte[] a, int rawFrom, int p, int end, Line line) {
    Arrays.fill(from, -1);
    if (!members(a, p, end)) {
      return false;
    }
    int message = index(MESSAGE);
    int stamp = from[index(REALTIME)] >= 0 ? index(REALTIME) : index(SOURCE_REALTIME);
    if (from[stamp] >= 0) {
      long micros = Slice.number(a, from[stamp], to[stamp]);
      if (micros < 0 || micros > 253_402_300_799_000_000L) {
        return false;
      }
      Calendar.fill(line.stamp, micros);
    } else if (from[index(LOG)] >= 0 && from[index(TIME)] >= 0) {
      if (Stamps.iso(a, from[index(TIME)], to[index(TIME)], line.stamp) < 0) {
        return false;
      }
      message = index(LOG);
    } else {
      return false;
    }
    raw(a, rawFrom, end, line);
    if (message == index(LOG)) {
      log(a, line, message);
      return true;
    }
    if (from[index(HOSTNAME)] >= 0) {
      int start = used;
      write(a, index(HOSTNAME));
      line.host = envelopes.hosts().of(scratch, start, used);
    }
    int identifier = from[index(IDENTIFIER)] >= 0 ? index(IDENTIFIER) : index(COMM);
    if (from[identifier] >= 0) {
      int start = used;
      write(a, identifier);
      if (used > start) {
        line.program = envelopes.programs().of(scratch, start, used);
      }
    }
    int pid = from[index(SYSLOG_PID)] >= 0 ? index(SYSLOG_PID) : index(PID);
    if (from[pid] >= 0) {
      line.pidFrom = used;
      write(a, pid);
      line.pidTo = used;
    }
    int text = used;
    if (from[message] >= 0) {
      write(a, message);
    }
    envelopes.text(scratch, text, used, line);
    return true;
  }

  private void log(byte[] a, Line line, int message) {
    int text = used;
    write(a, message);
    while (used - text >= 4
        && scratch[used - 4] == '#'
        && scratch[used - 3] == '0'
        && scratch[used - 2] == '1'
        && scratch[used - 1] == '2') {
      used -= 4;
    }
    line.textFrom = text;
    line.textTo = used;
    if (SecondHeader.begins(scratch, text, used)) {
      envelopes.second().parse(scratch, text, used, line);
    }
  }

  private void raw(byte[] a, int rawFrom, int end, Line line) {
    int n = end - rawFrom;
    // A NUL of one byte becomes four; nothing grows more.
    long need = 5L * n + 64;
    if (scratch.length < need) {
      scratch = new byte[(int) Math.min(Integer.MAX_VALUE - 16, need)];
    }
    System.arraycopy(a, rawFrom, scratch, 0, n);
    used = n;
    line.array = scratch;
    line.from = 0;
    line.to = n;
  }

  private static int index(byte[] key) {
    for (int i = 0; i < KEYS.length; i++) {
      if (KEYS[i] == key) {
        return i;
      }
    }
    throw new IllegalArgumentException("no such key");
  }

  /** Finds the values of the keys that matter; false when this is no complete JSON object. */
  private boolean members(byte[] a, int start, int end) {
    int p = blank(a, start + 1, end);
    while (p < end && a[p] == '"') {
      int keyEnd = string(a, p, end);
      if (keyEnd < 0) {
        return false;
      }
      int colon = blank(a, keyEnd, end);
      if (colon >= end || a[colon] != ':') {
        return false;
      }
      int value = blank(a, colon + 1, end);
      int valueEnd = value(a, value, end);
      if (valueEnd < 0) {
        return false;
      }
      keep(a, p + 1, keyEnd - 1, value, valueEnd);
      p = blank(a, valueEnd, end);
      if (p < end && a[p] == ',') {
        p = blank(a, p + 1, end);
      } else {
        break;
      }
    }
    return p < end && a[p] == '}';
  }

  private void keep(byte[] a, int keyFrom, int keyTo, int value, int valueEnd) {
    for (int k = 0; k < KEYS.length; k++) {
      if (KEYS[k].length == keyTo - keyFrom
          && from[k] < 0
          && Slice.regionIs(a, keyFrom, keyTo, KEYS[k])) {
        int v = value;
        int e = valueEnd;
        if (a[v] == '[') {
          int first = blank(a, v + 1, e);
          if (first < e && (a[first] == '"' || a[first] == '[')) {
            v = first;
            e = value(a, v, e);
          }
        }
        if (a[v] == '"') {
          from[k] = v + 1;
          to[k] = e - 1;
        } else if (a[v] == '[' || Stamps.digit(a[v])) {
          from[k] = v;
          to[k] = e;
        }
        return;
      }
    }
  }

  private static int blank(byte[] a, int p, int end) {
    int i = p;
    while (i < end && (a[i] == ' ' || a[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** Index behind the string at {@code p}; -1 when it does not end. */
  private static int string(byte[] a, int p, int end) {
    for (int i = p + 1; i < end; i++) {
      if (a[i] == '\\') {
        i++;
      } else if (a[i] == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Index behind the value at {@code p}; -1 when it does not end. Containers by depth, so that nesting costs no stack. */
  private static int value(byte[] a, int p, int end) {
    int depth = 0;
    for (int i = p; i < end; i++) {
      switch (a[i]) {
        case '"' -> {
          int e = string(a, i, end);
          if (e < 0 || depth == 0) {
            return e;
          }
          i = e - 1;
        }
        case '[', '{' -> depth++;
        case ']', '}' -> {
          if (depth == 0) {
            return i > p ? i : -1;
          }
          if (--depth == 0) {
            return i + 1;
          }
        }
        case ',' -> {
          if (depth == 0) {
            return i > p ? i : -1;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  /** Appends a value to the scratch array: a string without its escapes, or an array of byte values. */
  private void write(byte[] a, int k) {
    if (from[k] < to[k] && a[from[k]] == '[' && from[k] > 0 && a[from[k] - 1] != '"') {
      bytes(a, from[k] + 1, to[k] - 1);
      return;
    }
    for (int i = from[k]; i < to[k]; i++) {
      if (a[i] != '\\' || i + 1 >= to[k]) {
        put(a[i]);
        continue;
      }
      i++;
      switch (a[i]) {
        case 'n' -> put('\n');
        case 't' -> put('\t');
        case 'r' -> put('\r');
        case 'b' -> put('\b');
        case 'f' -> put('\f');
        case 'u' -> i = unicode(a, i + 1, to[k]) - 1;
        default -> put(a[i]);
      }
    }
  }

  private void bytes(byte[] a, int start, int end) {
    int n = -1;
    for (int i = start; i <= end; i++) {
      if (i < end && Stamps.digit(a[i])) {
        n = Math.min(255, Math.max(0, n) * 10 + a[i] - '0');
      } else if (n >= 0) {
        put(n);
        n = -1;
      }
    }
  }

  /** Writes the character of four hexadecimal digits, or of two such escapes that are a pair; index behind it. */
  private int unicode(byte[] a, int p, int end) {
    int c = hex(a, p, end);
    if (c < 0) {
      put('?');
      return p;
    }
    int next = p + 4;
    if (Character.isHighSurrogate((char) c)
        && next + 6 <= end
        && a[next] == '\\'
        && a[next + 1] == 'u') {
      int d = hex(a, next + 2, end);
      if (d >= 0 && Character.isLowSurrogate((char) d)) {
        c = Character.toCodePoint((char) c, (char) d);
        next += 6;
      }
    }
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | c >> 6);
      put(0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      put(0xE0 | c >> 12);
      put(0x80 | c >> 6 & 0x3F);
      put(0x80 | c & 0x3F);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | c >> 12 & 0x3F);
      put(0x80 | c >> 6 & 0x3F);
      put(0x80 | c & 0x3F);
    }
    return next;
  }

  private static int hex(byte[] a, int p, int end) {
    if (p + 4 > end) {
      return -1;
    }
    int n = 0;
    for (int i = p; i < p + 4; i++) {
      int d = Character.digit(a[i], 16);
      if (d < 0) {
        return -1;
      }
      n = n << 4 | d;
    }
    return n;
  }

  private void put(int b) {
    if (b == '\n' || b == 0) {
      scratch[used++] = '#';
      scratch[used++] = '0';
      scratch[used++] = (byte) (b == 0 ? '0' : '1');
      scratch[used++] = (byte) (b == 0 ? '0' : '2');
    } else {
      scratch[used++] = (byte) b;
    }
  }
}
