package mailweir.policy.grey;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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

  /** Room for one slot, in bytes. */
  private static final int SLOT = 16;

  /** Segments with more slots than this lie outside of the heap: neither its size nor its collector knows them. */
  private static final int MOST_IN_HEAP = 256;

  private MemorySegment cells = MemorySegment.ofArray(new long[2 * SMALLEST]);
  private Arena arena;
  private int used;

  int used() {
    return used;
  }

  private int slots() {
    return (int) (cells.byteSize() / SLOT);
  }

  private long key(int at) {
    return cells.getAtIndex(JAVA_LONG, 2L * at);
  }

  private long word(int at) {
    return cells.getAtIndex(JAVA_LONG, 2L * at + 1);
  }

  private void set(int at, long key, long word) {
    cells.setAtIndex(JAVA_LONG, 2L * at, key);
    cells.setAtIndex(JAVA_LONG, 2L * at + 1, word);
  }

  /** The word of a key, or {@link Word#REMOVED}. */
  long get(long key) {
    return word(slot(key));
  }

  /** Where the key is, or the empty cell where it would be. */
  private int slot(long key) {
    int mask = slots() - 1;
    int at = (int) key & mask;
    while (word(at) != 0 && key(at) != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** A change as it happens: counted and numbered. */
  void change(long key, long word, byte[] text) {
    sequence++;
    int at = slot(key);
    long before = word(at);
    tally.changed(before, word);
    if (word == Word.REMOVED || word == Word.FORGOTTEN) {
      if (before != 0) {
        remove(at);
      }
    } else if (before == 0) {
      put(key, word);
    } else {
      set(at, key, word);
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
    set(slot(key), key, word);
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
    MemorySegment old = cells;
    Arena before = arena;
    if (slots <= MOST_IN_HEAP) {
      arena = null;
      cells = MemorySegment.ofArray(new long[2 * slots]);
    } else {
      arena = Arena.ofShared();
      cells = arena.allocate((long) slots * SLOT, SLOT);
    }
    for (long i = 0; i < old.byteSize() / Long.BYTES; i += 2) {
      long word = old.getAtIndex(JAVA_LONG, i + 1);
      if (word != 0) {
        long key = old.getAtIndex(JAVA_LONG, i);
        set(slot(key), key, word);
      }
    }
    if (before != null) {
      before.close();
    }
  }

  /** Gives back what lies outside of the heap; the segment is empty then. */
  void close() {
    cells = MemorySegment.ofArray(new long[2 * SMALLEST]);
    used = 0;
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  /** Empties a cell; those behind it that had to go past it move up. */
  private void remove(int hole) {
    int mask = slots() - 1;
    int at = hole;
    int next = hole;
    while (true) {
      next = next + 1 & mask;
      if (word(next) == 0) {
        break;
      }
      int home = (int) key(next) & mask;
      if ((next - home & mask) >= (next - at & mask)) {
        set(at, key(next), word(next));
        at = next;
      }
    }
    set(at, 0, 0);
    used--;
  }

  /** Keys whose time is over, at most so many. */
  long[] over(long now, Settings how, int most) {
    long[] keys = new long[8];
    int n = 0;
    for (int i = 0; i < slots() && n < most; i++) {
      if (word(i) != 0 && Word.isOver(word(i), now, how)) {
        if (n == keys.length) {
          keys = Arrays.copyOf(keys, 2 * n);
        }
        keys[n++] = key(i);
      }
    }
    return Arrays.copyOf(keys, n);
  }

  /** Gives back room when little of it is used. */
  void shrink() {
    if (slots() > SMALLEST && used * 8L < slots()) {
      resize(slots() / 2);
    }
  }

  /** All cells as they lie: key, word, key, word; a word of 0 is none. */
  long[] cells() {
    return cells.toArray(JAVA_LONG);
  }

  /** Adds what a reader of {@link Costs} needs: how many wait, and how many have given up without having been swept. */
  void count(long now, Settings how, long[] waitingAndOver) {
    for (int i = 0; i < slots(); i++) {
      if (Word.kind(word(i)) == Word.WAITING) {
        waitingAndOver[Word.isOver(word(i), now, how) ? 1 : 0]++;
      }
    }
  }
}
