package mailweir.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of files out of names in logs, which strangers may choose: plain, short, different, and not without end. */
final class FileNames {
  private static final int LONGEST = 100;
  private static final int MOST = 10_000;
  private static final String REST = "further.log";

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Set<String> taken = new HashSet<>(Set.of(REST));

  /** The number of the file for a name in a log. */
  int of(String logged) {
    Integer known = numbers.get(logged);
    if (known != null) {
      return known;
    }
    if (names.size() >= MOST) {
      if (names.size() == MOST) {
        names.add(REST);
      }
      return MOST;
    }
    String plain = plain(logged);
    String name = plain;
    for (int i = 2; !taken.add(name + ".log"); i++) {
      name = plain + "-" + i;
    }
    names.add(name + ".log");
    numbers.put(logged, names.size() - 1);
    return names.size() - 1;
  }

  private static String plain(String logged) {
    String small = logged.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "_");
    String cut = small.length() > LONGEST ? small.substring(0, LONGEST) : small;
    String safe = cut.replaceAll("^[.-]+", "_");
    return safe.isEmpty() ? "none" : safe;
  }

  String name(int number) {
    return names.get(number);
  }

  int size() {
    return names.size();
  }
}
