package mailweir.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters over time as JSON: {@code since until step_seconds as_of hosts}, and in {@code series}
 * one list of numbers for each counter.
 */
public final class FlowJson {
  private FlowJson() {}

  public static ObjectNode of(Flow flow) {
    ObjectNode node = Json.object();
    Json.put(node, "since", flow.since());
    Json.put(node, "until", flow.until());
    node.put("step_seconds", flow.stepSeconds());
    Json.put(node, "as_of", flow.asOf());
    ArrayNode hosts = node.putArray("hosts");
    flow.hosts().forEach(hosts::add);
    ObjectNode series = node.putObject("series");
    for (Map.Entry<String, long[]> entry : new TreeMap<>(flow.series()).entrySet()) {
      ArrayNode numbers = series.putArray(entry.getKey());
      for (long number : entry.getValue()) {
        numbers.add(number);
      }
    }
    return node;
  }
}
