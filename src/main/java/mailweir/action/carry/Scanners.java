package mailweir.action.carry;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mailweir.action.Order;

/**
 * Stops scanners and starts them again, each by an exact vector.
 *
 * @param pause vectors that stop
 * @param resume vectors that start
 * @param runner runs them
 */
public record Scanners(
    Map<Order.Scanner, List<String>> pause,
    Map<Order.Scanner, List<String>> resume,
    Runner runner) {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** The units of Debian and Red Hat, the first that there is. */
  private static final Map<Order.Scanner, List<String>> UNITS =
      Map.of(
          Order.Scanner.MAILSCANNER, List.of("mailscanner.service", "MailScanner.service"),
          Order.Scanner.AMAVISD, List.of("amavis.service", "amavisd.service"),
          Order.Scanner.MIMEDEFANG, List.of("mimedefang.service"));

  public Scanners {
    pause = Map.copyOf(pause);
    resume = Map.copyOf(resume);
  }

  /** Those whose units systemd has here, and those for which vectors are named, which win. */
  public static Scanners of(
      Map<Order.Scanner, List<String>> pause,
      Map<Order.Scanner, List<String>> resume,
      Runner runner) {
    Map<Order.Scanner, List<String>> stop = new EnumMap<>(Order.Scanner.class);
    Map<Order.Scanner, List<String>> start = new EnumMap<>(Order.Scanner.class);
    for (Order.Scanner scanner : Order.Scanner.values()) {
      if (pause.containsKey(scanner) && resume.containsKey(scanner)) {
        stop.put(scanner, pause.get(scanner));
        start.put(scanner, resume.get(scanner));
      } else {
        String unit = unit(scanner, runner);
        if (unit != null) {
          stop.put(scanner, List.of("systemctl", "stop", unit));
          start.put(scanner, List.of("systemctl", "start", unit));
        }
      }
    }
    return new Scanners(stop, start, runner);
  }

  private static String unit(Order.Scanner scanner, Runner runner) {
    for (String unit : UNITS.get(scanner)) {
      try {
        if (runner.run(List.of("systemctl", "cat", unit), "", Duration.ofSeconds(10)).ok()) {
          return unit;
        }
      } catch (IOException e) {
        return null;
      }
    }
    return null;
  }

  /** Those that can be stopped and started. */
  public Set<Order.Scanner> known() {
    return pause.keySet();
  }

  Outcome run(Order.Scanner scanner, boolean isResume) {
    List<String> vector = (isResume ? resume : pause).get(scanner);
    if (vector == null) {
      return Outcome.failed(
          scanner.name().toLowerCase(java.util.Locale.ROOT)
              + ": is not on this host as a unit of systemd; name its commands with agent.scanners");
    }
    try {
      Ran ran = runner.run(vector, "", LIMIT);
      return ran.ok()
          ? Outcome.done(String.join(" ", vector) + ": done")
          : Outcome.failed(String.join(" ", vector) + ": " + ran.complaint());
    } catch (IOException e) {
      return Outcome.failed(e.getMessage());
    }
  }
}
