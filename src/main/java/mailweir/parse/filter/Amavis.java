package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import java.util.ArrayList;
import java.util.List;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * amavisd-new and its successors, log levels 0 to 2.
 *
 * <p>One line a message is the verdict: {@code (id) Passed|Blocked CATEGORY (names) {actions}, bank [client] [origin] <from> ->
 * <to>,<to>, key: value, …, n ms}. All other lines count nowhere ({@link AmavisChatter}). A verdict too long for syslog is split: its first
 * part ends in {@code ...} and says all that counts; a value at the cut is not believed. The parts behind it,
 * {@code (id) ...rest}, give a {@link Event.VerdictPart} where they hold an id.
 *
 * <p><b>Security.</b> Sender, recipients, Message-ID and names of attachments are written by strangers. The verdict and its category stand before
 * them; ids are taken from the place where amavis' template puts them, not from the first text that looks like one.
 */
public final class Amavis implements Dialect {
  private static final Slice AMAVIS = Slice.of("amavis");
  private static final byte[] PASSED = bytes("Passed");
  private static final byte[] BLOCKED = bytes("Blocked");
  private static final byte[] DOTS = bytes("...");
  private static final byte[] INFECTED = bytes("INFECTED");
  private static final byte[] BANNED = bytes("BANNED");
  private static final byte[] SPAM = bytes("SPAM");
  private static final byte[] SPAMMY = bytes("SPAMMY");
  private static final byte[] CLEAN = bytes("CLEAN");
  private static final byte[] TAGGED = bytes("Tagged");
  private static final byte[] ARROW = bytes(" -> ");
  private static final byte[] COMMA = bytes(", ");

  private final AmavisChatter chatter = new AmavisChatter();

  @Override
  public String name() {
    return "amavis";
  }

  @Override
  public boolean claims(String program) {
    return program.startsWith("amavis")
        || program.equals("/usr/sbin/amavisd")
        || program.equals("/usr/sbin/amavisd-new");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int from = line.textFrom;
    int to = line.textTo;
    Slice id = null;
    int p = from;
    if (p < to && a[p] == '(' && p + 1 < to && a[p + 1] != '!') {
      int close = Scan.upTo(a, p, Math.min(to, p + 64), ')');
      if (close < to && a[close] == ')') {
        id = new Slice(a, p + 1, close);
        p = Scan.blanks(a, close + 1, to);
      }
    }
    if (id != null && p < to) {
      if (a[p] == 'P' && Slice.regionIs(a, p, to, PASSED)) {
        return verdict(a, p, p + PASSED.length, to, id, Action.PASSED);
      }
      if (a[p] == 'B' && Slice.regionIs(a, p, to, BLOCKED)) {
        return verdict(a, p, p + BLOCKED.length, to, id, Action.BLOCKED);
      }
      if (a[p] == '.' && Slice.regionIs(a, p, to, DOTS)) {
        return rest(a, p + DOTS.length, to, id);
      }
    }
    return chatter.read(a, p, to);
  }

  private Event verdict(byte[] a, int start, int at, int to, Slice id, Action said) {
    int p = at;
    if (p >= to || a[p] != ' ') {
      return chatter.read(a, start, to);
    }
    p++;
    int wordEnd = p;
    while (wordEnd < to && a[wordEnd] != ' ' && a[wordEnd] != ',') {
      wordEnd++;
    }
    Slice word = new Slice(a, p, wordEnd);
    Category category = category(a, p, wordEnd);
    Action action = said == Action.PASSED && word.is(SPAMMY) ? Action.TAGGED : said;
    p = wordEnd;
    Slice names = null;
    if (p + 1 < to && a[p] == ' ' && a[p + 1] == '(') {
      int end = namesEnd(a, p + 2, to);
      names = new Slice(a, p + 2, end);
      p = end + 1;
    }
    if (p + 1 < to && a[p] == ' ' && a[p + 1] == '{') {
      int end = Scan.upTo(a, p + 2, to, '}');
      if (action == Action.PASSED && Slice.indexOf(a, p + 2, end, TAGGED) >= 0) {
        action = Action.TAGGED;
      }
      p = end + 1;
    }
    if (p < to && a[p] == ',') {
      p++;
    }
    p = Scan.blanks(a, p, to);

    // policy banks and the client's addresses
    Slice ip = null;
    while (p < to && a[p] != '<') {
      if (a[p] == '[') {
        int end = Scan.upTo(a, p + 1, to, ']');
        if (ip == null && end < to) {
          ip = Scan.ip(a, p + 1, end);
        }
        p = end + 1;
        while (p < to && a[p] != ' ' && a[p] != '<') {
          p++;
        }
      } else if (a[p] == ' ') {
        p++;
      } else {
        int end = p;
        while (end < to && a[end] != ' ' && a[end] != '<' && a[end] != '[') {
          end++;
        }
        if (a[end - 1] == ',') {
          break;
        }
        p = end;
      }
    }

    // the envelope
    Slice sender = null;
    List<Slice> recipients = List.of();
    if (p < to && a[p] == '<') {
      int end = addressEnd(a, p, to, true);
      if (end >= 0) {
        sender = new Slice(a, p + 1, end);
        p = end + 1;
        if (Slice.regionIs(a, p, to, ARROW)) {
          p += ARROW.length;
          int e = p < to && a[p] == '<' ? addressEnd(a, p, to, false) : -1;
          if (e >= 0) {
            Slice one = new Slice(a, p + 1, e);
            p = e + 1;
            if (p + 1 < to && a[p] == ',' && a[p + 1] == '<') {
              recipients = new ArrayList<>(4);
              recipients.add(one);
              while (p + 1 < to && a[p] == ',' && a[p + 1] == '<') {
                e = addressEnd(a, p + 1, to, false);
                if (e < 0) {
                  break;
                }
                recipients.add(new Slice(a, p + 2, e));
                p = e + 1;
              }
            } else {
              recipients = List.of(one);
            }
          }
        }
      }
    }
    if (word.isEmpty() && sender == null) {
      return chatter.read(a, start, to);
    }
    AmavisFields f = new AmavisFields();
    f.read(a, p, to);
    return new Event.FilterVerdict(
        AMAVIS,
        id,
        f.queueId,
        f.nextQueueId,
        f.messageId,
        sender,
        recipients.isEmpty() ? null : recipients,
        ip,
        category,
        word.isEmpty() ? null : word,
        action,
        null,
        names,
        f.score,
        spam(category, f.score),
        f.quarantine,
        f.subject,
        f.size,
        true);
  }

  private Event rest(byte[] a, int from, int to, Slice id) {
    AmavisFields f = new AmavisFields();
    int comma = Slice.indexOf(a, from, to, COMMA);
    if (comma < 0) {
      return Event.UNINFORMATIVE;
    }
    f.read(a, comma, to);
    if (f.queueId == null && f.nextQueueId == null && f.messageId == null) {
      return Event.UNINFORMATIVE;
    }
    return new Event.VerdictPart(
        AMAVIS, id, f.queueId, f.nextQueueId, f.messageId, new Slice(a, from, to));
  }

  /** SPAM and SPAMMY say yes, CLEAN with a score no; a virus or a banned part says nothing of it. */
  private static Boolean spam(Category category, double score) {
    return switch (category) {
      case SPAM -> Boolean.TRUE;
      case CLEAN -> Double.isNaN(score) ? null : Boolean.FALSE;
      case OTHER, BANNED, VIRUS -> null;
    };
  }

  private static Category category(byte[] a, int from, int to) {
    if (from < to) {
      switch (a[from]) {
        case 'C':
          if (Slice.regionIs(a, from, to, CLEAN)) {
            return Category.CLEAN;
          }
          break;
        case 'S':
          if (Slice.regionIs(a, from, to, SPAM)) {
            return Category.SPAM;
          }
          break;
        case 'I':
          if (Slice.regionIs(a, from, to, INFECTED)) {
            return Category.VIRUS;
          }
          break;
        case 'B':
          if (Slice.regionIs(a, from, to, BANNED)) {
            return Category.BANNED;
          }
          break;
        default:
      }
    }
    return from == to ? Category.CLEAN : Category.OTHER;
  }

  /**
   * Index of the parenthesis that closes the names: the first one that is followed by what amavis writes next, as names hold
   * parentheses and commas themselves.
   */
  private static int namesEnd(byte[] a, int from, int to) {
    int i = from;
    int firstPlausible = -1;
    while (true) {
      i = Slice.indexOf(a, i, to, (byte) ')');
      if (i < 0) {
        return firstPlausible >= 0 ? firstPlausible : to;
      }
      int n = i + 1;
      if (n + 1 < to && a[n] == ' ' && a[n + 1] == '{') {
        return i;
      }
      if (n + 1 < to && a[n] == ',' && a[n + 1] == ' ') {
        if (n + 2 < to && (a[n + 2] == '[' || a[n + 2] == '<')) {
          return i;
        }
        if (firstPlausible < 0) {
          firstPlausible = i;
        }
      }
      i = n;
    }
  }

  /** Index of the {@code >} that closes the address beginning at {@code open}; -1 when it is cut off. A quoted local part may hold anything. */
  private static int addressEnd(byte[] a, int open, int to, boolean sender) {
    int i = open + 1;
    if (i < to && a[i] == '"') {
      int q = i + 1;
      while (q < to && a[q] != '"') {
        q += a[q] == '\\' ? 2 : 1;
      }
      if (q < to) {
        i = q + 1;
      }
    }
    int first = -1;
    while (i < to) {
      i = Slice.indexOf(a, i, to, (byte) '>');
      if (i < 0) {
        break;
      }
      if (first < 0) {
        first = i;
      }
      int n = i + 1;
      if (n >= to || (sender ? a[n] == ' ' : a[n] == ',')) {
        return i;
      }
      i = n;
    }
    return first;
  }
}
