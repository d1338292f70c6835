package mailweir.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts of queues scrolling by: a line a look, a column a host with its queues, the header again every 20 lines. A queue that is new widens
 * its column, with a new header. Text alone; not safe for threads.
 */
public final class WaterfallText {
  /** Lines between headers. */
  public static final int EVERY = 20;

  private static final String YELLOW = "\u001b[33;1m";
  private static final String RED = "\u001b[31;1m";
  private static final String PLAIN = "\u001b[0m";
  private static final int TIME = 8;

  /** Queues that are shown once something is in them. */
  private static final Set<String> RARE = Set.of("maildrop", "corrupt", "quarantined", "incoming");

  private final long nervous;
  private final long critical;
  private final boolean colour;
  private final int width;
  private final Map<String, Set<String>> queues = new LinkedHashMap<>();
  private final Map<String, Integer> widths = new LinkedHashMap<>();
  private int lines;
  private boolean explained;

  /**
   * What one host tells.
   *
   * @param counts by queue; empty: nothing is known of it now
   * @param isOld whether that is not of this look
   */
  public record Column(String host, Map<String, Long> counts, boolean isOld) {}

  /**
   * A display.
   *
   * @param colour whether what is over a bound is coloured; else it has {@code !} or {@code !!} behind it
   * @param width characters in a line; more hosts go on in the next one; 0: any
   */
  public WaterfallText(long nervous, long critical, boolean colour, int width) {
    this.nervous = nervous;
    this.critical = critical;
    this.colour = colour;
    this.width = width;
  }

  /** What is printed for a look: the header where it is due, and the line. */
  public String look(String time, List<Column> columns) {
    boolean header = lines % EVERY == 0;
    for (Column c : columns) {
      Set<String> known = queues.get(c.host());
      if (known == null) {
        known = new LinkedHashSet<>();
        queues.put(c.host(), known);
        header = true;
      }
      for (Map.Entry<String, Long> queue : c.counts().entrySet()) {
        header |= (queue.getValue() > 0 || !isRare(queue.getKey())) && known.add(queue.getKey());
      }
    }
    Map<String, Column> now = new LinkedHashMap<>();
    columns.forEach(c -> now.put(c.host(), c));
    Map<String, Cell> cells = new LinkedHashMap<>();
    queues.forEach((host, names) -> cells.put(host, cell(now.get(host), names)));
    for (Map.Entry<String, Cell> e : cells.entrySet()) {
      int wide =
          Math.max(
              e.getValue().columns,
              Math.max(Plain.columns(name(e.getKey())), labels(e.getKey()).length()));
      if (wide > widths.getOrDefault(e.getKey(), 0)) {
        widths.put(e.getKey(), wide);
      }
    }
    StringBuilder out = new StringBuilder();
    if (header) {
      lines = 0;
      header(out);
    }
    lines++;
    row(out, time, cells);
    return out.toString();
  }

  private static String name(String host) {
    return Plain.text(host.isEmpty() ? "-" : host);
  }

  private static boolean isRare(String queue) {
    return RARE.contains(queue.substring(queue.lastIndexOf('/') + 1));
  }

  private String labels(String host) {
    List<String> labels = queues.get(host).stream().map(WaterfallText::label).toList();
    boolean differ = labels.stream().distinct().count() == labels.size();
    return String.join(":", differ ? labels : queues.get(host).stream().map(Plain::text).toList());
  }

  /** As short as the postmaster says it. */
  static String label(String queue) {
    return switch (queue) {
      case "mqueue.in" -> "in";
      case "mqueue" -> "m";
      case "mqueue-client", "clientmqueue" -> "c";
      default -> Plain.text(queue.substring(queue.lastIndexOf('/') + 1));
    };
  }

  private record Cell(String text, int columns) {}

  private Cell cell(Column column, Set<String> names) {
    if (column == null || column.counts().isEmpty()) {
      return new Cell("-", 1);
    }
    StringBuilder text = new StringBuilder();
    int columns = 0;
    for (String name : names) {
      if (!text.isEmpty()) {
        text.append(':');
        columns++;
      }
      Long count = column.counts().get(name);
      String number = count == null ? "-" : count.toString();
      columns += number.length();
      boolean isCritical = count != null && count >= critical;
      boolean isNervous = count != null && count >= nervous;
      if (colour && isNervous) {
        text.append(isCritical ? RED : YELLOW).append(number).append(PLAIN);
      } else {
        String mark = isCritical ? "!!" : isNervous ? "!" : "";
        text.append(number).append(mark);
        columns += mark.length();
      }
    }
    if (column.isOld()) {
      text.append('?');
      columns++;
    }
    return new Cell(text.toString(), columns);
  }

  private void header(StringBuilder out) {
    if (!explained) {
      explained = true;
      out.append(
          "# messages that wait; in = mqueue.in, m = mqueue, c = the client queue; others by their names; - not known, ? old; ");
      out.append(colour ? "yellow" : "!").append(" from ").append(nervous).append(", ");
      out.append(colour ? "red" : "!!").append(" from ").append(critical).append('\n');
    }
    Map<String, Cell> hosts = new LinkedHashMap<>();
    Map<String, Cell> labels = new LinkedHashMap<>();
    queues
        .keySet()
        .forEach(h -> {
          hosts.put(h, new Cell(name(h), Plain.columns(name(h))));
          labels.put(h, new Cell(labels(h), labels(h).length()));
        });
    List<List<String>> blocks = blocks();
    for (List<String> block : blocks) {
      line(out, "#", block, hosts);
      line(out, "#", block, labels);
    }
  }

  private void row(StringBuilder out, String time, Map<String, Cell> cells) {
    String begin = time;
    if (queues.isEmpty()) {
      out.append(time).append("  no queue is known yet\n");
      return;
    }
    for (List<String> block : blocks()) {
      line(out, begin, block, cells);
      begin = "";
    }
  }

  private void line(StringBuilder out, String begin, List<String> block, Map<String, Cell> cells) {
    StringBuilder line = new StringBuilder(begin).repeat(' ', Math.max(0, TIME - begin.length()));
    for (String host : block) {
      Cell cell = cells.get(host);
      line.append("  ").repeat(' ', Math.max(0, widths.get(host) - cell.columns));
      line.append(cell.text);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  /** The hosts of each line. */
  private List<List<String>> blocks() {
    List<List<String>> blocks = new ArrayList<>();
    List<String> block = new ArrayList<>();
    int used = TIME;
    for (String host : queues.keySet()) {
      int more = 2 + widths.get(host);
      if (width > 0 && !block.isEmpty() && used + more > width) {
        blocks.add(block);
        block = new ArrayList<>();
        used = TIME;
      }
      block.add(host);
      used += more;
    }
    blocks.add(block);
    return blocks;
  }
}
