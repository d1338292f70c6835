package mailweir.alert;

import java.time.Instant;
import java.util.List;

/**
 * What a channel is to tell, once.
 *
 * @param id the same when it is sent again
 * @param alerts those of one group; never empty
 */
public record Notice(String id, Kind kind, Instant at, List<Alert> alerts) {
  /** Why it is told. */
  public enum Kind {
    RAISED,
    REPEATED,
    ESCALATED,
    RESOLVED,
    TEST
  }

  /** Whether it tells of an end. */
  public boolean isOver() {
    return kind == Kind.RESOLVED;
  }

  /** The worst of its alerts. */
  public Severity severity() {
    return alerts.stream().map(Alert::severity).max(Severity::compareTo).orElse(Severity.INFO);
  }

  /** One line. */
  public String summary() {
    Alert first = alerts.getFirst();
    String one = isOver() && first.resolution() != null ? first.resolution() : first.summary();
    return alerts.size() == 1 ? one : one + " (and " + (alerts.size() - 1) + " more)";
  }

  /** The root of its thread: the notice that raised its first alert. */
  public String thread() {
    String thread = alerts.getFirst().thread();
    return thread == null ? alerts.getFirst().id() : thread;
  }

  /** What stands before the summary: the severity, or how it goes on. */
  public String head() {
    return switch (kind) {
      case RAISED -> severity().word();
      case REPEATED -> "still " + severity().word();
      case ESCALATED -> "nobody has taken it: " + severity().word();
      case RESOLVED -> "over";
      case TEST -> "test";
    };
  }

  /** The alerts in lines for people. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (Alert a : alerts) {
      out.append(isOver() && a.resolution() != null ? a.resolution() : a.summary()).append('\n');
      if (!a.text().isEmpty() && !isOver()) {
        out.append(a.text()).append('\n');
      }
      out.append("  ")
          .append(a.id())
          .append(' ')
          .append(a.severity().word())
          .append(", since ")
          .append(a.since());
      if (a.resolved() != null) {
        out.append(" until ").append(a.resolved());
      }
      if (a.ack() != null) {
        out.append(", taken by ").append(a.ack().by());
      }
      a.labels()
          .forEach((name, value) -> out.append("\n  ").append(name).append(": ").append(value));
      out.append("\n\n");
    }
    return out.toString();
  }
}
