package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import java.util.ArrayList;
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
 * MailScanner: works in batches beside the mail server's queue, and tells each thing that it finds in a line of its own. All of a message's
 * lines are tied by its queue id, so that they are one verdict.
 *
 * <pre>
 *   Message Q from A (F) to D,D is [not ]spam, SpamAssassin (score=S, required R, TEST s, …)     clean or spam
 *   Spam Actions: message Q actions are store,deliver                                           what was done with spam
 *   Clamd::INFECTED:: NAME :: ./Q/file      Clamd::INFECTED::NAME :: ./Q/                        virus
 *   Filename Checks: REASON (Q name)                                                            banned
 *   Saved entire message to …/quarantine/20261120/Q     Saved infected "x" to …/Q                quarantined
 *   Requeue: Q.A1B2C to Q2                                                                      Postfix: the message goes on as Q2
 * </pre>
 *
 * <p>With Postfix, MailScanner's name of a message is the queue id, a point and five digits of its own; the queue id is meant here.
 */
public final class MailScanner implements Dialect {
  private static final Slice FILTER = Slice.of("MailScanner");
  private static final byte[] MESSAGE = bytes("Message ");
  private static final byte[] FROM = bytes("from ");
  private static final byte[] SENDER = bytes(" (");
  private static final byte[] TO = bytes(") to ");
  private static final byte[] IS = bytes(" is ");
  private static final byte[] SPAM = bytes("spam");
  private static final byte[] NOT_SPAM = bytes("not spam");
  private static final byte[] SCORE = bytes("score=");
  private static final byte[] REQUIRED = bytes("required ");
  private static final byte[] COMMA = bytes(", ");
  private static final byte[] ACTIONS = bytes("Actions: message ");
  private static final byte[] ARE = bytes(" actions are ");
  private static final byte[] INFECTED = bytes("::INFECTED::");
  private static final byte[] PART = bytes(":: ./");
  private static final byte[] SOPHOS = bytes(">>> Virus '");
  private static final byte[] SOPHOS_FOUND = bytes("' found in file ");
  private static final byte[] FOUND = bytes(" FOUND");
  private static final byte[] BELOW = bytes("/./");
  private static final byte[] HERE = bytes("./");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] FILENAME = bytes("Filename Checks: ");
  private static final byte[] FILETYPE = bytes("Filetype Checks: ");
  private static final byte[] ALLOWING = bytes("Allowing ");
  private static final byte[] SAVED = bytes("Saved ");
  private static final byte[] TO_PATH = bytes(" to /");
  private static final byte[] QUARANTINE = bytes("/quarantine/");
  private static final byte[] REQUEUE = bytes("Requeue: ");
  private static final byte[] ARROW = bytes(" to ");
  private static final byte[] CAME_FROM = bytes(" came from ");
  private static final byte[] INFECTED_MESSAGE = bytes("Infected message ");
  private static final byte[] DELIVERY = bytes("Delivery of ");
  private static final byte[] NON_DELIVERY = bytes("Non-delivery of ");
  private static final byte[] BLANK_MESSAGE = bytes(": message ");
  private static final byte[] BLANK_FROM = bytes(" from ");
  private static final byte[] SUBJECT = bytes(" with subject ");
  private static final byte[] CONTENT = bytes("Content Checks: ");
  private static final byte[] DETECTED = bytes("Detected ");
  private static final byte[] IN = bytes(" in ");
  private static final byte[] BIGGER = bytes(" is bigger than ");
  private static final byte[] SIZE_CHECK = bytes("Attachment size check: ");
  private static final byte[] MCP = bytes("MCP,");
  private static final byte[] MCP_TRAPPED = bytes("MCP-Trapped");
  private static final byte[] MCP_BANNED = bytes("banned (MCP");
  private static final byte[] MCP_ACTIONS = bytes("MCP Actions: ");
  private static final Slice REQUEUED = Slice.of("requeued");
  private static final Slice SPAM_WORD = Slice.of("SPAM");
  private static final Slice CLEAN_WORD = Slice.of("CLEAN");
  private static final Slice INFECTED_WORD = Slice.of("INFECTED");
  private static final Slice BANNED_WORD = Slice.of("BANNED");

  private final Phrases phrases = MailScannerChatter.phrases();

  @Override
  public String name() {
    return "mailscanner";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("MailScanner") || program.equals("mailscanner");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    Event event = null;
    if (Slice.regionIs(a, p, to, MESSAGE)) {
      event = message(a, p + MESSAGE.length, to);
    } else if (Slice.regionIs(a, p, to, FILENAME) || Slice.regionIs(a, p, to, FILETYPE)) {
      event = name(a, p + FILENAME.length, to);
    } else if (Slice.regionIs(a, p, to, REQUEUE)) {
      event = requeue(a, p + REQUEUE.length, to);
    } else if (Slice.regionIs(a, p, to, SAVED)) {
      event = saved(a, p, to);
    } else if (Slice.regionIs(a, p, to, DELIVERY)) {
      event = delivery(a, p + DELIVERY.length, to, true);
    } else if (Slice.regionIs(a, p, to, NON_DELIVERY)) {
      event = delivery(a, p + NON_DELIVERY.length, to, false);
    } else if (Slice.regionIs(a, p, to, INFECTED_MESSAGE)) {
      int v = p + INFECTED_MESSAGE.length;
      int e = Slice.indexOf(a, v, to, CAME_FROM);
      if (e > v) {
        return new Event.Note(
            "filter_note",
            queueId(a, v, e),
            new Event.Peer(null, Scan.ip(a, e + CAME_FROM.length, to), -1),
            new Slice(a, p, to));
      }
    } else if (Slice.regionIs(a, p, to, CONTENT)) {
      event = content(a, p + CONTENT.length, to);
    } else if (Slice.regionIs(a, p, to, SIZE_CHECK)) {
      event = sizeCheck(a, p + SIZE_CHECK.length, to);
    } else {
      event = infected(a, p, to);
      if (event == null) {
        event = actions(a, p, to);
      }
    }
    return event == null ? phrases.read(a, p, to) : event;
  }

  /** {@code Q from A (F) to D is …}. The sender's own text stands before the last {@code ) to }. */
  private static Event message(byte[] a, int p, int to) {
    int idEnd = Scan.upTo(a, p, to, ' ');
    int f = idEnd + 1;
    if (!Slice.regionIs(a, f, to, FROM)) {
      return null;
    }
    int ip = f + FROM.length;
    int sender = Slice.indexOf(a, ip, to, SENDER);
    int toAt = sender < 0 ? -1 : Scan.last(a, sender, to, TO);
    int is = toAt < 0 ? -1 : Slice.indexOf(a, toAt + TO.length, to, IS);
    if (is < 0) {
      return null;
    }
    int v = is + IS.length;
    if (Slice.regionIs(a, v, to, MCP)
        || Slice.regionIs(a, v, to, MCP_TRAPPED)
        || Slice.regionIs(a, v, to, MCP_BANNED)) {
      // message content protection: words that the site forbids
      return banned(
          queueId(a, p, idEnd),
          new Slice(a, sender + SENDER.length, toAt),
          Scan.ip(a, ip, sender),
          Action.NONE,
          new Slice(a, v, to));
    }
    boolean spam = word(a, v, to, SPAM);
    if (!spam && !word(a, v, to, NOT_SPAM)) {
      return null;
    }
    int s = Slice.indexOf(a, v, to, SCORE);
    double score = s < 0 ? Double.NaN : Scan.decimal(a, s + SCORE.length, to);
    int r = s < 0 ? -1 : Slice.indexOf(a, s, to, REQUIRED);
    int tests = r < 0 ? -1 : Slice.indexOf(a, r, to, COMMA);
    int end = to > v && a[to - 1] == ')' ? to - 1 : to;
    return verdict(
        queueId(a, p, idEnd),
        new Slice(a, sender + SENDER.length, toAt),
        null,
        Scan.ip(a, ip, sender),
        spam ? Category.SPAM : Category.CLEAN,
        spam ? SPAM_WORD : CLEAN_WORD,
        spam ? Action.TAGGED : Action.PASSED,
        null,
        null,
        score,
        spam,
        null,
        null,
        true,
        tests < 0 || tests + 2 >= end ? null : new Slice(a, tests + 2, end));
  }

  private static boolean word(byte[] a, int at, int to, byte[] word) {
    int end = at + word.length;
    return Slice.regionIs(a, at, to, word)
        && (end == to || a[end] == ',' || a[end] == ' ' || a[end] == '(');
  }

  /**
   * {@code Spam Actions: message Q actions are store,deliver}: what reached the recipient was tagged; else what was stored is in quarantine,
   * and the rest was thrown away.
   */
  private static Event actions(byte[] a, int p, int to) {
    int at = Slice.indexOf(a, p, Math.min(to, p + 40), ACTIONS);
    int v = at + ACTIONS.length;
    int are = at < 0 ? -1 : Slice.indexOf(a, v, to, ARE);
    boolean mcp = Slice.regionIs(a, p, to, MCP_ACTIONS);
    if (are < 0 || a[p] != 'S' && a[p] != 'H' && !mcp) {
      return null;
    }
    int list = are + ARE.length;
    Action action = Action.DISCARDED;
    for (int i = list; i < to; ) {
      int e = Scan.upTo(a, i, to, ',');
      int w = Scan.blanks(a, i, e);
      if (starts(a, w, e, DELIVER) || starts(a, w, e, FORWARD) || starts(a, w, e, BOUNCE)) {
        action = Action.TAGGED;
      } else if (action == Action.DISCARDED && starts(a, w, e, STORE)) {
        action = Action.QUARANTINED;
      }
      i = e + 1;
    }
    if (mcp) {
      return banned(queueId(a, v, are), null, null, action, null);
    }
    return verdict(
        queueId(a, v, are),
        null,
        null,
        null,
        Category.SPAM,
        SPAM_WORD,
        action,
        new Slice(a, list, to),
        null,
        Double.NaN,
        true,
        null,
        null,
        true,
        null);
  }

  private static final byte[] DELIVER = bytes("deliver");
  private static final byte[] FORWARD = bytes("forward");
  private static final byte[] BOUNCE = bytes("bounce");
  private static final byte[] STORE = bytes("store");

  private static boolean starts(byte[] a, int at, int to, byte[] word) {
    return Slice.regionIs(a, at, to, word);
  }

  /** What the virus scanners say: the name, and a file below the message's folder. */
  private static Event infected(byte[] a, int p, int to) {
    int from;
    int end;
    int path;
    int mark = Slice.indexOf(a, p, Math.min(to, p + 40), INFECTED);
    if (mark >= 0) {
      from = Scan.blanks(a, mark + INFECTED.length, to);
      int part = Slice.indexOf(a, from, to, PART);
      if (part < 0) {
        return null;
      }
      end = part;
      path = part + PART.length;
    } else if (Slice.regionIs(a, p, to, SOPHOS)) {
      from = p + SOPHOS.length;
      end = Slice.indexOf(a, from, to, SOPHOS_FOUND);
      int file = end < 0 ? -1 : Slice.indexOf(a, end, to, HERE);
      if (file < 0) {
        return null;
      }
      path = file + HERE.length;
    } else if (to - p > FOUND.length && Slice.regionIs(a, to - FOUND.length, to, FOUND)) {
      int below = Slice.indexOf(a, p, to, BELOW);
      int colon = below < 0 ? -1 : Scan.last(a, below, to - FOUND.length, COLON);
      if (colon < 0) {
        return null;
      }
      path = below + BELOW.length;
      from = colon + COLON.length;
      end = to - FOUND.length;
    } else {
      return null;
    }
    while (end > from && (a[end - 1] == ' ' || a[end - 1] == ':')) {
      end--;
    }
    int slash = Scan.upTo(a, path, to, '/');
    if (slash == path || from == end) {
      return null;
    }
    return verdict(
        queueId(a, path, slash),
        null,
        null,
        null,
        Category.VIRUS,
        INFECTED_WORD,
        Action.NONE,
        null,
        new Slice(a, from, end),
        Double.NaN,
        null,
        null,
        null,
        true,
        null);
  }

  /** {@code REASON (Q name)}; {@code Allowing Q name} is none. */
  private static Event name(byte[] a, int p, int to) {
    if (Slice.regionIs(a, p, to, ALLOWING)) {
      return new Event.Note(
          "filter_note",
          queueId(a, p + ALLOWING.length, Scan.upTo(a, p + ALLOWING.length, to, ' ')),
          Event.Peer.NONE,
          new Slice(a, p, to));
    }
    for (int open = Slice.indexOf(a, p, to, SENDER);
        open >= 0;
        open = Slice.indexOf(a, open + 1, to, SENDER)) {
      int v = open + SENDER.length;
      int blank = Scan.upTo(a, v, to, ' ');
      if (blank < to && idLike(a, v, blank)) {
        int end = a[to - 1] == ')' ? to - 1 : to;
        return banned(
            queueId(a, v, blank),
            null,
            null,
            Action.NONE,
            new Slice(a, Math.min(end, blank + 1), end));
      }
    }
    return null;
  }

  /** {@code Detected and blocked REASON in Q}, {@code Detected HTML-specific exploits in Q}, {@code Message Q is bigger than N bytes}. */
  private static Event content(byte[] a, int p, int to) {
    if (Slice.regionIs(a, p, to, DETECTED)) {
      int in = Scan.last(a, p, to, IN);
      int id = in + IN.length;
      if (in > 0 && idLike(a, id, to)) {
        return banned(
            queueId(a, id, to), null, null, Action.NONE, new Slice(a, p + DETECTED.length, in));
      }
    } else if (Slice.regionIs(a, p, to, MESSAGE)) {
      int id = p + MESSAGE.length;
      int blank = Scan.upTo(a, id, to, ' ');
      if (Slice.regionIs(a, blank, to, BIGGER) && idLike(a, id, blank)) {
        return banned(queueId(a, id, blank), null, null, Action.NONE, new Slice(a, blank + 1, to));
      }
    }
    return null;
  }

  /** {@code 300 > 200 (name) in Q}. */
  private static Event sizeCheck(byte[] a, int p, int to) {
    int in = Scan.last(a, p, to, IN);
    int id = in + IN.length;
    int open = Slice.indexOf(a, p, to, SENDER);
    return in > 0 && open > 0 && open < in && a[in - 1] == ')' && idLike(a, id, to)
        ? banned(
            queueId(a, id, to), null, null, Action.NONE, new Slice(a, open + SENDER.length, in - 1))
        : null;
  }

  private static Event banned(Slice queueId, Slice from, Slice ip, Action action, Slice what) {
    return verdict(
        queueId,
        from,
        null,
        ip,
        Category.BANNED,
        BANNED_WORD,
        action,
        null,
        what,
        Double.NaN,
        null,
        null,
        null,
        true,
        null);
  }

  private static boolean idLike(byte[] a, int from, int to) {
    boolean digit = false;
    for (int i = from; i < to; i++) {
      int c = a[i];
      digit |= c >= '0' && c <= '9';
      if (!(c >= '0' && c <= '9'
          || c >= 'A' && c <= 'Z'
          || c >= 'a' && c <= 'z'
          || c == '.'
          || c == '-')) {
        return false;
      }
    }
    return digit && to - from >= 8;
  }

  /** {@code Saved entire message to PATH/Q}: it says where, and nothing of why. */
  private static Event saved(byte[] a, int p, int to) {
    int path = Scan.last(a, p, to, TO_PATH);
    if (path < 0 || Slice.indexOf(a, path, to, QUARANTINE) < 0) {
      return null;
    }
    int slash = to;
    while (slash > path && a[slash - 1] != '/') {
      slash--;
    }
    if (slash == to || !idLike(a, slash, to)) {
      return null;
    }
    return verdict(
        queueId(a, slash, to),
        null,
        null,
        null,
        Category.OTHER,
        null,
        Action.QUARANTINED,
        null,
        null,
        Double.NaN,
        null,
        new Slice(a, path + ARROW.length, to),
        null,
        true,
        null);
  }

  /** {@code [non]spam: message Q from F to R,R with subject S}: beside the lines that count. */
  private static Event delivery(byte[] a, int p, int to, boolean delivered) {
    boolean spam = Slice.regionIs(a, p, to, SPAM);
    int at = Slice.indexOf(a, p, Math.min(to, p + 24), BLANK_MESSAGE);
    int v = at + BLANK_MESSAGE.length;
    int idEnd = at < 0 ? -1 : Scan.upTo(a, v, to, ' ');
    if (idEnd < 0 || !Slice.regionIs(a, idEnd, to, BLANK_FROM)) {
      return null;
    }
    int subject = Slice.indexOf(a, idEnd, to, SUBJECT);
    int f = idEnd + BLANK_FROM.length;
    int end = subject < 0 ? to : subject;
    int arrow = Slice.indexOf(a, f, end, ARROW);
    List<Slice> recipients = new ArrayList<>();
    for (int i = arrow < 0 ? end : arrow + ARROW.length; i < end; ) {
      int e = Scan.upTo(a, i, end, ',');
      recipients.add(new Slice(a, i, e));
      i = e + 1;
    }
    return verdict(
        queueId(a, v, idEnd),
        new Slice(a, f, arrow < 0 ? end : arrow),
        recipients.isEmpty() ? null : recipients,
        null,
        spam ? Category.SPAM : Category.CLEAN,
        spam ? SPAM_WORD : CLEAN_WORD,
        !delivered ? Action.NONE : spam ? Action.TAGGED : Action.PASSED,
        null,
        null,
        Double.NaN,
        spam,
        null,
        subject < 0 ? null : new Slice(a, subject + SUBJECT.length, to),
        false,
        null);
  }

  private static Event requeue(byte[] a, int p, int to) {
    int arrow = Slice.indexOf(a, p, to, ARROW);
    if (arrow <= p || arrow + ARROW.length >= to) {
      return null;
    }
    return new Event.QueueAct(
        queueId(a, p, arrow), REQUEUED, new Slice(a, arrow + ARROW.length, to));
  }

  /** Without the five digits behind a point that MailScanner adds to Postfix' queue ids. */
  private static Slice queueId(byte[] a, int from, int to) {
    return new Slice(a, from, Scan.upTo(a, from, to, '.'));
  }

  private static Event verdict(
      Slice queueId,
      Slice sender,
      List<Slice> recipients,
      Slice ip,
      Category category,
      Slice word,
      Action action,
      Slice actionWord,
      Slice signature,
      double score,
      Boolean spam,
      Slice quarantine,
      Slice subject,
      boolean counts,
      Slice tests) {
    return new Event.FilterVerdict(
        FILTER,
        null,
        queueId,
        null,
        null,
        sender,
        recipients,
        ip,
        category,
        word,
        action,
        actionWord,
        signature,
        score,
        spam,
        quarantine,
        subject,
        -1,
        counts,
        tests);
  }
}
