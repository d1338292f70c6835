package mailweir.parse.courier;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Entry;
import mailweir.event.Event;
import mailweir.event.Handover;
import mailweir.event.Reason;
import mailweir.event.Status;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * Courier's mail server.
 *
 * <pre>
 *   courierd       newmsg,id=ID: dns; helo (name [a])                                 arrival
 *                  started,id=ID,from=&lt;f&gt;,module=local,host=…,addr=&lt;t&gt;               the sender
 *                  completed,id=ID                                                    left the queue
 *   courieresmtp   id=ID,from=&lt;f&gt;,addr=&lt;t&gt;: 250 …                                   the remote answer
 *   courierlocal   id=ID,from=&lt;f&gt;,addr=&lt;t&gt;,size=n,success: …    …,status: deferred     delivery
 *   courieresmtpd  started,ip=[a]    error,relay=a,from=&lt;f&gt;,to=&lt;t&gt;: 550 …    error,relay=a,msg="535 …",cmd: …
 * </pre>
 *
 * <p>A success is told twice, with the host and as {@code status: success}: the first is the delivery. Other ends are told by {@code status:} only.
 */
public final class Courier implements Dialect {
  private static final byte[] NEW = bytes("newmsg,id=");
  private static final byte[] STARTED = bytes("started,id=");
  private static final byte[] COMPLETED = bytes("completed,id=");
  private static final byte[] ID = bytes("id=");
  private static final byte[] DNS = bytes(": dns; ");
  private static final byte[] FROM = bytes(",from=<");
  private static final byte[] ADDRESS = bytes(",addr=<");
  private static final byte[] END = bytes(">,");
  private static final byte[] SIZE = bytes(">,size=");
  private static final byte[] SUCCESS = bytes(",success: ");
  private static final byte[] DELIVERED = bytes("delivered: ");
  private static final byte[] STATUS = bytes(",status: ");
  private static final byte[] DEFERRED = bytes("deferred");
  private static final byte[] FAILURE = bytes("failure");
  private static final byte[] CONNECTED = bytes("started,ip=[");
  private static final byte[] ERROR = bytes("error,relay=");
  private static final byte[] MESSAGE = bytes(",msg=\"");
  private static final byte[] MESSAGE_END = bytes("\",cmd: ");
  private static final byte[] TO = bytes(",to=<");
  private static final byte[] ANSWER = bytes(">: ");
  private static final byte[] FAILED_LOGIN = bytes("535 ");
  private static final byte[] USER_UNKNOWN = bytes("ser unknown");
  private static final byte[] RELAYING = bytes("elay");
  private static final byte[] SPF = bytes("SPF");
  private static final Slice SMTP = Slice.of("smtp");
  private static final Slice LOCAL = Slice.of("local");
  private static final Slice PIPE = Slice.of("pipe");
  private static final Slice RCPT = Slice.of("RCPT");
  private static final Slice SENT_WORD = Slice.of("success");

  private final Phrases phrases =
      new Phrases()
          .note("warning", "*rror", "*ailed", "error,", "*annot ", "*denied")
          .note("remote_said", "id=")
          .nothing(
              "Waiting.",
              "Loading ",
              "Starting ",
              "Purging ",
              "Started ",
              "Initializing",
              "Installing ",
              "queuelo",
              "ACK",
              "STOP",
              "SHUTDOWN",
              "Maximum ",
              "Sleeping",
              "started,",
              "completed,",
              "stopped");

  @Override
  public String name() {
    return "courier";
  }

  @Override
  public boolean claims(String program) {
    return switch (program) {
      case "courierd",
          "courieresmtp",
          "courieresmtpd",
          "courieresmtpd-ssl",
          "courieresmtpd-msa",
          "courierlocal",
          "courieruucp",
          "courierdsn",
          "courierfax",
          "courierfilter" ->
          true;
      default -> false;
    };
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    Event event = null;
    if (Slice.regionIs(a, p, to, ID)) {
      event = delivery(line.program == null ? "" : line.program.text(), a, p, to);
    } else if (Slice.regionIs(a, p, to, NEW)) {
      event = arrival(a, p + NEW.length, to);
    } else if (Slice.regionIs(a, p, to, STARTED)) {
      int v = p + STARTED.length;
      int from = Slice.indexOf(a, v, to, FROM);
      int end = from < 0 ? -1 : Slice.indexOf(a, from, to, END);
      event =
          end < 0
              ? null
              : new Event.Queued(
                  new Slice(a, v, from), new Slice(a, from + FROM.length, end), 0, 0);
    } else if (Slice.regionIs(a, p, to, COMPLETED)) {
      event = new Event.Removed(new Slice(a, p + COMPLETED.length, to));
    } else if (Slice.regionIs(a, p, to, CONNECTED)) {
      int v = p + CONNECTED.length;
      event = new Event.Connect(peer(a, v, Scan.upTo(a, v, to, ']')), false);
    } else if (Slice.regionIs(a, p, to, ERROR)) {
      event = error(a, p + ERROR.length, to);
    }
    return event == null ? phrases.read(a, p, to) : event;
  }

  private static Event.Peer peer(byte[] a, int from, int to) {
    return new Event.Peer(null, Scan.ip(a, from, to), -1);
  }

  /** {@code ID: dns; helo (name [a])}; what did not come over the network has another word there. */
  private static Event arrival(byte[] a, int p, int to) {
    int colon = Scan.upTo(a, p, to, ':');
    boolean network = Slice.regionIs(a, colon, to, DNS);
    Event.Peer peer = Event.Peer.NONE;
    Slice helo = null;
    if (network) {
      int h = colon + DNS.length;
      int helloEnd = Scan.upTo(a, h, to, ' ');
      helo = new Slice(a, h, helloEnd);
      int close = to;
      while (close > helloEnd && a[close - 1] != ']') {
        close--;
      }
      int open = close;
      while (open > helloEnd && a[open - 1] != '[') {
        open--;
      }
      if (open < close && open > helloEnd) {
        int nameEnd = open - 1;
        while (nameEnd > helloEnd && a[nameEnd - 1] == ' ') {
          nameEnd--;
        }
        int name = Math.min(nameEnd, helloEnd + 2);
        peer =
            new Event.Peer(
                name < nameEnd ? new Slice(a, name, nameEnd) : null,
                Scan.ip(a, open, close - 1),
                -1);
      }
    }
    return new Event.Arrival(
        new Slice(a, p, colon),
        network ? Entry.SMTP : Entry.LOCAL,
        peer,
        null,
        helo,
        null,
        null,
        null,
        -1,
        -1,
        null,
        null,
        null,
        null,
        true);
  }

  private static Event delivery(String program, byte[] a, int p, int to) {
    int v = p + ID.length;
    int from = Slice.indexOf(a, v, to, FROM);
    int size = from < 0 ? -1 : Slice.indexOf(a, from, to, SIZE);
    int addr = size < 0 ? -1 : Slice.indexOf(a, from, size, ADDRESS);
    int what = addr < 0 ? -1 : Slice.indexOf(a, size + SIZE.length, to, (byte) ',');
    if (what < 0) {
      return null;
    }
    Status status;
    Slice word;
    Slice text = null;
    if (Slice.regionIs(a, what, to, SUCCESS)) {
      status = Status.SENT;
      word = SENT_WORD;
      text = new Slice(a, what + SUCCESS.length, to);
    } else if (Slice.regionIs(a, what, to, STATUS)) {
      word = new Slice(a, what + STATUS.length, to);
      if (word.is(DEFERRED)) {
        status = Status.DEFERRED;
      } else if (word.is(FAILURE)) {
        status = Status.BOUNCED;
      } else {
        return null;
      }
    } else {
      return null;
    }
    return new Event.Delivery(
        new Slice(a, v, from),
        new Slice(a, from + FROM.length, Math.max(from + FROM.length, addr - 1)),
        new Slice(a, addr + ADDRESS.length, size),
        null,
        switch (program) {
          case "courieresmtp" -> SMTP;
          case "courierlocal" -> LOCAL;
          default -> PIPE;
        },
        relay(text),
        Double.NaN,
        null,
        null,
        status,
        word,
        -1,
        text,
        null,
        Handover.PLAIN);
  }

  /** {@code delivered: name [a]}. */
  private static Event.Relay relay(Slice text) {
    if (text == null || !text.startsWith(DELIVERED) || text.at(text.length() - 1) != ']') {
      return null;
    }
    int open = text.lastIndexOf('[');
    return open < DELIVERED.length + 1
        ? null
        : new Event.Relay(
            text.part(DELIVERED.length, open - 1),
            Scan.ip(text.array, text.from + open + 1, text.to - 1),
            -1);
  }

  /** {@code a,from=<f>,to=<t>: 550 …} is a refusal, {@code a,msg="535 …",cmd: …} a failed login; other commands are protocol errors. */
  private static Event error(byte[] a, int p, int to) {
    int ipEnd = Scan.upTo(a, p, to, ',');
    Event.Peer peer = peer(a, p, ipEnd);
    if (Slice.regionIs(a, ipEnd, to, MESSAGE)) {
      int m = ipEnd + MESSAGE.length;
      Slice text = new Slice(a, m, Scan.upTo(a, m, to, MESSAGE_END));
      return text.startsWith(FAILED_LOGIN)
          ? new Event.Login(false, false, SMTP, peer, null, null, null, text)
          : new Event.Note("protocol_error", null, peer, text);
    }
    if (!Slice.regionIs(a, ipEnd, to, FROM)) {
      return null;
    }
    int f = ipEnd + FROM.length;
    int answer = Scan.last(a, f, to, ANSWER);
    if (answer < 0) {
      return null;
    }
    int rcpt = Slice.indexOf(a, ipEnd, answer, TO);
    int t = rcpt + TO.length;
    int code = (int) Scan.digits(a, answer + ANSWER.length, to);
    Slice text = new Slice(a, Math.min(to, answer + ANSWER.length + 4), to);
    if (code < 400 || code > 599) {
      return null;
    }
    return new Event.Refusal(
        null,
        rcpt < 0 ? null : RCPT,
        peer,
        code,
        null,
        text,
        code < 500,
        text.contains(USER_UNKNOWN)
            ? Reason.UNKNOWN_RECIPIENT
            : text.contains(RELAYING)
                ? Reason.RELAY_DENIED
                : text.contains(SPF) ? Reason.SPF : Reason.OTHER,
        null,
        null,
        new Event.Envelope(
            new Slice(a, f, rcpt < 0 ? answer : Math.max(f, rcpt - 1)),
            rcpt < 0 ? null : new Slice(a, t, answer),
            null,
            null),
        null);
  }
}
