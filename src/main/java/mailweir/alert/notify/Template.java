package mailweir.alert.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.alert.Alert;
import mailweir.alert.Notice;
import mailweir.alert.Severity;

/**
 * A JSON text with placeholders in its strings. It is read before they are filled in, so that no alert's text can leave its string.
 * A string that is nothing but {@code {count}}, {@code {priority}} or {@code {alerts}} becomes a number or a list.
 */
final class Template {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_.]+)\\}");

  private final JsonNode tree;

  Template(String json) {
    try {
      tree = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What a notice says, by placeholder. */
  static Map<String, String> values(Notice notice, String secret) {
    Alert first = notice.alerts().getFirst();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("summary", Channels.line(notice.summary(), 1_000));
    all.put("text", Channels.lines(notice.text()));
    all.put("head", notice.head());
    all.put("severity", notice.severity() == Severity.INFO ? "info" : notice.severity().word());
    all.put("state", notice.isOver() ? "resolved" : "firing");
    all.put("action", notice.isOver() ? "resolve" : "trigger");
    all.put("kind", notice.kind().name().toLowerCase(java.util.Locale.ROOT));
    all.put(
        "color",
        notice.isOver()
            ? "#0b6b4a"
            : notice.severity() == Severity.CRITICAL ? "#b3261e" : "#e08a3c");
    all.put("priority", Integer.toString(priority(notice)));
    all.put("count", Integer.toString(notice.alerts().size()));
    all.put("id", first.id());
    all.put("thread", notice.thread());
    all.put("rule", first.rule());
    all.put("time", notice.at().toString());
    all.put("since", first.since().toString());
    all.put("secret", secret);
    first.labels().forEach((name, value) -> all.put("labels." + name, Channels.line(value, 300)));
    all.put("host", Channels.line(first.labels().getOrDefault("host", ""), 300));
    all.put("source", Channels.line(first.labels().getOrDefault("source", ""), 300));
    return all;
  }

  /** From 1 to 5, as ntfy has it. */
  private static int priority(Notice notice) {
    if (notice.isOver()) {
      return 3;
    }
    return switch (notice.severity()) {
      case INFO -> 2;
      case WARNING -> 4;
      case CRITICAL -> 5;
    };
  }

  String of(Notice notice, String secret) {
    try {
      return MAPPER.writeValueAsString(fill(tree, values(notice, secret), notice));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode fill(JsonNode node, Map<String, String> values, Notice notice) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        ObjectNode filled = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(e -> filled.set(e.getKey(), fill(e.getValue(), values, notice)));
        yield filled;
      }
      case ARRAY -> {
        ArrayNode filled = JsonNodeFactory.instance.arrayNode();
        node.forEach(one -> filled.add(fill(one, values, notice)));
        yield filled;
      }
      case STRING ->
          switch (node.asText()) {
            case "{alerts}" -> list(notice);
            case "{count}", "{priority}" ->
                IntNode.valueOf(Integer.parseInt(fill(node.asText(), values)));
            default -> TextNode.valueOf(fill(node.asText(), values));
          };
      case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO -> node;
    };
  }

  /** What is no placeholder stays as it is. */
  static String fill(String text, Map<String, String> values) {
    Matcher m = PLACEHOLDER.matcher(text);
    return m.replaceAll(found ->
        Matcher.quoteReplacement(
            values.containsKey(found.group(1))
                ? values.get(found.group(1))
                : found.group(1).startsWith("labels.") ? "" : found.group()));
  }

  /** The alerts of a notice as programs read them. */
  static ArrayNode list(Notice notice) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Alert a : notice.alerts()) {
      ObjectNode node = list.addObject();
      node.put("id", a.id())
          .put("rule", a.rule())
          .put("state", a.state().word())
          .put("severity", a.severity().word());
      node.put("summary", notice.isOver() && a.resolution() != null ? a.resolution() : a.summary());
      node.put("text", a.text()).put("since", a.since().toString());
      if (a.resolved() != null) {
        node.put("resolved", a.resolved().toString());
      }
      ObjectNode labels = node.putObject("labels");
      a.labels().forEach(labels::put);
    }
    return list;
  }

  /** A notice as one JSON object. */
  static String whole(Notice notice) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Map<String, String> values = values(notice, "");
    for (String name :
        java.util.List.of("kind", "state", "severity", "summary", "time", "thread")) {
      node.put(name, values.get(name));
    }
    node.put("notice", notice.id());
    node.set("alerts", list(notice));
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
