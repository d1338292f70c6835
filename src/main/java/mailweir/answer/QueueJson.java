package mailweir.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.PlaceState;
import mailweir.queue.Standing;
import mailweir.queue.Top;
import mailweir.queue.Waiting;

/** What waits, as rows of JSON, and these as CSV. */
public final class QueueJson {
  private QueueJson() {}

  private static String time(long micros) {
    return micros == 0 ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** A row a queue: how full it is, how old that is, and what is wrong with it. */
  public static ArrayNode places(List<PlaceState> places) {
    ArrayNode rows = Json.array();
    for (PlaceState s : places) {
      if (s.levels().isEmpty()) {
        place(rows.addObject(), s).put("problem", s.problem());
      }
      for (Level l : s.levels()) {
        ObjectNode row = place(rows.addObject(), s).put("queue", l.queue()).put("count", l.count());
        row.put("listed", l.listed());
        ArrayNode ages = row.putArray("ages");
        l.ages().forEach(ages::add);
        row.put("oldest", time(l.oldest()))
            .put("sampled", l.listed() < l.count())
            .put("may_be_wrong", s.mayBeWrong())
            .put("problem", s.problem());
      }
    }
    return rows;
  }

  private static ObjectNode place(ObjectNode row, PlaceState s) {
    return row.put("host", s.host())
        .put("server", s.place().server())
        .put("place", s.place().name())
        .put("seen", time(s.time()));
  }

  /** A row a group; {@code host}: of which host the answer is, absent: of all. */
  public static ArrayNode top(Top top, String host) {
    ArrayNode rows = Json.array();
    for (Group g : top.groups()) {
      ObjectNode row = rows.addObject();
      if (host != null) {
        row.put("of_host", host);
      }
      row.put("by", top.by().word())
          .put("what", g.name())
          .put("name", g.note())
          .put("count", g.count())
          .put("share", Math.round(g.share() * 10_000) / 10_000.0)
          .put("oldest", time(g.oldest()))
          .put("suspicious", g.isSuspicious())
          .put("waiting", top.waiting())
          .put("sampled", top.isSampled());
    }
    return rows;
  }

  /** A row a message. */
  public static ArrayNode messages(List<Standing> messages) {
    ArrayNode rows = Json.array();
    for (Standing one : messages) {
      Waiting m = one.message();
      ObjectNode row =
          rows.addObject()
              .put("host", one.host())
              .put("place", one.place().name())
              .put("queue", m.queue())
              .put("id", m.id())
              .put("arrived", time(m.arrived()))
              .put("from", m.sender())
              .put("recipients", m.recipients());
      ArrayNode to = row.putArray("to");
      m.to().forEach(to::add);
      row.put("client", m.client())
          .put("client_name", m.clientName())
          .put("account", m.account())
          .put("size", m.size() < 0 ? null : (Long) m.size())
          .put("attempts", m.attempts() < 0 ? null : (Integer) m.attempts())
          .put("tried", time(m.tried()))
          .put("held", m.held())
          .put("reason", m.reason())
          .put("stands_for", Math.round(one.stands() * 100) / 100.0);
    }
    return rows;
  }

  /** Rows as CSV, with the names of all fields in the first. */
  public static void csv(ArrayNode rows, Appendable out) {
    List<String> heads = new ArrayList<>();
    rows.forEach(row ->
        row.fieldNames()
            .forEachRemaining(f -> {
              if (!heads.contains(f)) {
                heads.add(f);
              }
            }));
    List<List<String>> cells = new ArrayList<>();
    cells.add(heads);
    rows.forEach(row -> cells.add(heads.stream().map(h -> cell(row.path(h))).toList()));
    Csv.cells(cells, out);
  }

  private static String cell(JsonNode value) {
    if (value.isArray()) {
      List<String> all = new ArrayList<>();
      value.forEach(v -> all.add(v.asText()));
      return String.join(" ", all);
    }
    return value.isNull() || value.isMissingNode() ? "" : value.asText();
  }
}
