package mailweir.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts by small numbers, each kept once, as bytes in one array: a place's messages say the same things again and again. Not safe for threads. */
final class Texts {
  /** The number of an absent text. */
  static final int NONE = 0;

  private byte[] bytes = new byte[1 << 10];
  private int[] ends = new int[64];
  private int[] table = new int[128];
  private int count = 1;

  /** How many numbers there are, that of the absent text included. */
  int size() {
    return count;
  }

  /** The number of a text, from 1. */
  int of(String text) {
    if (text == null) {
      return NONE;
    }
    byte[] its = text.getBytes(StandardCharsets.UTF_8);
    int at = slot(its);
    if (table[at] != 0) {
      return table[at];
    }
    int start = ends[count - 1];
    if (start + its.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(start + its.length, bytes.length + bytes.length / 2));
    }
    System.arraycopy(its, 0, bytes, start, its.length);
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count + count / 2);
    }
    ends[count] = start + its.length;
    table[at] = count;
    if (++count * 2 > table.length) {
      table = new int[table.length * 2];
      for (int i = 1; i < count; i++) {
        table[free(hash(bytes, ends[i - 1], ends[i]))] = i;
      }
    }
    return count - 1;
  }

  /** The number of a text that is there; -1: it is not. */
  int known(String text) {
    int found = table[slot(text.getBytes(StandardCharsets.UTF_8))];
    return found == 0 ? -1 : found;
  }

  private int slot(byte[] its) {
    int at = hash(its, 0, its.length) & table.length - 1;
    while (table[at] != 0) {
      int i = table[at];
      if (Arrays.equals(bytes, ends[i - 1], ends[i], its, 0, its.length)) {
        return at;
      }
      at = at + 1 & table.length - 1;
    }
    return at;
  }

  private int free(int hash) {
    int at = hash & table.length - 1;
    while (table[at] != 0) {
      at = at + 1 & table.length - 1;
    }
    return at;
  }

  private static int hash(byte[] all, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + all[i];
    }
    hash *= 0x9E3779B1;
    return hash ^ hash >>> 15;
  }

  /** The text of a number. */
  String text(int number) {
    return number == NONE
        ? null
        : new String(
            bytes, ends[number - 1], ends[number] - ends[number - 1], StandardCharsets.UTF_8);
  }
}
