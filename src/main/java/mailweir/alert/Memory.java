package mailweir.alert;

import java.util.Map;

/** Where it is kept what alerts are: texts by key. */
public interface Memory {
  /** All that is kept. */
  Map<String, String> load();

  /**
   * Keeps all of these, or none; {@code null} is not kept any more.
   *
   * @throws RuntimeException when it cannot be kept now
   */
  void save(Map<String, String> changes);
}
