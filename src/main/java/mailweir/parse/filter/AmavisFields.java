package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * The {@code key: value} pairs behind the recipients of amavis' verdict, or in the rest of a split one.
 *
 * <p>A line that ends in {@code ...} goes on in the next one: its last value is cut and left out.
 */
final class AmavisFields {
  private static final byte[] COMMA = bytes(", ");
  private static final byte[] DOTS = bytes("...");
  private static final byte[] QUARANTINE = bytes("quarantine: ");
  private static final byte[] QUEUED_AS = bytes("queued_as: ");
  private static final byte[] QUEUE_ID = bytes("Queue-ID: ");
  private static final byte[] MESSAGE_ID = bytes("Message-ID: ");
  private static final byte[] RESENT = bytes(", Resent-Message-ID: ");
  private static final byte[] MAIL_ID = bytes(", mail_id: ");
  private static final byte[] HITS = bytes("Hits: ");
  private static final byte[] SIZE = bytes("size: ");
  private static final byte[] SUBJECT = bytes("Subject: ");
  private static final byte[] QUOTED_END = bytes("\", ");
  private static final byte[] ANGLE_END = bytes(">, ");

  private static final boolean[] ID = new boolean[256];

  static {
    for (int c = 0; c < 128; c++) {
      ID[c] = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-';
    }
  }

  Slice quarantine;
  Slice queueId;
  Slice nextQueueId;
  Slice messageId;
  Slice subject;
  double score = Double.NaN;
  long size = -1;

  /** Reads the pairs in [from, to); each key's first value holds. */
  void read(byte[] a, int from, int to) {
    boolean cut = to - from >= DOTS.length && Slice.regionIs(a, to - DOTS.length, to, DOTS);
    int p = from;
    while (p < to) {
      int next;
      if (a[p] == ',' && p + 1 < to && a[p + 1] == ' ') {
        next = p;
      } else {
        next = Slice.indexOf(a, p, to, COMMA);
        if (next < 0) {
          return;
        }
      }
      p = next + 2;
      if (p >= to) {
        return;
      }
      switch (a[p]) {
        case 'q':
          if (quarantine == null && Slice.regionIs(a, p, to, QUARANTINE)) {
            int v = p + QUARANTINE.length;
            p = end(a, v, to);
            quarantine = value(a, v, p, to, cut);
          } else if (nextQueueId == null && Slice.regionIs(a, p, to, QUEUED_AS)) {
            int v = p + QUEUED_AS.length;
            p = end(a, v, to);
            nextQueueId = id(a, v, p, to, cut);
          }
          break;
        case 'Q':
          if (queueId == null && Slice.regionIs(a, p, to, QUEUE_ID)) {
            int v = p + QUEUE_ID.length;
            p = end(a, v, to);
            queueId = id(a, v, p, to, cut);
          }
          break;
        case 'M':
          if (messageId == null && Slice.regionIs(a, p, to, MESSAGE_ID)) {
            int v = p + MESSAGE_ID.length;
            p = messageIdEnd(a, v, to);
            if (p < to || !cut) {
              messageId = Scan.bare(a, v, p);
            }
          }
          break;
        case 'H':
          if (Double.isNaN(score) && Slice.regionIs(a, p, to, HITS)) {
            int v = p + HITS.length;
            p = end(a, v, to);
            if (p < to || !cut) {
              score = Scan.decimal(a, v, p);
            }
          }
          break;
        case 's':
          if (size < 0 && Slice.regionIs(a, p, to, SIZE)) {
            int v = p + SIZE.length;
            p = end(a, v, to);
            if (p < to || !cut) {
              size = Scan.digits(a, v, p);
            }
          }
          break;
        case 'S':
          if (subject == null && Slice.regionIs(a, p, to, SUBJECT)) {
            int v = p + SUBJECT.length;
            if (v < to && a[v] == '"') {
              int e = Slice.indexOf(a, v + 1, to, QUOTED_END);
              int quote = e < 0 && to - v > 1 && a[to - 1] == '"' ? to - 1 : e;
              p = e < 0 ? to : e + 1;
              subject = quote < 0 ? null : new Slice(a, v + 1, quote);
            } else {
              p = end(a, v, to);
              subject = value(a, v, p, to, cut);
            }
          }
          break;
        default:
      }
    }
  }

  private static int end(byte[] a, int from, int to) {
    for (int i = from; i < to; i++) {
      if (a[i] == ',' && (i + 1 == to || a[i + 1] == ' ')) {
        return i;
      }
    }
    return to;
  }

  private static Slice value(byte[] a, int from, int end, int to, boolean cut) {
    return end == to && cut || end <= from ? null : new Slice(a, from, end);
  }

  /** Of several ids ({@code A/B}: one for each delivery back) the first; an answer without an id ({@code 250 2.0.0 Ok}) is none. */
  private static Slice id(byte[] a, int from, int end, int to, boolean cut) {
    if (end == to && cut) {
      return null;
    }
    int i = from;
    while (i < end && ID[a[i] & 0xFF]) {
      i++;
    }
    return i > from && (i == end || a[i] == '/') ? new Slice(a, from, i) : null;
  }

  /** A Message-ID may hold {@code >, } and lack its bracket: it goes to the {@code mail_id} that amavis puts behind it. */
  private static int messageIdEnd(byte[] a, int from, int to) {
    int end = Scan.last(a, from, to, MAIL_ID);
    if (end < 0) {
      int angle = Slice.indexOf(a, from, to, ANGLE_END);
      return angle < 0 ? end(a, from, to) : angle + 1;
    }
    int angle = Slice.indexOf(a, from, end, (byte) '>');
    if (angle == end - 1) {
      return end;
    }
    int resent = Slice.indexOf(a, from, end, RESENT);
    return resent < 0 ? end : resent;
  }
}
