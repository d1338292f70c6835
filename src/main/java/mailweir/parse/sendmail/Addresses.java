package mailweir.parse.sendmail;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/** Addresses and hosts as Sendmail writes them. */
final class Addresses {
  private static final byte[] FORGED = bytes(" (may be forged)");

  private Addresses() {}

  /**
   * Index after the address at {@code from}: {@code <…>} with quoted strings and brackets within, {@code "|/bin/sh -c 'x, y'"}, or bare
   * text up to a comma.
   */
  static int end(byte[] a, int from, int to) {
    if (from >= to) {
      return from;
    }
    if (a[from] == '<') {
      int depth = 0;
      for (int i = from; i < to; i++) {
        int c = a[i];
        if (c == '"') {
          int close = quoteEnd(a, i, to);
          if (close < 0) {
            continue;
          }
          i = close - 1;
        } else if (c == '\\') {
          i++;
        } else if (c == '<') {
          depth++;
        } else if (c == '>' && --depth <= 0) {
          return i + 1;
        }
      }
      // cut by its writer, or a bracket is missing: up to the first field
      int comma = Slice.indexOf(a, from, to, NEXT);
      return comma < 0 ? to : comma;
    }
    if (a[from] == '"') {
      int close = quoteEnd(a, from, to);
      if (close > 0) {
        return Scan.upTo(a, close, to, ',');
      }
    }
    return Scan.upTo(a, from, to, ',');
  }

  private static final byte[] NEXT = bytes(", ");

  private static int quoteEnd(byte[] a, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (a[i] == '\\') {
        i++;
      } else if (a[i] == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  /** The address in [from, to) without its brackets; {@code <<a@b>>} is one that was given with its own. */
  static Slice bare(byte[] a, int from, int to) {
    Slice s = Scan.bare(a, from, to);
    return s.at(0) == '<' ? Scan.bare(a, s.from, s.to) : s;
  }

  /** {@code name [1.2.3.4] (may be forged)}, {@code [IPv6:2001:db8::1]}, {@code IDENT:user@name [1.2.3.4]}; a name without an address too. */
  static Event.Peer peer(byte[] a, int from, int to) {
    int end = to;
    if (end - from > FORGED.length && Slice.regionIs(a, end - FORGED.length, end, FORGED)) {
      end -= FORGED.length;
    }
    int close = end > from && a[end - 1] == ']' ? end - 1 : -1;
    int open = close < 0 ? -1 : close - 1;
    while (open >= from && a[open] != '[') {
      open--;
    }
    if (open < from) {
      Slice name = new Slice(a, from, end).strip();
      return name.isEmpty() ? Event.Peer.NONE : new Event.Peer(name, null, -1);
    }
    Slice ip = Scan.ip(a, open + 1, close);
    int nameEnd = open;
    while (nameEnd > from && a[nameEnd - 1] == ' ') {
      nameEnd--;
    }
    int nameFrom = from;
    for (int i = nameEnd - 1; i >= from; i--) {
      if (a[i] == '@') {
        nameFrom = i + 1;
        break;
      }
    }
    Slice name = nameEnd > nameFrom ? new Slice(a, nameFrom, nameEnd) : null;
    if (name != null && name.at(0) == '[' && name.at(name.length() - 1) == ']') {
      name = null;
    }
    return new Event.Peer(name, ip.isEmpty() ? null : ip, -1);
  }

  /** Where a delivery went, without the trailing dot of a name: {@code mx.example. [1.2.3.4]}. */
  static Event.Relay relay(byte[] a, int from, int to) {
    int end = to;
    int open = -1;
    if (end - from > FORGED.length && Slice.regionIs(a, end - FORGED.length, end, FORGED)) {
      end -= FORGED.length;
    }
    if (end > from && a[end - 1] == ']') {
      open = end - 2;
      while (open >= from && a[open] != '[') {
        open--;
      }
    }
    Slice ip = open < from ? null : Scan.ip(a, open + 1, end - 1);
    int nameEnd = open < from ? end : open;
    while (nameEnd > from && a[nameEnd - 1] == ' ') {
      nameEnd--;
    }
    if (nameEnd > from + 1 && a[nameEnd - 1] == '.') {
      nameEnd--;
    }
    if (nameEnd == from) {
      return ip == null ? null : new Event.Relay(new Slice(a, open, end), ip, -1);
    }
    return new Event.Relay(new Slice(a, from, nameEnd), ip, -1);
  }
}
