package mailweir.bounce;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds many literals in one pass over a text, ASCII letters of either case alike (Aho and Corasick, 1975). Immutable when built.
 */
final class Literals {
  private final byte[] classOf = new byte[256];
  private int classes = 1;
  private int[] next;
  private final List<int[]> found = new ArrayList<>();

  /** {@code words} are in small letters; what is told of a literal is its place in the list. */
  Literals(List<String> words) {
    for (String w : words) {
      for (byte b : w.getBytes(StandardCharsets.UTF_8)) {
        if (classOf[b & 255] == 0) {
          classOf[b & 255] = (byte) classes++;
        }
      }
    }
    for (int c = 'A'; c <= 'Z'; c++) {
      classOf[c] = classOf[c + 32];
    }
    next = new int[classes];
    found.add(new int[0]);
    for (int i = 0; i < words.size(); i++) {
      int state = 0;
      for (byte b : words.get(i).getBytes(StandardCharsets.UTF_8)) {
        int at = state * classes + classOf[b & 255];
        if (next[at] == 0) {
          found.add(new int[0]);
          if (found.size() * classes > next.length) {
            next = Arrays.copyOf(next, 2 * found.size() * classes);
          }
          next[at] = found.size() - 1;
        }
        state = next[at];
      }
      found.set(state, with(found.get(state), new int[] {i}));
    }
    complete();
  }

  private void complete() {
    int[] fail = new int[found.size()];
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    for (int c = 0; c < classes; c++) {
      if (next[c] != 0) {
        queue.add(next[c]);
      }
    }
    while (!queue.isEmpty()) {
      int s = queue.remove();
      found.set(s, with(found.get(s), found.get(fail[s])));
      for (int c = 0; c < classes; c++) {
        int t = next[s * classes + c];
        if (t == 0) {
          next[s * classes + c] = next[fail[s] * classes + c];
        } else {
          fail[t] = next[fail[s] * classes + c];
          queue.add(t);
        }
      }
    }
  }

  private static int[] with(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    Arrays.sort(both);
    return both;
  }

  /** Where reading begins. */
  int start() {
    return 0;
  }

  /** The state after one more byte. */
  int step(int state, byte b) {
    return next[state * classes + classOf[b & 255]];
  }

  /** The literals that end in a state, smallest number first. */
  int[] ending(int state) {
    return found.get(state);
  }
}
