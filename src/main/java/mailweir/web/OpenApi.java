package mailweir.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import mailweir.answer.Json;

/** The API's description (OpenAPI 3.1), made from its routes. */
final class OpenApi {
  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry(
              "since", "First instant: 2h, yesterday, 2026-11-20, 2026-11-20 10:00, RFC 3339."),
          Map.entry("until", "End, exclusive; written as since."),
          Map.entry("day", "One day: yesterday, today or 2026-11-20."),
          Map.entry("host", "A host whose log is read."),
          Map.entry("metric", "Name of a figure: load.1m."),
          Map.entry("from", "Sender; <> is the null sender; * at either end matches a part."),
          Map.entry("to", "Recipient, also as first given."),
          Map.entry("client", "An IP, a network (192.0.2.0/24) or a name."),
          Map.entry("account", "Login."),
          Map.entry("queue-id", "A queue id on any host."),
          Map.entry("message-id", "Message-ID."),
          Map.entry(
              "status",
              "queued delivered deferred bounced expired rejected held discarded quarantined mixed"),
          Map.entry("reason", "A refusal reason: unknown_recipient, dnsbl, greylisted, …"),
          Map.entry(
              "q", "A query line: from:x to:y, or one bare text that is looked for everywhere."),
          Map.entry("limit", "Most items of one page, at most " + Asked.MOST + "."),
          Map.entry("cursor", "Where the page before ended; from its Link header."),
          Map.entry("lines", "true: each story has its log lines."),
          Map.entry("step", "Width of a step in seconds, whole minutes."),
          Map.entry("by", "flow: host; queues: host queue domain sender relay account reason."),
          Map.entry("at", "As it was at an instant; written as since."),
          Map.entry("queue", "A queue, or the place where it is: deferred, mqueue."),
          Map.entry("view", "hour, day or week."),
          Map.entry("figure", "The counter that is split."),
          Map.entry("tz", "Zone of times without an offset: utc, local, Europe/Berlin."));

  private OpenApi() {}

  static ObjectNode of(List<Route> routes, String version) {
    ObjectNode root = Json.object().put("openapi", "3.1.0");
    root.putObject("info").put("title", "Mailweir").put("version", version);
    ObjectNode paths = root.putObject("paths");
    for (Route route : routes) {
      ObjectNode get =
          paths.putObject(route.path()).putObject("get").put("summary", route.summary());
      ArrayNode parameters = get.putArray("parameters");
      if (route.path().contains("{id}")) {
        parameter(parameters, "id", "path", "A story's id.").put("required", true);
      }
      for (String name : route.parameters()) {
        if (name.equals("format")) {
          ObjectNode schema =
              (ObjectNode)
                  parameter(parameters, "format", "query", "Form of the answer.").path("schema");
          ArrayNode words = schema.putArray("enum");
          route.formats().forEach(words::add);
        } else {
          parameter(parameters, name, "query", MEANINGS.getOrDefault(name, name));
        }
      }
      if (!route.parameters().isEmpty()) {
        parameter(parameters, "tz", "query", MEANINGS.get("tz"));
      }
      ObjectNode responses = get.putObject("responses");
      ObjectNode content =
          responses.putObject("200").put("description", route.summary()).putObject("content");
      for (String format : route.formats()) {
        content.putObject(
            switch (format) {
              case "csv" -> "text/csv";
              case "text" -> "text/plain";
              case "ndjson" -> "application/x-ndjson";
              default -> "application/json";
            });
      }
      responses
          .putObject("400")
          .put("description", "A parameter cannot be meant; 'parameter' names it.")
          .putObject("content")
          .putObject("application/problem+json");
    }
    return root;
  }

  private static ObjectNode parameter(
      ArrayNode parameters, String name, String in, String meaning) {
    ObjectNode node =
        parameters.addObject().put("name", name).put("in", in).put("description", meaning);
    node.putObject("schema").put("type", "string");
    return node;
  }
}
