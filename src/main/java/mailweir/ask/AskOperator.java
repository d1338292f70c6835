package mailweir.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import mailweir.action.Deed;
import mailweir.action.Operator;
import mailweir.action.Papers;
import mailweir.action.Plan;
import mailweir.action.Wish;

/** The running server's desk of orders, asked by its socket. Who asks is told to the server by the system, not by this side. */
public final class AskOperator implements Operator {
  private final AskClient client;

  /** {@code client}: of a server that answers. */
  public AskOperator(AskClient client) {
    this.client = client;
  }

  private <T> List<T> ask(ObjectNode request, Class<T> type) {
    List<T> found = new ArrayList<>();
    client.ask(
        request,
        line -> {
          if (line.has("paper")) {
            found.add(Papers.record(line.get("paper"), type));
          }
        });
    return found;
  }

  @Override
  public Plan plan(Wish wish) {
    ObjectNode request = Wire.object().put("ask", "plan");
    request.set("wish", Papers.tree(wish));
    return ask(request, Plan.class).getFirst();
  }

  /** {@code by} is not sent: the server sees whose process this is. */
  @Override
  public Deed confirm(String plan, String by, String reason) {
    return ask(
            Wire.object().put("ask", "confirm").put("plan", plan).put("reason", reason), Deed.class)
        .getFirst();
  }

  @Override
  public List<Deed> deeds(int most) {
    return ask(Wire.object().put("ask", "deeds").put("most", most), Deed.class);
  }

  @Override
  public Deed deed(String id) {
    return ask(Wire.object().put("ask", "deed").put("id", id), Deed.class).stream()
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<Deed> blocks() {
    return ask(Wire.object().put("ask", "blocks"), Deed.class);
  }

  @Override
  public List<Able> hosts() {
    return ask(Wire.object().put("ask", "able"), Able.class);
  }

  @Override
  public void looked(String by, String what) {
    ask(Wire.object().put("ask", "looked").put("what", what), Look.class);
  }

  @Override
  public List<Look> looks(int most) {
    return ask(Wire.object().put("ask", "looks").put("most", most), Look.class);
  }
}
