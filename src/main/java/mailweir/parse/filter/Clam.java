package mailweir.parse.filter;

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
 * ClamAV: clamd, clamav-milter, freshclam.
 *
 * <p>clamd's {@code what: NAME FOUND} names a file or stream and no message: a verdict that does not count, as whoever asked clamd
 * decides (amavis takes some names as a score only). clamav-milter's {@code Message QID from … infected by NAME} counts; it
 * is linked by the queue id, and what was done with the message is the mail server's milter line. Its {@code Clean message} has a figure
 * nowhere.
 */
public final class Clam implements Dialect {
  private static final Slice CLAMD = Slice.of("clamd");
  private static final Slice MILTER = Slice.of("clamav-milter");
  private static final Slice INFECTED_WORD = Slice.of("INFECTED");
  private static final Slice CLEAN_WORD = Slice.of("CLEAN");
  private static final byte[] FOUND = bytes(" FOUND");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] MESSAGE = bytes("Message ");
  private static final byte[] CLEAN = bytes("Clean message ");
  private static final byte[] INFECTED_BY = bytes(" infected by ");
  private static final byte[] FROM = bytes("from ");
  private static final byte[] BLANK_FROM = bytes(" from ");
  private static final byte[] TO = bytes(" to ");
  private static final byte[] SUBJECT = bytes(" with subject '");
  private static final byte[] MESSAGE_ID = bytes("' message-id '");
  private static final byte[] DATE = bytes("' date '");

  private final Phrases phrases = new Phrases();

  public Clam() {
    phrases
        .note(
            "filter_warning",
            "ERROR: ",
            "WARNING: ",
            "!",
            "^",
            "LibClamAV Error: ",
            "LibClamAV Warning: ",
            "Update failed",
            "Incremental update failed",
            "Can't ",
            "Database load killed",
            "*: Failed",
            "Failed ",
            "*FAILED",
            "*ERROR",
            "*not responding",
            "No clamd server",
            "Connection to clamd",
            "Probe for clamd",
            "fd[",
            "Too many ",
            "Access denied",
            "Bad ",
            "Cannot ",
            "COMMAND READ TIMED OUT",
            "Client read timed out",
            "Client sent garbage",
            "Command ",
            "Connection closed",
            "Control message truncated",
            "Error ",
            "Unable ",
            "All recv() ",
            "Virus ",
            "Client disconnected",
            "ScanStream",
            "No data received",
            "accept() failed",
            "*timeout")
        .note(
            "filter_note",
            "Rejecting ",
            "Adding ",
            "Clean message",
            "Quarantin",
            "Message ",
            "Malformed ")
        .nothing(
            "+++ Started",
            "--- Stopped",
            "---",
            "Received ",
            "clamd daemon ",
            "clamav-milter",
            "freshclam daemon",
            "ClamAV ",
            "Running as ",
            "Log file size ",
            "Reading databases ",
            "Loading ",
            "Loaded ",
            "Not loading ",
            "Bytecode",
            "LOCAL: ",
            "TCP: ",
            "Limits: ",
            "Archive",
            "AlertExceedsMax",
            "Algorithmic ",
            "Heuristic",
            "Portable ",
            "ELF ",
            "Mail ",
            "Image ",
            "OLE2 ",
            "PDF ",
            "SWF ",
            "HTML ",
            "XMLDOCS ",
            "HWP3 ",
            "OneNote ",
            "Self checking ",
            "Accepted connection",
            "Acceptloop",
            "Closed fd",
            "Closing ",
            "Chunks complete",
            "Consumed ",
            "Disabling ",
            "Finished scanthread",
            "Got new connection",
            "Incoming ",
            "Pid ",
            "RECVTH",
            "SCANTH",
            "SCAN ",
            "got command",
            "mode -> ",
            "fds_poll",
            "THRMGR",
            "started",
            "SelfCheck: ",
            "Database ",
            "Reloading ",
            "Activating ",
            "Pid file ",
            "Exiting ",
            "Socket ",
            "Listening ",
            "Setting ",
            "MaxQueue",
            "User ",
            "Using ",
            "Stats ",
            "Structured ",
            "Detection ",
            "Detecti",
            "Phishing ",
            "Alerting ",
            "Blocking ",
            "Block",
            "Scan",
            "Mmap",
            "DLP",
            "Clamuko",
            "On-access",
            "No stats",
            "daily",
            "main",
            "bytecode",
            "safebrowsing",
            "Trying ",
            "Testing ",
            "Downloading ",
            "Clamd successfully notified",
            "Clamd was NOT notified",
            "Your ClamAV installation",
            "DON'T PANIC",
            "Update process ",
            "Update ",
            "update ",
            "Removing ",
            "Current working dir",
            "Local version",
            "Recommended version",
            "WARNING",
            "Ignoring ",
            "Retrieving ",
            "Querying ",
            "Signal ",
            "SIG",
            "Waiting ",
            "Stopping ",
            "Shutting ",
            "Whitelist",
            "LibClamAV debug",
            "* is up to date",
            "* updated",
            "* (re)initialized",
            "DatabaseDirectory",
            "check",
            "up-to-date");
  }

  @Override
  public String name() {
    return "clamav";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("clamd")
        || program.equals("clamav-milter")
        || program.equals("freshclam")
        || program.equals("clamav-daemon")
        || program.startsWith("clamd.")
        || program.startsWith("clamd@");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    if (to - p > FOUND.length
        && a[to - 1] == 'D'
        && Slice.regionIs(a, to - FOUND.length, to, FOUND)) {
      int end = to - FOUND.length;
      int colon = Scan.last(a, p, end, COLON);
      Slice name = new Slice(a, colon < 0 ? p : colon + COLON.length, end);
      return verdict(
          CLAMD, null, null, null, null, name, null, Category.VIRUS, INFECTED_WORD, false);
    }
    if (Slice.regionIs(a, p, to, MESSAGE)) {
      int by = Scan.last(a, p, to, INFECTED_BY);
      if (by > 0) {
        return message(a, p + MESSAGE.length, by, new Slice(a, by + INFECTED_BY.length, to));
      }
    }
    if (Slice.regionIs(a, p, to, CLEAN)) {
      return message(a, p + CLEAN.length, to, null);
    }
    return phrases.read(a, p, to);
  }

  /** {@code [QID ]from F to T[ with subject 'S' message-id 'M' date 'D']}; a name when infected. */
  private static Event message(byte[] a, int from, int to, Slice name) {
    int p = from;
    Slice queueId = null;
    if (!Slice.regionIs(a, p, to, FROM)) {
      int blank = Slice.indexOf(a, p, to, BLANK_FROM);
      if (blank > p && Scan.upTo(a, p, blank, ' ') == blank) {
        queueId = new Slice(a, p, blank);
      }
      p = blank < 0 ? to : blank + 1;
    }
    p = Math.min(to, p + FROM.length);
    int end = Slice.indexOf(a, p, to, SUBJECT);
    Slice messageId = null;
    Slice subject = null;
    if (end >= 0) {
      int m = Scan.last(a, end, to, MESSAGE_ID);
      if (m >= 0) {
        subject = new Slice(a, end + SUBJECT.length, m);
        int v = m + MESSAGE_ID.length;
        int d = Scan.last(a, v, to, DATE);
        messageId = Scan.bare(a, v, d < 0 ? to : d);
        if (messageId.isEmpty()) {
          messageId = null;
        }
      }
    } else {
      end = to;
    }
    int arrow = Scan.last(a, p, end, TO);
    Slice sender = arrow < 0 ? null : Scan.bare(a, p, arrow);
    List<Slice> recipients = arrow < 0 ? null : List.of(Scan.bare(a, arrow + TO.length, end));
    return verdict(
        MILTER,
        queueId,
        messageId,
        sender,
        recipients,
        name,
        subject,
        name == null ? Category.CLEAN : Category.VIRUS,
        name == null ? CLEAN_WORD : INFECTED_WORD,
        name != null);
  }

  private static Event verdict(
      Slice filter,
      Slice queueId,
      Slice messageId,
      Slice sender,
      List<Slice> recipients,
      Slice name,
      Slice subject,
      Category category,
      Slice word,
      boolean counts) {
    return new Event.FilterVerdict(
        filter,
        null,
        queueId,
        null,
        messageId,
        sender,
        recipients,
        null,
        category,
        word,
        Action.NONE,
        null,
        name,
        Double.NaN,
        null,
        null,
        subject,
        -1,
        counts);
  }
}
