package mailweir.journey;

import mailweir.event.Category;
import mailweir.event.Reason;
import mailweir.event.Status;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/** What texts of events become in marks and rows: numbers. */
public final class Encoded {
  private Encoded() {}

  /** The key of a queue id on a host, from both hashes. */
  public static long key(long idHash, long hostHash) {
    long k = Slice.mix(idHash ^ hostHash * 0x9E3779B97F4A7C15L);
    return k == 0 ? 1 : k;
  }

  /** Hash of a Message-ID: case of the domain ignored, for filters write it in lower case. 32 bits, never 0. */
  public static long messageId(Slice id) {
    int at = id.lastIndexOf('@');
    long h;
    if (at < 0) {
      h = id.hash();
    } else {
      long domain = 0;
      for (int i = id.from + at + 1; i < id.to; i++) {
        int c = id.array[i];
        domain = domain * 31 + (c >= 'A' && c <= 'Z' ? c + 32 : c);
      }
      h = Slice.hash(id.array, id.from, id.from + at, domain);
    }
    long folded = (h ^ h >>> 32) & 0xFFFFFFFFL;
    return folded == 0 ? 1 : folded;
  }

  /** An enhanced status code, ten bits a part; 0 for none. */
  static int dsn(Slice dsn) {
    if (dsn == null) {
      return 0;
    }
    int value = 0;
    int part = 0;
    for (int i = dsn.from; i < dsn.to; i++) {
      int c = dsn.array[i];
      if (c == '.') {
        value = value << 10 | part;
        part = 0;
      } else {
        part = Math.min(1023, part * 10 + (c - '0'));
      }
    }
    return value << 10 | part;
  }

  private static final long PROCESS = 0xB5C3D2E1L;

  /** A process that queued a message, where an attempt names it instead of the queue id: 32 bits that are stored as a queue id's are. */
  public static long process(long number) {
    return (number ^ PROCESS) & 0xFFFFFFFFL;
  }

  /** The process of that. */
  public static long processOf(long encoded) {
    return (encoded ^ PROCESS) & 0xFFFFFFFFL;
  }

  /** A process' number; 0 where none is stated. */
  static int number(Slice process) {
    return process == null ? 0 : (int) Math.max(0, process.number());
  }

  /** The delivery agent of its name. */
  static int via(Slice via) {
    if (via == null) {
      return Words.VIA_OTHER;
    }
    return switch (via.at(0)) {
      case 's' -> Words.VIA_SMTP;
      case 'l' -> via.at(1) == 'm' ? Words.VIA_LMTP : Words.VIA_LOCAL;
      case 'v' -> Words.VIA_VIRTUAL;
      case 'p' -> Words.VIA_PIPE;
      case 'e', 'r' -> Words.VIA_ERROR;
      case 'd' -> Words.VIA_DISCARD;
      default -> Words.VIA_OTHER;
    };
  }

  /** The outcome of an attempt's status; 0 for one that counts nowhere. */
  static int outcome(Status status) {
    return switch (status) {
      case SENT -> Words.SENT;
      case DEFERRED, SOFTBOUNCE -> Words.DEFERRED;
      case BOUNCED -> Words.BOUNCED;
      case EXPIRED -> Words.EXPIRED_RCPT;
      case DELIVERABLE, UNDELIVERABLE -> Words.PROBED;
      case SUPPRESSED, OTHER -> 0;
    };
  }

  /** The number of an operator's act; 0 for another. */
  static int act(Slice act) {
    return switch (act.toString()) {
      case "deleted" -> 1;
      case "requeued" -> 2;
      case "held" -> 3;
      case "released" -> 4;
      default -> 0;
    };
  }

  /** What a refusal of a whole message says of it; null where it is no verdict. */
  static Category category(Reason reason) {
    return switch (reason) {
      case VIRUS -> Category.VIRUS;
      case SPAM -> Category.SPAM;
      case UNKNOWN_RECIPIENT,
          UNKNOWN_SENDER_DOMAIN,
          RELAY_DENIED,
          DNSBL,
          GREYLISTED,
          POLICY,
          HELO,
          CLIENT_ACCESS,
          SENDER_ACCESS,
          RECIPIENT_ACCESS,
          CONTENT,
          SIZE,
          RATE_LIMIT,
          AUTH_REQUIRED,
          TLS_REQUIRED,
          SPF,
          DKIM_DMARC,
          PROTOCOL_ERROR,
          MAILBOX_FULL,
          SERVER_BUSY,
          OTHER ->
          null;
    };
  }

  /** {@code did 0+1+0}: no mailbox and no command had it, only other addresses. */
  static boolean isForwardedOnly(Slice text) {
    return text != null
        && text.startsWith(DID_FORWARD)
        && text.at(DID_FORWARD.length) > '0'
        && text.at(DID_FORWARD.length) <= '9'
        && text.part(DID_FORWARD.length + 1).startsWith(NO_COMMAND);
  }

  private static final byte[] DID_FORWARD = Ascii.bytes("did 0+");
  private static final byte[] NO_COMMAND = Ascii.bytes("+0");
}
