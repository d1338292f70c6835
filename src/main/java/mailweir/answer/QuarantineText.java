package mailweir.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The quarantine report as a table and as JSON; as CSV it is {@link Csv#quarantine}. */
public final class QuarantineText {
  private static final int WIDEST = 44;

  private QuarantineText() {}

  /** A table whose columns are as wide as their cells, the widest cut with an ellipsis. */
  public static String of(List<Quarantined> rows, ZoneId zone) {
    if (rows.isEmpty()) {
      return "Nothing was stopped.\n";
    }
    DateTimeFormatter stamp =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    String[] titles = {
      "date", "host", "event", "name", "relay", "sender", "recipient", "subject", "action",
    };
    List<Function<Quarantined, String>> columns =
        List.of(
            r -> stamp.format(r.time()),
            Quarantined::host,
            Quarantined::event,
            Quarantined::name,
            Quarantined::relay,
            r -> "".equals(r.sender()) ? "<>" : r.sender(),
            Quarantined::recipient,
            Quarantined::subject,
            Quarantined::action);
    int[] width = new int[titles.length];
    for (int c = 0; c < titles.length; c++) {
      width[c] = titles[c].length();
      for (Quarantined r : rows) {
        width[c] =
            Math.max(
                width[c], Math.min(WIDEST, Plain.columns(Plain.text(columns.get(c).apply(r)))));
      }
    }
    StringBuilder out = new StringBuilder();
    line(out, width, c -> titles[c]);
    for (Quarantined r : rows) {
      line(out, width, c -> columns.get(c).apply(r));
    }
    return out.toString();
  }

  private static void line(StringBuilder out, int[] width, Function<Integer, String> cell) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < width.length; c++) {
      line.append(c == 0 ? "" : "  ").append(Plain.fit(cell.apply(c), width[c]));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  /** The rows as JSON; what no line states is absent. */
  public static ArrayNode json(List<Quarantined> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    rows.forEach(r -> all.add(json(r)));
    return all;
  }

  /** A row as JSON. */
  public static ObjectNode json(Quarantined r) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("date", r.time().toString());
    node.put("host", r.host());
    put(node, "event", r.event());
    put(node, "name", r.name());
    put(node, "relay", r.relay());
    put(node, "sender", r.sender());
    put(node, "recipient", r.recipient());
    put(node, "subject", r.subject());
    put(node, "action", r.action());
    put(node, "filter", r.filter());
    put(node, "queue_id", r.queueId());
    return node;
  }

  private static void put(ObjectNode node, String key, String value) {
    if (value != null) {
      node.put(key, value);
    }
  }
}
