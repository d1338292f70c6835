package mailweir.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What greylisting did, as JSON; waiting times in seconds, upper bounds of waits in minutes. */
public final class GreylistJson {
  private GreylistJson() {}

  public static ObjectNode of(Greylisting g) {
    ObjectNode node = Json.object();
    ObjectNode decisions = node.putObject("decisions");
    g.decisions().forEach(decisions::put);
    sum(node.putObject("total"), g.total());
    groups(node.putArray("by_os"), g.byOs());
    groups(node.putArray("by_rule"), g.byRule());
    groups(node.putArray("by_network"), g.byNetwork());
    ArrayNode waits = node.putArray("waits");
    for (int i = 0; i < g.waits().size(); i++) {
      ObjectNode wait = waits.addObject();
      if (i < Greylisting.WAITS.size()) {
        wait.put("up_to_minutes", Greylisting.WAITS.get(i));
      }
      wait.put("passed", g.waits().get(i));
    }
    tries(node.putArray("waiting"), g.waiting());
    tries(node.putArray("gave_up"), g.stopped());
    return node.put("shadow", g.shadow()).put("cut", g.cut());
  }

  private static void sum(ObjectNode node, Greylisting.Sum s) {
    node.put("tries", s.tries())
        .put("passed", s.passed())
        .put("gave_up", s.gaveUp())
        .put("waiting", s.waiting())
        .put("median_wait", s.medianWait());
  }

  private static void groups(ArrayNode list, List<Greylisting.Group> groups) {
    groups.forEach(g -> sum(list.addObject().put("name", g.name()), g.sum()));
  }

  private static void tries(ArrayNode list, List<Greylisting.Try> tries) {
    for (Greylisting.Try t : tries) {
      ObjectNode node = list.addObject();
      Json.put(node, "first", t.first());
      Json.put(node, "last", t.last());
      node.put("attempts", t.attempts());
      Json.put(node, "client_ip", t.client());
      Json.put(node, "client_name", t.clientName());
      Json.put(node, "from", t.from());
      Json.put(node, "to", t.to());
      Json.put(node, "os", t.os());
      Json.put(node, "rule", t.rule());
    }
  }
}
