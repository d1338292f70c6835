package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * spamd. Two lines tell each message's verdict: {@code spamd: result: Y 12 - TESTS scantime=…,size=…,mid=<…>} counts, as it has the
 * Message-ID that leads to the journey; {@code identified spam (9.1/5.0) for …} beside it is told and does not count.
 */
public final class SpamAssassin implements Dialect {
  private static final Slice SPAMD = Slice.of("spamd");
  private static final byte[] OWN = bytes("spamd: ");
  private static final byte[] PROCESSING = bytes("processing message <");
  private static final byte[] CHECKING = bytes("checking message <");
  private static final byte[] START_END = bytes("> for ");
  private static final byte[] RESULT = bytes("result: ");
  private static final byte[] IDENTIFIED = bytes("identified spam (");
  private static final byte[] CLEAN = bytes("clean message (");
  private static final byte[] SIZE = bytes(",size=");
  private static final byte[] MID = bytes(",mid=");
  private static final byte[] RESENT_MID = bytes(",rmid=");
  private static final byte[] LEARN = bytes(">,autolearn");
  private static final byte[] BAYES = bytes(">,bayes=");
  private static final byte[] ANGLE_COMMA = bytes(">,");
  private static final byte[] UNKNOWN = bytes("(unknown)");
  private static final byte[] SECONDS = bytes(" seconds, ");
  private static final byte[] SCANTIME = bytes(" scantime=");
  private static final Slice SPAM_WORD = Slice.of("SPAM");
  private static final Slice CLEAN_WORD = Slice.of("CLEAN");

  private final Phrases phrases = new Phrases();

  public SpamAssassin() {
    phrases
        .note("filter_start", "processing message ", "checking message ")
        .note("filter_note", "skipped large message", "Tell: ", "report: ", "timing: ")
        .note(
            "filter_warning",
            "timeout: ",
            "bad protocol",
            "service unavailable",
            "unauthorized ",
            "error: ",
            "still running as root",
            "copy_config timeout",
            "accidental fork",
            "cannot ",
            "can't ",
            "could not ",
            "couldn't ",
            "failed ",
            "*failed",
            "warn: ",
            "error",
            "Use of uninitialized",
            "rules: failed",
            "config: failed",
            "config: not parsing",
            "plugin: failed",
            "bayes: cannot",
            "bayes: ",
            "auto-whitelist: ",
            "dns: ",
            "razor2: ",
            "pyzor: ",
            "dcc: ",
            "spf: ",
            "dkim: ",
            "uri: ",
            "geodb: ",
            "DBI",
            "util: ",
            "info: ",
            "handle_user ",
            "unknown order")
        .nothing(
            "connection from ",
            "got connection over ",
            "setuid to ",
            "server ",
            "child ",
            "handled cleanup ",
            "prefork: ",
            "copying ",
            "creating default_prefs",
            "created ",
            "using default config",
            "alarm ",
            "logger: ",
            "zoom: ",
            "rules: ",
            "config: ",
            "plugin: ",
            "netset: ",
            "dbg: ",
            "caught ",
            "accept_a_conn",
            "successfully ",
            "restarting",
            "restarted",
            "got SIG",
            "init",
            "message:");
  }

  @Override
  public String name() {
    return "spamassassin";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("spamd") || program.equals("spamd-child") || program.endsWith("/spamd");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    if (Slice.regionIs(a, p, to, OWN)) {
      p += OWN.length;
    }
    if (Slice.regionIs(a, p, to, RESULT)) {
      return result(a, p, to);
    }
    if (Slice.regionIs(a, p, to, IDENTIFIED)) {
      return beside(a, p + IDENTIFIED.length, to, true);
    }
    if (Slice.regionIs(a, p, to, CLEAN)) {
      return beside(a, p + CLEAN.length, to, false);
    }
    if (Slice.regionIs(a, p, to, PROCESSING) || Slice.regionIs(a, p, to, CHECKING)) {
      int open = Scan.upTo(a, p, to, '<');
      int close = Slice.indexOf(a, open, to, START_END);
      if (close > open + 1) {
        return new Event.MessageId(null, new Slice(a, open + 1, close), false);
      }
    }
    return phrases.read(a, p, to);
  }

  private Event result(byte[] a, int start, int to) {
    int p = Scan.blanks(a, start + RESULT.length, to);
    if (p >= to || a[p] != 'Y' && a[p] != '.') {
      return phrases.read(a, start, to);
    }
    boolean spam = a[p] == 'Y';
    p = Scan.blanks(a, p + 1, to);
    double score = Scan.decimal(a, p, to);
    int pairs = Slice.indexOf(a, p, to, SCANTIME);
    Slice messageId = null;
    long size = -1;
    if (pairs >= 0) {
      int s = Slice.indexOf(a, pairs, to, SIZE);
      if (s >= 0) {
        size = Scan.digits(a, s + SIZE.length, to);
      }
      messageId = messageId(a, pairs, to);
    }
    return verdict(spam, score, messageId, size, true);
  }

  private static Slice messageId(byte[] a, int from, int to) {
    int m = Slice.indexOf(a, from, to, MID);
    if (m < 0) {
      return null;
    }
    int v = m + MID.length;
    if (Slice.regionIs(a, v, to, UNKNOWN)) {
      return null;
    }
    int resent = Slice.indexOf(a, v, to, RESENT_MID);
    int limit = resent < 0 ? to : resent;
    int e = resent < 0 ? Slice.indexOf(a, v, limit, LEARN) : resent - 1;
    if (e < 0) {
      e = Slice.indexOf(a, v, limit, BAYES);
    }
    if (e < 0) {
      e = Slice.indexOf(a, v, limit, ANGLE_COMMA);
    }
    if (e < 0) {
      e = limit < to ? limit : Scan.upTo(a, v, limit, ',');
    } else {
      e++;
    }
    return e == v ? null : Scan.bare(a, v, e);
  }

  /** {@code 9.3/5.0) for user:uid in 0.8 seconds, 5 bytes.}: written beside the result line. */
  private static Event beside(byte[] a, int p, int to, boolean spam) {
    int s = Slice.indexOf(a, p, to, SECONDS);
    long size = s < 0 ? -1 : Scan.digits(a, s + SECONDS.length, to);
    return verdict(spam, Scan.decimal(a, p, to), null, size, false);
  }

  private static Event verdict(
      boolean spam, double score, Slice messageId, long size, boolean counts) {
    return new Event.FilterVerdict(
        SPAMD,
        null,
        null,
        null,
        messageId,
        null,
        null,
        null,
        spam ? Category.SPAM : Category.CLEAN,
        spam ? SPAM_WORD : CLEAN_WORD,
        spam ? Action.TAGGED : Action.PASSED,
        null,
        null,
        score,
        spam,
        null,
        null,
        size,
        counts);
  }
}
