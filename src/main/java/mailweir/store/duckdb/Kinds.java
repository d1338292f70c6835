package mailweir.store.duckdb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for what many rows have alike: a row stores one number instead of a dozen columns of a few bits each. Not safe for threads.
 *
 * <p>A kind is two longs; what is packed in them stands in {@link HopTable}.
 */
final class Kinds {
  /** Two longs that rows have alike. */
  record Kind(long a, long b) {}

  private final Map<Kind, Integer> numbers = new HashMap<>();
  private final List<Kind> kinds = new ArrayList<>();
  private long latestA;
  private long latestB;
  private int latest = -1;

  /** The number of a kind; a new one when it has none. */
  int number(long a, long b) {
    if (latest < 0 || a != latestA || b != latestB) {
      Kind kind = new Kind(a, b);
      Integer known = numbers.get(kind);
      if (known == null) {
        known = kinds.size();
        numbers.put(kind, known);
        kinds.add(kind);
      }
      latestA = a;
      latestB = b;
      latest = known;
    }
    return latest;
  }

  /** How many there are: their numbers lie below. */
  int size() {
    return kinds.size();
  }

  Kind kind(int number) {
    return kinds.get(number);
  }
}
