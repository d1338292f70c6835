package mailweir.parse.postfix;

import java.util.Arrays;
import mailweir.slice.Slice;

/**
 * Which of many phrases stand in a text: the one with the lowest number, in one walk over the text (Aho and Corasick, 1975), letters of
 * ASCII compared without case.
 *
 * <p>A table of states by classes of bytes; each state knows the lowest number of the phrases that end in it or in a suffix of it. A
 * hundred phrases make some 1,500 states and 140 KB, of which a text touches a few lines.
 */
final class Phrases {
  private static final int NONE = Integer.MAX_VALUE;

  /** Class of each byte; 0 for those in no phrase. */
  private final byte[] classes = new byte[256];

  private final int width;
  private final short[] next;
  private final int[] lowest;

  /** Phrases in lower case ASCII; their number is their place. */
  Phrases(String[] phrases) {
    int count = 1;
    int size = 1;
    for (String phrase : phrases) {
      size += phrase.length();
      for (int i = 0; i < phrase.length(); i++) {
        char c = phrase.charAt(i);
        if (classes[c] == 0) {
          classes[c] = (byte) count++;
          if (c >= 'a' && c <= 'z') {
            classes[c - 32] = classes[c];
          }
        }
      }
    }
    width = count;
    int[] trie = new int[size * width];
    int[] ends = new int[size];
    Arrays.fill(ends, NONE);
    int states = 1;
    for (int k = 0; k < phrases.length; k++) {
      int state = 0;
      for (int i = 0; i < phrases[k].length(); i++) {
        int place = state * width + classes[phrases[k].charAt(i)];
        if (trie[place] == 0) {
          trie[place] = states++;
        }
        state = trie[place];
      }
      ends[state] = Math.min(ends[state], k);
    }
    int[] suffix = new int[states];
    int[] order = new int[states];
    int head = 0;
    int tail = 0;
    for (int c = 1; c < width; c++) {
      if (trie[c] != 0) {
        order[tail++] = trie[c];
      }
    }
    while (head < tail) {
      int state = order[head++];
      ends[state] = Math.min(ends[state], ends[suffix[state]]);
      for (int c = 1; c < width; c++) {
        int place = state * width + c;
        int through = trie[suffix[state] * width + c];
        if (trie[place] == 0) {
          trie[place] = through;
        } else {
          suffix[trie[place]] = through;
          order[tail++] = trie[place];
        }
      }
    }
    next = new short[states * width];
    for (int i = 0; i < next.length; i++) {
      next[i] = (short) trie[i];
    }
    lowest = Arrays.copyOf(ends, states);
  }

  /** The lowest number of the phrases in the text; -1 when none is in it. */
  int lowestIn(Slice text) {
    int state = 0;
    int best = NONE;
    for (int i = text.from; i < text.to; i++) {
      state = next[state * width + classes[text.array[i] & 0xFF]];
      best = Math.min(best, lowest[state]);
    }
    return best == NONE ? -1 : best;
  }
}
