package mailweir.collect.otlp;

import java.util.List;
import java.util.Map;

/**
 * A log record, whatever it was encoded in.
 *
 * @param nanos since 1970 UTC; 0: not stated
 * @param severity OpenTelemetry's number, 1 to 24; 0: not stated
 * @param body a text, or {@code null}
 * @param attributes of the record, of a body that is a map, and of its resource, in this order; as text
 */
record Record(long nanos, int severity, String body, List<Map<String, String>> attributes) {
  /** The first of these attributes that is there and not empty; {@code null} when none is. */
  String first(List<String> names) {
    for (Map<String, String> some : attributes) {
      for (String name : names) {
        String value = some.get(name);
        if (value != null && !value.isBlank()) {
          return value;
        }
      }
    }
    return null;
  }
}
