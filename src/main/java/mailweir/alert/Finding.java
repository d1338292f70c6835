package mailweir.alert;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is found to be wrong at an instant, or to be over.
 *
 * @param rule what found it
 * @param labels what it is about: {@code host}, {@code source}, and what a rule adds; with the rule they are its identity
 * @param summary one line
 * @param text more lines; empty for none
 * @param hold how long it must last before it is an alert
 * @param over how it ended, when it has; {@code null} while it lasts
 */
public record Finding(
    String rule,
    SortedMap<String, String> labels,
    Severity severity,
    String summary,
    String text,
    Duration hold,
    String over) {

  /** Of a rule with two labels. */
  static SortedMap<String, String> labels(String... pairs) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      labels.put(pairs[i], pairs[i + 1]);
    }
    return labels;
  }

  /** Two with the same key are the same alert. */
  public String key() {
    return rule + "\t" + labels;
  }
}
