package mailweir.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was already decided of messages under way, by what names them; the oldest are forgotten past a number. Thread-safe. */
final class Messages {
  private static final int MOST = 20_000;
  private static final int MOST_RECIPIENTS = 50;

  private static final class Known {
    final List<String> recipients = new ArrayList<>();
    final Map<String, Boolean> headers = new HashMap<>();
    List<Decision.Header> owed = List.of();
    boolean isSlowed;
  }

  private final LinkedHashMap<String, Known> known = new LinkedHashMap<>();

  private Known of(String message) {
    Known found = known.get(message);
    if (found == null) {
      found = new Known();
      known.put(message, found);
      if (known.size() > MOST) {
        Iterator<String> eldest = known.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
    return found;
  }

  /** Keeps a recipient whose turn comes at DATA. */
  synchronized void later(String message, String recipient) {
    if (!message.isEmpty()) {
      Known of = of(message);
      if (of.recipients.size() < MOST_RECIPIENTS) {
        of.recipients.add(recipient);
      }
    }
  }

  /** The recipients that wait for DATA. */
  synchronized List<String> waiting(String message) {
    Known of = known.get(message);
    return of == null ? List.of() : List.copyOf(of.recipients);
  }

  /** Whether a message gets this header now: once each. A message without a name always does. */
  synchronized boolean getsHeader(String message, String header) {
    return message.isEmpty() || of(message).headers.put(header, true) == null;
  }

  /** Whether a message is slowed now: once. */
  synchronized boolean isSlowedNow(String message) {
    if (message.isEmpty()) {
      return true;
    }
    Known of = of(message);
    boolean first = !of.isSlowed;
    of.isSlowed = true;
    return first;
  }

  /** Keeps headers that there was no room for in an answer. */
  synchronized void owe(String message, List<Decision.Header> headers) {
    if (!message.isEmpty()) {
      of(message).owed = List.copyOf(headers);
    }
  }

  /** The headers that are owed, once. */
  synchronized List<Decision.Header> owed(String message) {
    Known of = known.get(message);
    if (of == null || of.owed.isEmpty()) {
      return List.of();
    }
    List<Decision.Header> owed = of.owed;
    of.owed = List.of();
    return owed;
  }
}
