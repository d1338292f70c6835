package mailweir.journey;

import mailweir.event.Event;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * A short memory before {@link Texts}: neighbours in a log say the same things. It changes nothing in what comes out. Confined to one
 * thread.
 */
final class NearTexts {
  private static final int SLOTS = 1 << 11;

  private final Texts texts;
  private final long[] hashes = new long[SLOTS];
  private final int[] numbers = new int[SLOTS];

  NearTexts(Texts texts) {
    this.texts = texts;
  }

  /** As {@link Texts#of(Slice)}. */
  int of(Slice text) {
    return text == null ? Texts.NONE : of(text.array, text.from, text.to);
  }

  /** As {@link Texts#of(byte[], int, int)}. */
  int of(byte[] a, int from, int to) {
    if (to <= from) {
      return Texts.EMPTY;
    }
    long hash = Slice.hash(a, from, to, 0);
    int slot = (int) hash & SLOTS - 1;
    if (hashes[slot] == hash && numbers[slot] != 0) {
      return numbers[slot];
    }
    int number = texts.of(a, from, to, hash);
    hashes[slot] = hash;
    numbers[slot] = number;
    return number;
  }

  /** An address without what IPv6 wraps around an IPv4 one. */
  int ip(Slice ip) {
    return ip == null
        ? Texts.NONE
        : of(ip.startsWith(MAPPED) && ip.indexOf('.') > 0 ? ip.part(MAPPED.length) : ip);
  }

  private static final byte[] MAPPED = Ascii.bytes("::ffff:");

  int relay(Event.Relay relay) {
    if (relay == null || relay.name() == null) {
      return Texts.NONE;
    }
    // name[ip]:port stands together in the line: one text
    Slice name = relay.name();
    Slice ip = relay.ip();
    if (ip == null || ip.array != name.array || ip.to < name.to) {
      return of(name);
    }
    int end = ip.to < name.array.length && name.array[ip.to] == ']' ? ip.to + 1 : ip.to;
    return of(name.array, name.from, end);
  }
}
