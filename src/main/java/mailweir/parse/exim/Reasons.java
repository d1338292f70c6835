package mailweir.parse.exim;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Reason;
import mailweir.slice.Slice;

/**
 * Why Exim refused, by the words of its ACLs, which are the operator's own: those of the default configuration, of Debian's and of the
 * panels; without such words by the stage.
 */
final class Reasons {
  private record Rule(byte[] words, Reason reason) {}

  /** Words up to this length are looked for as whole words. */
  private static final int SHORT = 4;

  private static final Rule[] RULES = {
    rule("greylist", Reason.GREYLISTED),
    rule("graylist", Reason.GREYLISTED),
    rule("ratelimit", Reason.RATE_LIMIT),
    rule("rate limit", Reason.RATE_LIMIT),
    rule("too many \"received\"", Reason.CONTENT),
    rule("too many", Reason.RATE_LIMIT),
    rule("dnsbl", Reason.DNSBL),
    rule("dnslist", Reason.DNSBL),
    rule("blacklist", Reason.DNSBL),
    rule("blocklist", Reason.DNSBL),
    rule("blackhole", Reason.DNSBL),
    rule("spamhaus", Reason.DNSBL),
    rule("spamcop", Reason.DNSBL),
    rule("is listed", Reason.DNSBL),
    rule("listed in", Reason.DNSBL),
    rule("listed at", Reason.DNSBL),
    rule("in an rbl", Reason.DNSBL),
    rule("virus", Reason.VIRUS),
    rule("malware", Reason.VIRUS),
    rule("infected", Reason.VIRUS),
    rule("relay not permitted", Reason.RELAY_DENIED),
    rule("relaying", Reason.RELAY_DENIED),
    rule("not permitted to relay", Reason.RELAY_DENIED),
    rule("relay access", Reason.RELAY_DENIED),
    rule("sender verify", Reason.UNKNOWN_SENDER_DOMAIN),
    rule("dmarc", Reason.DKIM_DMARC),
    rule("dkim", Reason.DKIM_DMARC),
    rule("spf", Reason.SPF),
    rule("spam", Reason.SPAM),
    rule("over quota", Reason.MAILBOX_FULL),
    rule("quota exceeded", Reason.MAILBOX_FULL),
    rule("quota verification", Reason.MAILBOX_FULL),
    rule("mailbox is full", Reason.MAILBOX_FULL),
    rule("mailbox full", Reason.MAILBOX_FULL),
    rule("unknown user", Reason.UNKNOWN_RECIPIENT),
    rule("user unknown", Reason.UNKNOWN_RECIPIENT),
    rule("no such user", Reason.UNKNOWN_RECIPIENT),
    rule("no such person", Reason.UNKNOWN_RECIPIENT),
    rule("no such recipient", Reason.UNKNOWN_RECIPIENT),
    rule("unrouteable address", Reason.UNKNOWN_RECIPIENT),
    rule("unroutable address", Reason.UNKNOWN_RECIPIENT),
    rule("mailbox unavailable", Reason.UNKNOWN_RECIPIENT),
    rule("recipient verify", Reason.UNKNOWN_RECIPIENT),
    rule("message too big", Reason.SIZE),
    rule("authentication required", Reason.AUTH_REQUIRED),
    rule("auth required", Reason.AUTH_REQUIRED),
    rule("must authenticate", Reason.AUTH_REQUIRED),
    rule("tls required", Reason.TLS_REQUIRED),
    rule("encryption required", Reason.TLS_REQUIRED),
    rule("bad helo", Reason.HELO),
    rule("helo", Reason.HELO),
  };

  private Reasons() {}

  private static Rule rule(String words, Reason reason) {
    return new Rule(bytes(words), reason);
  }

  /** The reason of a refusal with this text (null: none) at this stage. */
  static Reason of(Stage stage, Slice text) {
    if (text != null) {
      for (Rule r : RULES) {
        if (says(text, r.words)) {
          return r.reason;
        }
      }
    }
    return switch (stage) {
      case CONNECT -> Reason.CLIENT_ACCESS;
      case HELO -> Reason.HELO;
      case MAIL -> Reason.SENDER_ACCESS;
      case RCPT -> Reason.POLICY;
      case DATA -> Reason.CONTENT;
      case OTHER -> Reason.POLICY;
    };
  }

  /** Whether the words stand in the text; short ones as words of their own, for {@code spammer.example} is a name. */
  private static boolean says(Slice text, byte[] words) {
    byte[] a = text.array;
    for (int from = text.from; ; from++) {
      from = indexIgnoringCase(a, from, text.to, words);
      if (from < 0) {
        return false;
      }
      int end = from + words.length;
      if (words.length > SHORT
          || (from == text.from || !name(a[from - 1]))
              && (end == text.to || !name(a[end]) || a[end] == '.' && end + 1 == text.to)) {
        return true;
      }
    }
  }

  /** Where in the dialogue a client was refused. */
  enum Stage {
    CONNECT("CONNECT"),
    HELO("HELO"),
    MAIL("MAIL"),
    RCPT("RCPT"),
    DATA("END-OF-MESSAGE"),
    OTHER(null);

    final Slice word;

    Stage(String word) {
      this.word = word == null ? null : Slice.of(word);
    }
  }

  /** Index of lower-case words in [from, to) whatever the case there; -1 when they do not stand there. */
  static int indexIgnoringCase(byte[] a, int from, int to, byte[] words) {
    int last = to - words.length;
    for (int i = from; i <= last; i++) {
      if (lower(a[i]) == words[0]) {
        int k = 1;
        while (k < words.length && lower(a[i + k]) == words[k]) {
          k++;
        }
        if (k == words.length) {
          return i;
        }
      }
    }
    return -1;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  private static final byte[] VIRUS = bytes("virus");
  private static final byte[] MALWARE = bytes("malware");

  /** The virus' name: in parentheses behind the word, or the word behind it and a colon; null when none is told. */
  static Slice signature(Slice text) {
    byte[] a = text.array;
    int at = indexIgnoringCase(a, text.from, text.to, VIRUS);
    int end = at + VIRUS.length;
    if (at < 0) {
      at = indexIgnoringCase(a, text.from, text.to, MALWARE);
      end = at + MALWARE.length;
    }
    if (at < 0) {
      return null;
    }
    int open = Slice.indexOf(a, end, text.to, (byte) '(');
    if (open > 0 && open - end <= 24) {
      int close = Slice.indexOf(a, open, text.to, (byte) ')');
      return close > open + 1 ? new Slice(a, open + 1, close) : null;
    }
    int colon = Slice.indexOf(a, end, text.to, (byte) ':');
    int from = colon > 0 && colon - end <= 24 ? colon + 1 : end;
    while (from < text.to && (a[from] == ' ' || a[from] == '"')) {
      from++;
    }
    int to = from;
    while (to < text.to && a[to] != ' ' && a[to] != '"' && a[to] != ')' && a[to] != ',') {
      to++;
    }
    // a name has a dot, a dash or a digit; a word of the sentence has none
    for (int i = from; i < to - 1; i++) {
      if (a[i] == '.' || a[i] == '-' || a[i] == '_' || a[i] == '/') {
        return new Slice(a, from, to);
      }
    }
    return null;
  }

  /** The DNS list's name: the first name with a dot that has letters; null when none is told. */
  static Slice list(Slice text) {
    byte[] a = text.array;
    int i = text.from;
    while (i < text.to) {
      int begin = i;
      boolean dot = false;
      boolean letter = false;
      while (i < text.to && name(a[i])) {
        dot |= a[i] == '.';
        letter |= (a[i] | 32) >= 'a' && (a[i] | 32) <= 'z';
        i++;
      }
      int end = i;
      while (end > begin && a[end - 1] == '.') {
        end--;
      }
      if (dot
          && letter
          && Slice.indexOf(a, begin, end, (byte) '.') > begin
          && (i == text.to || a[i] != '@' && a[i] != '/')) {
        return new Slice(a, begin, end);
      }
      i++;
    }
    return null;
  }

  private static boolean name(int c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '.'
        || c == '-'
        || c == '_';
  }
}
