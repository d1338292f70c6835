package mailweir.policy.grey;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a table: keys and words in open addressing, the texts of some that wait, and what it counted. Every change has a number, so that a copy of the
 * segment and a journal that overlaps it can be put together. Who uses it holds its monitor.
 *
 * <p>What is counted follows from the word before and the word after a change, and from nothing else: so a replayed journal counts what the process counted.
 */
final class Segment {
  /** Texts of those that wait, at most; the oldest are dropped. */
  static final int MOST_TEXTS = 256;

  private static final int SMALLEST = 16;

  final Tally tally = new Tally();
  final Map<Long, byte[]> texts = new LinkedHashMap<>();

  /** The number of the last change. */
  int sequence;

  private long[] cells = new long[2 * SMALLEST];
  private int used;

  int used() {
    return used;
  }

  private int slots() {
    return cells.length >> 1;
  }

  /** The word of a key, or {@link Word#REMOVED}. */
  long get(long key) {
    return cells[2 * slot(key) + 1];
  }

  /** Where the key is, or the empty cell where it would be. */
  private int slot(long key) {
    int mask = slots() - 1;
    int at = (int) key & mask;
    while (cells[2 * at + 1] != 0 && cells[2 * at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** A change as it happens: counted and numbered. */
  void change(long key, long word, byte[] text) {
    sequence++;
    int at = slot(key);
    long before = cells[2 * at + 1];
    tally.changed(before, word);
    if (word == Word.REMOVED || word == Word.FORGOTTEN) {
      if (before != 0) {
        remove(at);
      }
    } else if (before == 0) {
      put(key, word);
    } else {
      cells[2 * at + 1] = word;
    }
    if (Word.kind(word) == Word.WAITING && text != null) {
      texts.remove(key);
      if (texts.size() >= MOST_TEXTS) {
        texts.remove(texts.keySet().iterator().next());
      }
      texts.put(key, text);
    } else if (!texts.isEmpty()) {
      texts.remove(key);
    }
  }

  /** A change from a journal; one that is in the segment already is not made again. */
  void replay(int number, long key, long word, byte[] text) {
    if (number - sequence > 0) {
      change(key, word, text);
      sequence = number;
    }
  }

  /** A cell, not counted: the key is new. */
  void put(long key, long word) {
    if ((used + 1) * 4L > slots() * 3L) {
      resize(2 * slots());
    }
    int at = slot(key);
    cells[2 * at] = key;
    cells[2 * at + 1] = word;
    used++;
  }

  /** Room for so many, at once. */
  void reserve(int entries) {
    int slots = SMALLEST;
    while (entries * 4L > slots * 3L) {
      slots *= 2;
    }
    if (slots > slots()) {
      resize(slots);
    }
  }

  private void resize(int slots) {
    long[] old = cells;
    cells = new long[2 * slots];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        int at = slot(old[i]);
        cells[2 * at] = old[i];
        cells[2 * at + 1] = old[i + 1];
      }
    }
  }

  /** Empties a cell; those behind it that had to go past it move up. */
  private void remove(int hole) {
    int mask = slots() - 1;
    int at = hole;
    int next = hole;
    while (true) {
      next = next + 1 & mask;
      if (cells[2 * next + 1] == 0) {
        break;
      }
      int home = (int) cells[2 * next] & mask;
      if ((next - home & mask) >= (next - at & mask)) {
        cells[2 * at] = cells[2 * next];
        cells[2 * at + 1] = cells[2 * next + 1];
        at = next;
      }
    }
    cells[2 * at] = 0;
    cells[2 * at + 1] = 0;
    used--;
  }

  /** Keys whose time is over, at most so many. */
  long[] over(long now, Settings how, int most) {
    long[] keys = new long[8];
    int n = 0;
    for (int i = 0; i < cells.length && n < most; i += 2) {
      if (cells[i + 1] != 0 && Word.isOver(cells[i + 1], now, how)) {
        if (n == keys.length) {
          keys = java.util.Arrays.copyOf(keys, 2 * n);
        }
        keys[n++] = cells[i];
      }
    }
    return java.util.Arrays.copyOf(keys, n);
  }

  /** Gives back room when little of it is used. */
  void shrink() {
    if (slots() > SMALLEST && used * 8L < slots()) {
      resize(slots() / 2);
    }
  }

  /** All cells as they lie: key, word, key, word; a word of 0 is none. */
  long[] cells() {
    return cells.clone();
  }

  /** Adds what a reader of {@link Costs} needs: how many wait, and how many have given up without having been swept. */
  void count(long now, Settings how, long[] waitingAndOver) {
    for (int i = 1; i < cells.length; i += 2) {
      if (Word.kind(cells[i]) == Word.WAITING) {
        waitingAndOver[Word.isOver(cells[i], now, how) ? 1 : 0]++;
      }
    }
  }
}
