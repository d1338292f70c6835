package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import java.util.Arrays;
import mailweir.event.Reason;
import mailweir.slice.Slice;

/**
 * Why a client was refused, from the text of the answer: an ordered table, the first row that fits decides.
 *
 * <p>A row is a phrase that stands anywhere in the text, letters compared without case. What the client itself put in front
 * ({@code <address>: }) is passed over, so that nobody chooses his reason. The table's order is its meaning: a phrase of Postfix
 * itself before the phrases of policy servers and milters, the special before the general.
 */
final class RefusalReasons {
  /** One row: the phrase, in lower case, and what it means. */
  record Row(String phrase, Reason reason) {}

  private static Row row(String phrase, Reason reason) {
    return new Row(phrase, reason);
  }

  /** The rows in their order; each has a line in the test. */
  static final Row[] ROWS = {
    // a probe's outcome: what another server said stands behind it
    row("address verification in progress", Reason.SERVER_BUSY),
    row("recipient address rejected: undeliverable address", Reason.UNKNOWN_RECIPIENT),
    row("recipient address rejected: unverified address", Reason.UNKNOWN_RECIPIENT),
    row("sender address rejected: undeliverable address", Reason.SENDER_ACCESS),
    row("sender address rejected: unverified address", Reason.SENDER_ACCESS),
    // greylisting, whoever does it
    row("greylist", Reason.GREYLISTED),
    row("graylist", Reason.GREYLISTED),
    row("grey list", Reason.GREYLISTED),
    row("grey-list", Reason.GREYLISTED),
    // virus scanners
    row("infected", Reason.VIRUS),
    row("virus", Reason.VIRUS),
    row("malware", Reason.VIRUS),
    // authenticity
    row("openspf", Reason.SPF),
    row("spf.pobox.com", Reason.SPF),
    row("spf fail", Reason.SPF),
    row("spf check", Reason.SPF),
    row("spf validation", Reason.SPF),
    row("spf softfail", Reason.SPF),
    row("spf temporary error", Reason.SPF),
    row("spf permanent error", Reason.SPF),
    row("message rejected due to: spf", Reason.SPF),
    row("receiver policy for spf", Reason.SPF),
    row("(spf)", Reason.SPF),
    row("dmarc", Reason.DKIM_DMARC),
    row("dkim", Reason.DKIM_DMARC),
    row("bad signature", Reason.DKIM_DMARC),
    // relaying and logins
    row("relay access denied", Reason.RELAY_DENIED),
    row("relaying denied", Reason.RELAY_DENIED),
    row("relay not permitted", Reason.RELAY_DENIED),
    row("not owned by user", Reason.SENDER_ACCESS),
    row("not logged in", Reason.AUTH_REQUIRED),
    row("authentication required", Reason.AUTH_REQUIRED),
    row("authentication failed", Reason.AUTH_REQUIRED),
    row("must issue a starttls", Reason.TLS_REQUIRED),
    row("session encryption is required", Reason.TLS_REQUIRED),
    row("tls required", Reason.TLS_REQUIRED),
    row("tls not available", Reason.TLS_REQUIRED),
    row("tls client certificate", Reason.TLS_REQUIRED),
    // limits
    row("too many connections", Reason.RATE_LIMIT),
    row("too many new tls", Reason.RATE_LIMIT),
    row("connection rate limit", Reason.RATE_LIMIT),
    row("connection concurrency limit", Reason.RATE_LIMIT),
    row("rate limit exceeded", Reason.RATE_LIMIT),
    row("too much mail", Reason.RATE_LIMIT),
    row("too many emails", Reason.RATE_LIMIT),
    row("too many messages", Reason.RATE_LIMIT),
    row("too many auth", Reason.RATE_LIMIT),
    row("too many recipients", Reason.RATE_LIMIT),
    row("too many invalid recipients", Reason.RATE_LIMIT),
    row("too many errors", Reason.PROTOCOL_ERROR),
    row("quota exceeded", Reason.MAILBOX_FULL),
    row("over quota", Reason.MAILBOX_FULL),
    row("overquota", Reason.MAILBOX_FULL),
    row("mailbox full", Reason.MAILBOX_FULL),
    row("mailbox is full", Reason.MAILBOX_FULL),
    row("message size exceeds", Reason.SIZE),
    row("message file too big", Reason.SIZE),
    row("message too large", Reason.SIZE),
    row("file too large", Reason.SIZE),
    row("size limit", Reason.SIZE),
    // the server's own troubles
    row("insufficient system", Reason.SERVER_BUSY),
    row("all server ports busy", Reason.SERVER_BUSY),
    row("all screening ports busy", Reason.SERVER_BUSY),
    row("server configuration", Reason.SERVER_BUSY),
    row("server error", Reason.SERVER_BUSY),
    row("queue file write error", Reason.SERVER_BUSY),
    row("temporary lookup failure", Reason.SERVER_BUSY),
    row("service not available", Reason.SERVER_BUSY),
    row("try again later", Reason.SERVER_BUSY),
    // addresses
    row("sender address rejected: user unknown", Reason.SENDER_ACCESS),
    row("user unknown", Reason.UNKNOWN_RECIPIENT),
    row("unknown user", Reason.UNKNOWN_RECIPIENT),
    row("recipient address rejected: domain not found", Reason.UNKNOWN_RECIPIENT),
    row("recipient address rejected: malformed dns", Reason.UNKNOWN_RECIPIENT),
    row("recipient address rejected: domain does not accept mail", Reason.UNKNOWN_RECIPIENT),
    row("no such user", Reason.UNKNOWN_RECIPIENT),
    row("sender address rejected: domain not found", Reason.UNKNOWN_SENDER_DOMAIN),
    row("sender address rejected: malformed dns", Reason.UNKNOWN_SENDER_DOMAIN),
    row("sender address rejected: domain does not accept mail", Reason.UNKNOWN_SENDER_DOMAIN),
    // the access tables and restrictions, by what they looked at
    row("helo command rejected", Reason.HELO),
    row("client host rejected", Reason.CLIENT_ACCESS),
    row("sender address rejected", Reason.SENDER_ACCESS),
    row("recipient address rejected: need fully-qualified", Reason.PROTOCOL_ERROR),
    row("recipient address rejected: policy", Reason.POLICY),
    row("recipient address rejected: service is unavailable", Reason.SERVER_BUSY),
    row("recipient address rejected", Reason.RECIPIENT_ACCESS),
    row("data command rejected: multi-recipient bounce", Reason.PROTOCOL_ERROR),
    row("command rejected: improper use of smtp command pipelining", Reason.PROTOCOL_ERROR),
    row("data command rejected", Reason.POLICY),
    row("end-of-data rejected", Reason.POLICY),
    row("etrn command rejected", Reason.POLICY),
    // how SMTP is spoken
    row("protocol error", Reason.PROTOCOL_ERROR),
    row("command pipelining", Reason.PROTOCOL_ERROR),
    row("bare newline", Reason.PROTOCOL_ERROR),
    row("bare <lf>", Reason.PROTOCOL_ERROR),
    row("non-smtp command", Reason.PROTOCOL_ERROR),
    row("syntax", Reason.PROTOCOL_ERROR),
    row("command not recognized", Reason.PROTOCOL_ERROR),
    row("out of sequence", Reason.PROTOCOL_ERROR),
    row("need rcpt", Reason.PROTOCOL_ERROR),
    row("need mail", Reason.PROTOCOL_ERROR),
    row("no valid recipients", Reason.PROTOCOL_ERROR),
    row("smtputf8", Reason.PROTOCOL_ERROR),
    // filters' own words
    row("spam", Reason.SPAM),
    row("bulk", Reason.SPAM),
    row("banned", Reason.CONTENT),
    row("content rejected", Reason.CONTENT),
    row("attachment", Reason.CONTENT),
    row("policy", Reason.POLICY),
  };

  private static final Phrases PHRASES =
      new Phrases(Arrays.stream(ROWS).map(Row::phrase).toArray(String[]::new));

  private static final byte[] BLOCKED_USING = bytes("blocked using ");
  private static final byte[] LISTED_BY = bytes("listed by domain ");
  private static final byte[][] BEFORE_SIGNATURE = {
    bytes("INFECTED: "),
    bytes("infected: "),
    bytes("virus "),
    bytes("Virus "),
    bytes("virus: "),
    bytes("Virus: "),
    bytes("infected with "),
    bytes("infected by "),
  };
  private static final byte[] PORTS_BUSY = bytes(" ports busy");
  private static final byte[] TOO_MANY = bytes("too many connections");
  private static final byte[] CURRENTLY_UNAVAILABLE = bytes("Service currently unavailable");
  private static final byte[] CONNECT = bytes("CONNECT");
  private static final byte[] END_OF_MESSAGE = bytes("END-OF-MESSAGE");
  private static final byte[] HEADER = bytes("header");
  private static final byte[] BODY = bytes("body");
  private static final byte[] MIME = bytes("mime");

  private RefusalReasons() {}

  /**
   * The reason; {@code list} is what {@link #list} found. {@code screen}: postscreen speaks, which says {@code 450 4.3.2 Service
   * currently unavailable} to a client that passed its tests and has to come again: a greylist's answer; and {@code 550 5.3.2} with
   * the same words to one on its own denylist.
   */
  static Reason of(Slice stage, Slice text, boolean permanent, boolean screen, Slice list) {
    if (list != null) {
      return Reason.DNSBL;
    }
    if (stage != null && (stage.is(HEADER) || stage.is(BODY) || stage.is(MIME))) {
      return Reason.CONTENT;
    }
    int row = PHRASES.lowestIn(withoutClientsWords(text));
    if (row >= 0) {
      return ROWS[row].reason();
    }
    if (text.is(CURRENTLY_UNAVAILABLE)) {
      return permanent ? Reason.CLIENT_ACCESS : screen ? Reason.GREYLISTED : Reason.SERVER_BUSY;
    }
    if (stage != null && stage.is(CONNECT)) {
      return Reason.CLIENT_ACCESS;
    }
    return stage != null && stage.is(END_OF_MESSAGE) ? Reason.CONTENT : Reason.OTHER;
  }

  /** postscreen's answers that have no code are all 421. */
  static boolean isBusy(Slice text) {
    return text.contains(PORTS_BUSY) || text.contains(TOO_MANY);
  }

  /** The name of the DNS block list that the answer blames; {@code null} when it blames none. */
  static Slice list(Slice answer) {
    Slice text = withoutClientsWords(answer);
    int i = text.indexOf(BLOCKED_USING, 0);
    int from = i + BLOCKED_USING.length;
    if (i < 0) {
      i = text.indexOf(LISTED_BY, 0);
      from = i + LISTED_BY.length;
    }
    if (i < 0) {
      return null;
    }
    int to = from;
    while (text.at(to) > ' ' && text.at(to) != ';' && text.at(to) != ',' && text.at(to) != ')') {
      to++;
    }
    if (text.at(to) == ' ') {
      // "Trend Micro RBL+. Please see …": a name of several words ends at the full stop or
      // semicolon
      int stop = to;
      while (stop < text.length()
          && text.at(stop) != ';'
          && !(text.at(stop) == '.' && text.at(stop + 1) == ' ')) {
        stop++;
      }
      if (Slice.indexOf(text.array, text.from + from, text.from + to, (byte) '.') < 0
          && stop < text.length()) {
        to = stop;
      }
    }
    while (to > from && text.at(to - 1) == '.') {
      to--;
    }
    return text.part(from, to);
  }

  /** The virus' name: {@code INFECTED: Eicar-Test-Signature}, {@code virus Win.Worm found}; {@code null} when the answer names none. */
  static Slice signature(Slice answer) {
    Slice text = withoutClientsWords(answer);
    for (byte[] before : BEFORE_SIGNATURE) {
      int i = text.indexOf(before, 0);
      if (i >= 0) {
        int from = i + before.length;
        int to = from;
        boolean name = false;
        while (text.at(to) > ' '
            && text.at(to) != ','
            && text.at(to) != ';'
            && text.at(to) != ')') {
          int c = text.at(to++);
          name |= c == '.' || c == '-' || c == '_' || c >= '0' && c <= '9';
        }
        if (name) {
          return text.part(from, to);
        }
      }
    }
    return null;
  }

  /** The text without what the client said in brackets at its start. */
  private static Slice withoutClientsWords(Slice text) {
    if (text.at(0) != '<') {
      return text;
    }
    int close = text.indexOf('>');
    while (close >= 0 && text.at(close + 1) != ':' && text.at(close + 1) >= 0) {
      close = text.indexOf('>', close + 1);
    }
    return close < 0 ? text : text.part(close + 1);
  }
}
