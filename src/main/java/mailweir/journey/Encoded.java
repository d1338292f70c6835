package mailweir.journey;

import mailweir.slice.Slice;

/** What texts of events become in marks and rows: numbers. */
public final class Encoded {
  private Encoded() {}

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

  /** A process that queued a message, where an attempt names it instead of the queue id; never 0. */
  static long process(long number) {
    long h = Slice.mix(number ^ 0x716D61696CL);
    return h == 0 ? 1 : h;
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
}
