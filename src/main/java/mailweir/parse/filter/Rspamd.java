package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import java.util.ArrayList;
import java.util.List;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Recogniser;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * rspamd: one line of all that it says is about a message's fate.
 *
 * <pre>
 *   rspamd_task_write_log: id: &lt;M&gt;, qid: &lt;Q&gt;, ip: A, user: U, from: &lt;F&gt;, (default: T (add header): [13.95/15.00]
 *       [SYMBOL(5.00){option;},…]), len: 241, time: 8.564ms, …, rcpts: &lt;R,R&gt;, …, forced: reject "why"; score=…
 * </pre>
 *
 * <p>By syslog, and in its own file, where no program is named ({@code 2026-11-20 13:37:45 #12924(normal) &lt;7fe191&gt;; task; …}). Action as
 * logged: {@code reject} is blocked spam, {@code add header} and {@code rewrite subject} are tagged; {@code greylist} and {@code soft reject}
 * have a figure nowhere, as the mail server's answer counts. A symbol that ends with {@code _VIRUS} names the virus.
 */
public final class Rspamd implements Recogniser {
  private static final Slice RSPAMD = Slice.of("rspamd");
  private static final byte[] WRITE_LOG = bytes("rspamd_task_write_log: ");
  private static final byte[] ID = bytes("id: <");
  private static final byte[] QUEUE_ID = bytes("qid: <");
  private static final byte[] IP = bytes("ip: ");
  private static final byte[] FROM = bytes("from: <");
  private static final byte[] END_OF_ANGLE = bytes(">, ");
  private static final byte[] COMMA = bytes(", ");
  private static final byte[] SCORES = bytes("): [");
  private static final byte[] SYMBOLS = bytes("] [");
  private static final byte[] END_OF_SYMBOLS = bytes("]), len: ");
  private static final byte[] END_OF_SYMBOLS_OLD = bytes("], len: ");
  private static final byte[] LENGTH = bytes(", len: ");
  private static final byte[] RECIPIENTS = bytes(", rcpts: <");
  private static final byte[] FORCED = bytes(", forced: ");
  private static final byte[] VIRUS_FOUND = bytes("virus found: \"");
  private static final byte[] VIRUS = bytes("_VIRUS");
  private static final byte[] END_OF_OPTIONS = bytes("},");
  private static final byte[] UNDEFINED = bytes("undef");
  private static final byte[] UNKNOWN = bytes("unknown");
  private static final byte[] LOADED = bytes("rspamd_message_parse: loaded message; ");
  private static final byte[] LOADED_QUEUE_ID = bytes("queue-id: <");
  private static final byte[] TAG_END = bytes(">; ");
  private static final Slice VIRUS_WORD = Slice.of("VIRUS");
  private static final Slice SPAM_WORD = Slice.of("SPAM");
  private static final Slice CLEAN_WORD = Slice.of("CLEAN");

  private final Phrases troubles =
      new Phrases()
          .note(
              "filter_warning",
              "*cannot ",
              "*Cannot ",
              "*failed",
              "*error",
              "*Error",
              "*timed out",
              "*timeout",
              "*refused",
              "*terminated",
              "*broken")
          .note("filter_note", "*learned message", "*learn_spam", "*learn_ham");

  private final Phrases chatter =
      new Phrases()
          .nothing(
              "task; ",
              "lua; ",
              "cfg; ",
              "map; ",
              "main; ",
              "proxy; ",
              "milter; ",
              "controller; ",
              "http; ",
              "csession; ",
              "upstreams; ",
              "symcache; ",
              "re_cache; ",
              "monitored; ",
              "multipattern; ",
              "hs_helper; ",
              "fuzzy",
              "dkim; ",
              "redis",
              "rrd; ",
              "stat; ",
              "antivirus",
              "greylist",
              "ratelimit",
              "rspamd_");

  @Override
  public String name() {
    return "rspamd";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("rspamd") || program.equals("rspamd_proxy");
  }

  /** Its own file: {@code #12918(main) } behind the stamp. */
  @Override
  public boolean recognises(Line line) {
    return line.program == null
        && line.bodyFrom > line.textFrom
        && line.array[line.textFrom] == '#'
        && line.pidFrom == line.textFrom + 1;
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int to = line.textTo;
    int p = Math.max(line.textFrom, line.bodyFrom);
    if (p < to && a[p] == '<') {
      int end = Slice.indexOf(a, p, Math.min(to, p + 64), TAG_END);
      p = end < 0 ? p : end + TAG_END.length;
    }
    int log = Slice.indexOf(a, p, Math.min(to, p + 64), WRITE_LOG);
    if (log >= 0) {
      Event verdict = task(a, log + WRITE_LOG.length, to);
      return verdict == null ? Event.NOT_UNDERSTOOD : verdict;
    }
    int loaded = Slice.indexOf(a, p, Math.min(to, p + 64), LOADED);
    if (loaded >= 0) {
      int q = Slice.indexOf(a, loaded, to, LOADED_QUEUE_ID);
      int v = q + LOADED_QUEUE_ID.length;
      Slice queueId = q < 0 ? null : stated(a, v, Scan.upTo(a, v, to, '>'));
      return new Event.Note("filter_start", queueId, Event.Peer.NONE, new Slice(a, p, to));
    }
    Event trouble = troubles.read(a, p, to);
    return trouble == Event.NOT_UNDERSTOOD ? chatter.read(a, p, to) : trouble;
  }

  private static Slice stated(byte[] a, int from, int to) {
    Slice s = new Slice(a, from, to);
    return s.isEmpty() || s.is(UNDEFINED) || s.is(UNKNOWN) ? null : s;
  }

  /** Null where the line is cut before the action. */
  private static Event task(byte[] a, int from, int to) {
    int p = from;
    Slice messageId = null;
    Slice queueId = null;
    Slice ip = null;
    Slice sender = null;
    if (Slice.regionIs(a, p, to, ID)) {
      int v = p + ID.length;
      int e = Slice.indexOf(a, v, to, END_OF_ANGLE);
      if (e < 0) {
        return null;
      }
      messageId = stated(a, v, e);
      p = e + END_OF_ANGLE.length;
    }
    if (Slice.regionIs(a, p, to, QUEUE_ID)) {
      int v = p + QUEUE_ID.length;
      int e = Slice.indexOf(a, v, to, END_OF_ANGLE);
      if (e < 0) {
        return null;
      }
      queueId = stated(a, v, e);
      p = e + END_OF_ANGLE.length;
    }
    if (Slice.regionIs(a, p, to, IP)) {
      int v = p + IP.length;
      int e = Scan.upTo(a, v, to, COMMA);
      ip = stated(a, v, e) == null ? null : Scan.ip(a, v, e);
      p = Math.min(to, e + COMMA.length);
    }
    int scores = Slice.indexOf(a, p, to, SCORES);
    if (scores < 0) {
      return null;
    }
    int word = scores;
    while (word > p && a[word - 1] != '(') {
      word--;
    }
    Slice action = new Slice(a, word, scores);
    int f = Slice.indexOf(a, p, word, FROM);
    if (f >= 0) {
      int v = f + FROM.length;
      sender = new Slice(a, v, Scan.upTo(a, v, word, END_OF_ANGLE));
    }
    int s = scores + SCORES.length;
    double score = Scan.decimal(a, s, to);
    int list = Scan.upTo(a, s, to, SYMBOLS);
    int listFrom = Math.min(to, list + SYMBOLS.length);
    int listTo = Slice.indexOf(a, listFrom, to, END_OF_SYMBOLS);
    if (listTo < 0) {
      listTo = Scan.upTo(a, listFrom, to, END_OF_SYMBOLS_OLD);
    }
    int length = Slice.indexOf(a, listTo, to, LENGTH);
    long size = length < 0 ? -1 : Scan.digits(a, length + LENGTH.length, to);
    Slice virus = virus(a, listFrom, listTo, to);
    Category category = virus != null ? Category.VIRUS : category(action);
    return new Event.FilterVerdict(
        RSPAMD,
        null,
        queueId,
        null,
        messageId,
        sender,
        recipients(a, listTo, to),
        ip,
        category,
        category == Category.VIRUS
            ? VIRUS_WORD
            : category == Category.SPAM
                ? SPAM_WORD
                : category == Category.CLEAN ? CLEAN_WORD : null,
        action(action),
        action,
        virus,
        score,
        category == Category.OTHER || category == Category.VIRUS ? null : category == Category.SPAM,
        null,
        null,
        size,
        true,
        listFrom < listTo ? new Slice(a, listFrom, listTo) : null);
  }

  /** Which category an action's word says; what is put off ({@code greylist}, {@code soft reject}) is judged when it comes again. */
  private static Category category(Slice action) {
    return switch (action(action)) {
      case PASSED -> Category.CLEAN;
      case NONE -> Category.OTHER;
      case TAGGED, QUARANTINED, DISCARDED, BLOCKED -> Category.SPAM;
    };
  }

  private static Action action(Slice word) {
    return switch (word.at(0)) {
      case 'r' -> word.is(REJECT) ? Action.BLOCKED : word.is(REWRITE) ? Action.TAGGED : Action.NONE;
      case 'a' -> word.is(ADD_HEADER) ? Action.TAGGED : Action.NONE;
      case 'n' -> word.is(NO_ACTION) ? Action.PASSED : Action.NONE;
      case 'd' -> word.is(DISCARD) ? Action.DISCARDED : Action.NONE;
      case 'q' -> word.is(QUARANTINE) ? Action.QUARANTINED : Action.NONE;
      default -> Action.NONE;
    };
  }

  private static final byte[] REJECT = bytes("reject");
  private static final byte[] REWRITE = bytes("rewrite subject");
  private static final byte[] ADD_HEADER = bytes("add header");
  private static final byte[] NO_ACTION = bytes("no action");
  private static final byte[] DISCARD = bytes("discard");
  private static final byte[] QUARANTINE = bytes("quarantine");

  /** The name in {@code CLAM_VIRUS(0.00){NAME;}}, else in the reason of a forced rejection. Options are a sender's text: braces are skipped. */
  private static Slice virus(byte[] a, int from, int to, int end) {
    int i = from;
    while (i < to) {
      int open = i;
      while (open < to && a[open] != '(' && a[open] != ',' && a[open] != '{') {
        open++;
      }
      boolean virus =
          open < to
              && open - i > VIRUS.length
              && Slice.regionIs(a, open - VIRUS.length, open, VIRUS);
      if (open >= to || a[open] != '(') {
        i = open + 1;
        continue;
      }
      int close = Scan.upTo(a, open, to, ')');
      int next = Math.min(to, close + 1);
      if (next < to && a[next] == '{') {
        int brace = Scan.upTo(a, next, to, END_OF_OPTIONS);
        if (virus) {
          int name = next + 1;
          return new Slice(a, name, Scan.upTo(a, name, brace, ';'));
        }
        next = Math.min(to, brace + 1);
      }
      i = next < to && a[next] == ',' ? next + 1 : Math.max(next, i + 1);
    }
    int forced = Scan.last(a, to, end, FORCED);
    int found = forced < 0 ? -1 : Slice.indexOf(a, forced, end, VIRUS_FOUND);
    if (found < 0) {
      return null;
    }
    int v = found + VIRUS_FOUND.length;
    return new Slice(a, v, Scan.upTo(a, v, end, '"'));
  }

  private static List<Slice> recipients(byte[] a, int from, int to) {
    int r = Slice.indexOf(a, from, to, RECIPIENTS);
    if (r < 0) {
      return null;
    }
    int p = r + RECIPIENTS.length;
    int end = Scan.upTo(a, p, to, '>');
    List<Slice> all = new ArrayList<>();
    while (p < end) {
      int e = Scan.upTo(a, p, end, ',');
      if (e > p) {
        all.add(new Slice(a, p, e));
      }
      p = e + 1;
    }
    return all.isEmpty() ? null : all;
  }
}
