package mailweir.alert;

import java.time.Instant;
import java.util.List;

/** Alerts that nobody is to hear of for a while. */
public record Silence(
    String id, List<Matchers.One> matchers, Instant until, String by, String note) {
  boolean covers(Alert alert, Instant now) {
    return now.isBefore(until) && new Matchers(matchers).hold(alert);
  }
}
