package mailweir.parse.mimedefang;

import static mailweir.slice.Ascii.bytes;

import java.util.List;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * {@code MDLOG,<id>,<event>,<value1>,<value2>,<sender>,<recipient>,<subject>}, one line for each recipient (or {@code rcpts=3}), and
 * what the filter then did: {@code filter:  discard=1}.
 *
 * <p>The words of events are the site's own; these are those of the sample filters. What a word says of the message is a category;
 * what was done is told by other lines of the same id, and where none tells it, the message was marked.
 */
public final class MimeDefang implements Dialect {
  private static final Slice NAME = Slice.of("mimedefang");
  private static final byte[] MDLOG = bytes("MDLOG,");
  private static final byte[] FILTER = bytes("filter: ");
  private static final byte[] BECAUSE = bytes(" because filter instructed us to");
  private static final byte[] RCPTS = bytes("rcpts=");
  private static final byte[] NOQUEUE = bytes("NOQUEUE");
  private static final byte[] SPAM = bytes("spam");
  private static final byte[] SUSPICIOUS = bytes("suspicious");
  private static final byte[] DISCARDING = bytes("Discarding");
  private static final byte[] BOUNCING = bytes("Bouncing");
  private static final byte[] QUARANTINE = bytes("quarantine");
  private static final byte[] DISCARD_IS = bytes("discard=");
  private static final byte[] BOUNCE_IS = bytes("bounce=");

  private final Phrases phrases = new Phrases();

  public MimeDefang() {
    phrases
        .note(
            "milter_note",
            "filter_",
            "filter:",
            "Discarding",
            "Bouncing",
            "Rejecting",
            "Tempfailing",
            "TempFailing",
            "Quarantin",
            "quarantin",
            "Problem ",
            "Blocked ",
            "* rejected ",
            "* tempfailed ",
            "Message contains",
            "mfconnect",
            "mfhelo",
            "eom: ",
            "Suspicious",
            "DEBUG",
            "Worker ",
            "Slave ",
            "Reap: ",
            "Killing ",
            "Starting worker",
            "Starting slave",
            "Timed out",
            "Could not",
            "Cannot",
            "Unable",
            "Error",
            "ERROR",
            "No free workers",
            "No free slaves",
            "Overlong",
            "All workers",
            "*queue",
            "*rror",
            "* failed",
            "*ailed")
        .nothing(
            "started",
            "starting",
            "Starting",
            "stopping",
            "Multiplexor alive",
            "Multiplexor",
            "MIMEDefang",
            "mimedefang",
            "Received SIG",
            "Rereading",
            "Re-reading",
            "Daemon",
            "Initialized",
            "Entering main loop",
            "Got ",
            "Stats",
            "Terminating",
            "Bound to",
            "Not enabled",
            "perl",
            "Perl");
  }

  @Override
  public String name() {
    return "mimedefang";
  }

  @Override
  public boolean claims(String program) {
    return program.startsWith("mimedefang");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    while (to > p && a[to - 1] == ' ') {
      to--;
    }
    Slice queueId = null;
    int idEnd = idEnd(a, p, to);
    if (idEnd > 0) {
      queueId = new Slice(a, p, idEnd);
      p = idEnd + 2;
    }
    if (Slice.regionIs(a, p, to, MDLOG)) {
      return log(a, p + MDLOG.length, to);
    }
    if (queueId == null) {
      return phrases.read(a, p, to);
    }
    Action action = Action.NONE;
    if (Slice.regionIs(a, p, to, FILTER)) {
      Slice done = new Slice(a, p, to);
      action =
          done.contains(BOUNCE_IS)
              ? Action.BLOCKED
              : done.contains(DISCARD_IS)
                  ? Action.DISCARDED
                  : done.contains(QUARANTINE) ? Action.QUARANTINED : Action.TAGGED;
    } else if (Slice.indexOf(a, p, to, BECAUSE) > 0) {
      action =
          Slice.regionIs(a, p, to, DISCARDING)
              ? Action.DISCARDED
              : Slice.regionIs(a, p, to, BOUNCING) ? Action.BLOCKED : Action.NONE;
    }
    if (action != Action.NONE) {
      return verdict(
          queueId, null, null, null, Category.CLEAN, null, action, null, Double.NaN, null, null);
    }
    Event e = phrases.read(a, p, to, queueId, Event.Peer.NONE);
    // a filter says of a message what its author likes
    return e == Event.NOT_UNDERSTOOD
        ? new Event.Note("milter_note", queueId, Event.Peer.NONE, new Slice(a, p, to))
        : e;
  }

  private static int idEnd(byte[] a, int p, int to) {
    int i = p;
    boolean digit = false;
    while (i < to && i - p < 24 && isWord(a[i])) {
      digit |= a[i] >= '0' && a[i] <= '9';
      i++;
    }
    boolean named = Slice.regionIs(a, p, to, NOQUEUE) && i - p == NOQUEUE.length;
    return i - p >= 6 && (digit || named) && i + 1 < to && a[i] == ':' && a[i + 1] == ' ' ? i : -1;
  }

  private static boolean isWord(int c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private static Event log(byte[] a, int p, int to) {
    Slice[] field = new Slice[7];
    int at = p;
    for (int i = 0; i < 7; i++) {
      int e = i == 6 ? to : Scan.upTo(a, at, to, ',');
      if (i < 6 && e == to) {
        return Event.NOT_UNDERSTOOD;
      }
      field[i] = unescaped(new Slice(a, at, e));
      at = e + 1;
    }
    Slice queueId = field[0].isEmpty() || field[0].is(NOQUEUE) ? null : field[0];
    Slice word = field[1];
    Slice value1 = field[2];
    Slice value2 = field[3];
    boolean ofFile =
        word.isIgnoringCase("bad_filename") || word.isIgnoringCase("really_bad_filename");
    boolean virus = word.isIgnoringCase("virus");
    boolean spam = word.isIgnoringCase("spam");
    boolean through = word.isIgnoringCase("mail_in") || word.isIgnoringCase("mail_out");
    Category category =
        virus
            ? Category.VIRUS
            : spam
                ? Category.SPAM
                : ofFile || word.startsWith(SUSPICIOUS)
                    ? Category.BANNED
                    : through ? Category.CLEAN : Category.OTHER;
    double score =
        word.endsWith(SPAM) ? Scan.decimal(value1.array, value1.from, value1.to) : Double.NaN;
    Slice ip = value2.isEmpty() || ofFile ? null : value2;
    Slice to1 =
        field[5].startsWith(RCPTS) ? null : Scan.bare(field[5].array, field[5].from, field[5].to);
    return verdict(
        queueId,
        Scan.bare(field[4].array, field[4].from, field[4].to),
        to1,
        ip,
        category,
        word,
        through ? Action.PASSED : category == Category.OTHER ? Action.NONE : Action.TAGGED,
        (virus || ofFile) && !value1.isEmpty() ? value1 : null,
        score,
        spam ? Boolean.TRUE : null,
        field[6].isEmpty() ? null : field[6]);
  }

  private static Event verdict(
      Slice queueId,
      Slice from,
      Slice to,
      Slice ip,
      Category category,
      Slice word,
      Action action,
      Slice signature,
      double score,
      Boolean spam,
      Slice subject) {
    return new Event.FilterVerdict(
        NAME,
        null,
        queueId,
        null,
        null,
        from,
        to == null ? null : List.of(to),
        ip,
        category,
        word,
        action,
        null,
        signature,
        score,
        spam,
        null,
        subject,
        -1,
        true);
  }

  /** {@code %2C} and its like as the bytes that they stand for; without any the slice itself. */
  private static Slice unescaped(Slice s) {
    if (s.indexOf('%') < 0) {
      return s;
    }
    byte[] out = new byte[s.length()];
    int n = 0;
    for (int i = 0; i < s.length(); i++) {
      int c = s.at(i);
      int high = c == '%' ? Character.digit(s.at(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(s.at(i + 2), 16);
      if (low >= 0) {
        out[n++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[n++] = (byte) c;
      }
    }
    return new Slice(out, 0, n);
  }
}
