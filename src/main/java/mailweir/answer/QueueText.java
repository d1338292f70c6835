package mailweir.answer;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.queue.Ages;
import mailweir.queue.By;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.PlaceState;
import mailweir.queue.Standing;
import mailweir.queue.Top;
import mailweir.queue.Waiting;

/** What waits, as tables for people. */
public final class QueueText {
  private static final int WIDEST = 48;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private QueueText() {}

  private static String stamp(long micros, ZoneId zone) {
    return micros == 0
        ? "-"
        : STAMP.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(zone));
  }

  /** How full queues are, with qshape's columns of ages in minutes. */
  public static String places(List<PlaceState> places, ZoneId zone) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("host", "queue", "count"));
    for (int i = 0; i < Ages.BUCKETS; i++) {
      head.add(Ages.name(i));
    }
    head.addAll(List.of("oldest", "as of"));
    rows.add(head);
    StringBuilder notes = new StringBuilder();
    for (PlaceState s : places) {
      String name = s.host() + " " + s.place().name();
      for (Level l : s.levels()) {
        boolean sampled = l.listed() < l.count();
        double scale = sampled && l.listed() > 0 ? l.count() / (double) l.listed() : 1;
        List<String> row = new ArrayList<>();
        row.add(s.host());
        row.add(queue(s.place().name(), l.queue()));
        row.add(Long.toString(l.count()));
        for (int i = 0; i < Ages.BUCKETS; i++) {
          row.add(i < l.ages().size() ? Long.toString(Math.round(l.ages().get(i) * scale)) : "0");
        }
        row.add(stamp(l.oldest(), zone));
        row.add(stamp(s.time(), zone));
        rows.add(row);
        if (sampled) {
          notes.append(
              String.format(
                  Locale.ROOT,
                  "%s: %,d of %,d envelopes in %s are known; ages and groups are scaled from them\n",
                  Plain.text(name),
                  l.listed(),
                  l.count(),
                  Plain.text(l.queue())));
        }
      }
      if (s.mayBeWrong()) {
        notes
            .append(Plain.text(name))
            .append(": a report is missing; some messages may have come or gone since\n");
      }
      if (s.problem() != null) {
        notes.append(Plain.text(name)).append(": ").append(Plain.text(s.problem())).append('\n');
      }
    }
    if (rows.size() == 1 && notes.isEmpty()) {
      return "No queue is known.\n";
    }
    return (rows.size() == 1 ? "" : table(rows, 2)) + notes;
  }

  private static String queue(String place, String queue) {
    return place.equals(queue) ? queue : place + "/" + queue;
  }

  /** Who or what fills queues; {@code of}: whose, in words. */
  public static String top(Top top, String of, long now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("count", "share", "oldest", "", top.by().word()));
    for (Group g : top.groups()) {
      rows.add(
          List.of(
              Long.toString(g.count()),
              String.format(Locale.ROOT, "%.1f %%", g.share() * 100),
              g.oldest() == 0 ? "-" : age(now - g.oldest()),
              g.isSuspicious() ? "!" : "",
              g.note() == null || g.note().equals(g.name())
                  ? g.name()
                  : g.name() + " " + g.note()));
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %,d waiting%s%s\n",
            title(top.by()),
            top.waiting(),
            of == null ? "" : " on " + Plain.text(of),
            top.isSampled()
                ? String.format(Locale.ROOT, "; counts are scaled from %,d envelopes", top.listed())
                : ""));
    if (rows.size() == 1) {
      return text.append("  none\n").toString();
    }
    text.append(table(rows, 4));
    if (top.others() > 0) {
      text.append(String.format(Locale.ROOT, "and %,d more\n", top.others()));
    }
    return text.toString();
  }

  private static String title(By by) {
    return switch (by) {
      case HOST -> "Hosts";
      case QUEUE -> "Queues";
      case DOMAIN -> "Destinations";
      case SENDER -> "Senders";
      case RELAY -> "Relays";
      case ACCOUNT -> "Accounts";
      case REASON -> "Reasons";
      case AGE -> "Ages in minutes";
    };
  }

  private static String age(long micros) {
    long minutes = Math.max(0, micros) / 60_000_000L;
    return minutes < 120
        ? minutes + "m"
        : minutes < 2 * 1440 ? minutes / 60 + "h" : minutes / 1440 + "d";
  }

  /** Messages, a line each and why they wait in the next. */
  public static String messages(List<Standing> messages, ZoneId zone) {
    if (messages.isEmpty()) {
      return "No message waits that fits.\n";
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("size", "arrived", "host", "queue", "id", "from", "client", "to", "reason"));
    for (Standing one : messages) {
      Waiting m = one.message();
      String client = m.client() == null ? m.account() : m.client();
      rows.add(
          List.of(
              m.size() < 0 ? "-" : Long.toString(m.size()),
              stamp(m.arrived(), zone),
              one.host(),
              queue(one.place().name(), m.queue()) + (m.held() ? " held" : ""),
              m.id(),
              m.sender() == null ? "-" : m.sender().isEmpty() ? "<>" : m.sender(),
              client == null ? "-" : client,
              m.to().isEmpty()
                  ? Integer.toString(m.recipients())
                  : m.to().getFirst() + (m.recipients() > 1 ? " +" + (m.recipients() - 1) : ""),
              m.reason() == null ? "" : m.reason()));
    }
    return table(rows, 8);
  }

  /** Columns of numbers to the right, text to the left; the last one is as long as it is. {@code last}: from which column on the last one may be that. */
  private static String table(List<List<String>> rows, int last) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    java.util.Arrays.fill(numbers, true);
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns; c++) {
        String cell = Plain.text(rows.get(r).get(c));
        widths[c] = Math.max(widths[c], Math.min(WIDEST, Plain.columns(cell)));
        numbers[c] &= r == 0 || cell.matches("[0-9]+( %|[.][0-9] %|[mhd])?|-");
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String cell = Plain.text(row.get(c));
        line.append(c == 0 ? "" : "  ");
        if (c == columns - 1 && c >= last) {
          line.append(cell);
        } else if (numbers[c]) {
          line.repeat(' ', Math.max(0, widths[c] - Plain.columns(cell))).append(cell);
        } else {
          line.append(Plain.fit(cell, widths[c]));
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
