package mailweir.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import mailweir.action.Deed;
import mailweir.action.Operator;
import mailweir.action.Papers;
import mailweir.action.Wish;

/** Questions and wishes to the desk of orders, by the socket. */
final class OrderQuestions {
  private static final int MOST = 10_000;

  private final Operator operator;

  OrderQuestions(Operator operator) {
    this.operator = operator;
  }

  /** Whether it is one of these. */
  static boolean isOne(String what) {
    return List.of("plan", "confirm", "deeds", "deed", "blocks", "able", "looked", "looks")
        .contains(what);
  }

  /** Answers; {@code by} is who runs the process at the other end, as the system says. */
  void answer(String what, JsonNode request, String by, Wire wire) {
    int most = Math.clamp(request.path("most").asInt(100), 1, MOST);
    switch (what) {
      case "plan" -> write(wire, operator.plan(Papers.record(request.get("wish"), Wish.class)));
      case "confirm" ->
          write(
              wire,
              operator.confirm(request.path("plan").asText(), by, request.path("reason").asText()));
      case "deeds" -> operator.deeds(most).forEach(d -> write(wire, d));
      case "deed" -> {
        Deed deed = operator.deed(request.path("id").asText());
        if (deed != null) {
          write(wire, deed);
        }
      }
      case "blocks" -> operator.blocks().forEach(d -> write(wire, d));
      case "able" -> operator.hosts().forEach(h -> write(wire, h));
      case "looked" -> operator.looked(by, request.path("what").asText());
      case "looks" -> operator.looks(most).forEach(l -> write(wire, l));
      default -> throw new IllegalArgumentException("a question that is not known");
    }
  }

  private static void write(Wire wire, Object paper) {
    ObjectNode node = Wire.object();
    node.set("paper", Papers.tree(paper));
    wire.write(node);
  }
}
