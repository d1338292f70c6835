package mailweir.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueLevels;
import mailweir.answer.QueueQuery;
import mailweir.queue.By;
import mailweir.queue.PlaceState;
import mailweir.queue.Standing;
import mailweir.queue.Top;

/** Questions about queues, over the socket: both ends. */
final class AskQueues implements QueueAnswers {
  static final String QUESTION = "queues";

  private static final int LONGEST_STEP = 31 * 86_400;

  private final Asking asking;

  /** Asks, and hands each line of the answer. */
  interface Asking {
    void ask(ObjectNode request, Consumer<JsonNode> each);
  }

  AskQueues(Asking asking) {
    this.asking = asking;
  }

  private <T> List<T> rows(String what, QueueQuery query, By by, int step, Class<T> type) {
    ObjectNode request = Wire.object().put("ask", QUESTION).put("what", what).put("step", step);
    request.set("query", Wire.tree(query));
    if (by != null) {
      request.put("by", by.name());
    }
    List<T> rows = new ArrayList<>();
    asking.ask(request, line -> rows.add(Wire.record(line.get("row"), type)));
    return rows;
  }

  @Override
  public List<PlaceState> places(QueueQuery query) {
    return rows("places", query, null, 0, PlaceState.class);
  }

  @Override
  public List<Standing> messages(QueueQuery query) {
    return rows("messages", query, null, 0, Standing.class);
  }

  @Override
  public Top top(QueueQuery query, By by) {
    return rows("top", query, by, 0, Top.class).getFirst();
  }

  @Override
  public List<QueueLevels> levels(QueueQuery query, int stepSeconds) {
    return rows("levels", query, null, stepSeconds, QueueLevels.class);
  }

  @Override
  public QueueShares shares(QueueQuery query, By by, int stepSeconds) {
    return rows("shares", query, by, stepSeconds, QueueShares.class).getFirst();
  }

  /** Answers on the other end. */
  static void answer(QueueAnswers answers, JsonNode request, Wire wire) {
    QueueQuery query = Wire.record(request.get("query"), QueueQuery.class);
    if (query.filter() == null || query.limit() < 0) {
      throw new IllegalArgumentException("no QueueQuery");
    }
    int step = Math.clamp(request.path("step").asInt(), 1, LONGEST_STEP);
    switch (request.path("what").asText()) {
      case "places" -> answers.places(query).forEach(row -> row(wire, row));
      case "messages" -> answers.messages(query).forEach(row -> row(wire, row));
      case "top" -> row(wire, answers.top(query, by(request)));
      case "levels" -> answers.levels(query, step).forEach(row -> row(wire, row));
      case "shares" -> row(wire, answers.shares(query, by(request), step));
      default -> throw new IllegalArgumentException("a question that is not known");
    }
  }

  private static By by(JsonNode request) {
    return By.valueOf(request.path("by").asText());
  }

  private static void row(Wire wire, Object row) {
    ObjectNode line = Wire.object();
    line.set("row", Wire.tree(row));
    wire.write(line);
  }
}
