package mailweir.parse.exim;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Status;
import mailweir.parse.Line;
import mailweir.parse.Recogniser;
import mailweir.parse.Twofold;
import mailweir.slice.Slice;

/**
 * Exim 4. The id and the two signs behind it choose; what has neither is told by its words.
 *
 * <p>An instance belongs to one thread. What it says of a line depends on nothing but the line: a report in the reject log is several
 * lines, of which the first is the refusal and the others, known by their form, carry nothing.
 */
public final class Exim implements Recogniser, Twofold {
  private static final String PROGRAM = "exim";
  private static final byte[] CONNECTION = bytes("Connection from ");
  private static final byte[] FOR_NOW = bytes("temporarily refused connection from ");
  private static final byte[] TAB = bytes("#011");
  private static final int LONGEST_HEADER = 80;

  private final Head head = new Head();
  private final Fields fields = new Fields();
  private final Attempts attempts = new Attempts();

  @Override
  public String name() {
    return PROGRAM;
  }

  @Override
  public boolean claims(String program) {
    return program.startsWith(PROGRAM);
  }

  /** A main log names no program. Its lines are stamped, and begin with an id or with words that nobody else has there. */
  @Override
  public boolean recognises(Line line) {
    if (line.program != null) {
      head.read(line);
      return head.id != null && status(head.a, head.at, head.to) != null;
    }
    if (!line.stamp.present) {
      return isHeader(line.array, line.textFrom, line.textTo);
    }
    return line.stamp.year >= 0 && parse(line) != Event.NOT_UNDERSTOOD;
  }

  @Override
  public Event parse(Line line) {
    head.read(line);
    if (head.part > 1) {
      return Event.UNINFORMATIVE;
    }
    byte[] a = head.a;
    int p = head.at;
    int to = head.to;
    Slice id = head.id;
    if (p >= to) {
      return Event.UNINFORMATIVE;
    }
    if (id == null && !line.stamp.present && isHeader(a, p, to)) {
      return Event.UNINFORMATIVE;
    }
    if (id != null && to - p > 3 && a[p + 2] == ' ') {
      if (a[p + 1] == '=' && (a[p] == '<' || a[p] == '(')) {
        return Arrivals.read(a, p + 3, to, id, fields);
      }
      Status status = status(a, p, to);
      if (status != null) {
        return attempts.read(a, p + 3, to, id, status, fields);
      }
    }
    Event event = words(a, p, to, id);
    if (event != null) {
      return event;
    }
    return id != null ? Notes.ofMessage(a, p, to, id, fields) : Notes.ofServer(a, p, to);
  }

  /** By syslog what goes to the main log and to the reject log is written twice, in the latter with the headers and so in parts. */
  @Override
  public int wordsOfCopy(Line line, Event event) {
    if (line.program == null) {
      return -1;
    }
    head.read(line);
    // the daemon's own refusals stand in the main log only, and several a second are of one process
    return Slice.regionIs(head.a, head.at, head.to, CONNECTION)
            || Slice.regionIs(head.a, head.at, head.to, FOR_NOW)
        ? -1
        : head.entry;
  }

  /** How an attempt ended, by its two signs; null when they are others. The arrival's too are {@link Status#OTHER}. */
  private static Status status(byte[] a, int p, int to) {
    if (to - p < 3 || a[p + 2] != ' ') {
      return null;
    }
    return switch (a[p] << 8 | a[p + 1]) {
      case '=' << 8 | '>', '-' << 8 | '>', '>' << 8 | '>' -> Status.SENT;
      case '*' << 8 | '*' -> Status.BOUNCED;
      case '=' << 8 | '=' -> Status.DEFERRED;
      case '*' << 8 | '>' -> Status.SUPPRESSED;
      case '<' << 8 | '=', '(' << 8 | '=' -> Status.OTHER;
      default -> null;
    };
  }

  private Event words(byte[] a, int p, int to, Slice id) {
    if (p + 2 < to && a[p + 1] == '=') {
      fields.clear(a, p, to);
      fields.read();
      Event refusal = Rejections.behindFields(a, to, id, fields);
      return refusal != null ? refusal : Notes.behindFields(a, p, to, id, fields);
    }
    Event event = Sessions.read(a, p, to, id, fields);
    if (event == null) {
      event = Rejections.plain(a, p, to, id, fields);
    }
    if (event == null && id != null && isHost(a, p, to)) {
      fields.clear(a, p, to);
      fields.host(p);
      fields.at = mailweir.parse.Scan.blanks(a, fields.at, to);
      event = Notes.behindFields(a, p, to, id, fields);
    }
    return event;
  }

  /** {@code mx.example [192.0.2.1] }, as older versions begin what they say of another server. */
  private static boolean isHost(byte[] a, int from, int to) {
    int blank = Slice.indexOf(a, from, to, (byte) ' ');
    if (blank < 0 || blank + 2 >= to || a[blank + 1] != '[') {
      return false;
    }
    return Slice.indexOf(a, from, blank, (byte) '.') > 0;
  }

  /**
   * A header, or the rest of one, as a report in the reject log shows them: {@code P Received: from …}, {@code   Subject: …}, a tab;
   * {@code Envelope-from: <…>} and {@code Envelope-to: <…>} before them.
   */
  private static boolean isHeader(byte[] a, int from, int to) {
    if (from >= to) {
      return false;
    }
    if (a[from] == '\t' || Slice.regionIs(a, from, to, TAB)) {
      return true;
    }
    if (Slice.regionIs(a, from, to, ENVELOPE_FROM) || Slice.regionIs(a, from, to, ENVELOPE_TO)) {
      return true;
    }
    if (to - from < 4) {
      return false;
    }
    if (Slice.regionIs(a, from, to, FURTHER) || new Slice(a, from, to).is(AND_MORE)) {
      return true;
    }
    int c = a[from];
    if (a[from + 1] != ' ' || c != ' ' && c != '*' && (c < 'A' || c > 'Z')) {
      return false;
    }
    int limit = Math.min(to, from + LONGEST_HEADER);
    int i = from + 2;
    while (i < limit && a[i] > ' ' && a[i] < 127 && a[i] != ':') {
      i++;
    }
    return i > from + 2 && i < limit && a[i] == ':';
  }

  private static final byte[] ENVELOPE_FROM = bytes("Envelope-from: <");
  private static final byte[] ENVELOPE_TO = bytes("Envelope-to: <");
  private static final byte[] FURTHER = bytes("    <");
  private static final byte[] AND_MORE = bytes("    ...");
}
