package mailweir.action;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Commands and receipts as JSON: a fixed list of names, nothing else. What has an unknown name, a field too many or too few is refused whole, so that
 * an older host never does half of what a newer server meant.
 */
public final class OrderJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(10).build());
  }

  private OrderJson() {}

  /** Why something is no command or receipt; the message says it. */
  public static final class Unknown extends IOException {
    private static final long serialVersionUID = 1L;

    Unknown(String message) {
      super(message);
    }
  }

  /** A command as bytes: those that are signed. */
  public static byte[] bytes(Command c) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("id", c.id());
    node.put("host", c.host());
    node.put("issued", c.issued().toString());
    node.put("notAfter", c.notAfter().toString());
    node.put("by", c.by());
    node.put("reason", c.reason());
    node.set("order", tree(c.order()));
    return write(node);
  }

  /** A receipt as bytes. */
  public static byte[] bytes(Receipt r) {
    return write(tree(r));
  }

  /** A receipt as a tree. */
  public static ObjectNode tree(Receipt r) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("command", r.command());
    node.put("host", r.host());
    node.put("at", r.at().toString());
    node.put("state", word(r.state()));
    node.put("done", r.done());
    node.put("gone", r.gone());
    node.put("changed", r.changed());
    node.put("failed", r.failed());
    ArrayNode notes = node.putArray("notes");
    r.notes().forEach(notes::add);
    return node;
  }

  private static ObjectNode tree(Order order) {
    ObjectNode node = MAPPER.createObjectNode();
    switch (order) {
      case Order.Hold o -> messages(node.put("do", "hold"), o.targets());
      case Order.Release o -> messages(node.put("do", "release"), o.targets());
      case Order.Retry o -> messages(node.put("do", "retry"), o.targets());
      case Order.Delete o ->
          messages(
              node.put("do", "delete").put("keepUntil", o.keepUntil().toString()), o.targets());
      case Order.Undo o -> node.put("do", "undo").put("command", o.command());
      case Order.Block o -> {
        Barrier b = o.barrier();
        node.put("do", "block").put("kind", word(b.kind())).put("value", b.value());
        if (b.until() != null) {
          node.put("until", b.until().toString());
        }
      }
      case Order.Unblock o -> node.put("do", "unblock").put("command", o.command());
      case Order.PauseScanner o ->
          node.put("do", "pause-scanner").put("scanner", word(o.scanner()));
      case Order.ResumeScanner o ->
          node.put("do", "resume-scanner").put("scanner", word(o.scanner()));
    }
    return node;
  }

  private static void messages(ObjectNode node, List<Target> targets) {
    ArrayNode all = node.putArray("messages");
    for (Target t : targets) {
      ObjectNode one = all.addObject();
      one.put("place", t.place()).put("id", t.id()).put("arrived", t.arrived());
      if (t.sender() != null) {
        one.put("sender", t.sender());
      }
      one.put("size", t.size());
    }
  }

  /** Reads a command; {@link Grammar} has not looked at it yet. */
  public static Command command(byte[] json) throws Unknown {
    JsonNode node = read(json);
    only(node, Set.of("id", "host", "issued", "notAfter", "by", "reason", "order"));
    return new Command(
        text(node, "id"),
        text(node, "host"),
        instant(node, "issued"),
        instant(node, "notAfter"),
        text(node, "by"),
        text(node, "reason"),
        order(node.path("order")));
  }

  private static Order order(JsonNode node) throws Unknown {
    String what = text(node, "do");
    return switch (what) {
      case "hold" -> new Order.Hold(targets(only(node, Set.of("do", "messages"))));
      case "release" -> new Order.Release(targets(only(node, Set.of("do", "messages"))));
      case "retry" -> new Order.Retry(targets(only(node, Set.of("do", "messages"))));
      case "delete" ->
          new Order.Delete(
              targets(only(node, Set.of("do", "messages", "keepUntil"))),
              instant(node, "keepUntil"));
      case "undo" -> new Order.Undo(text(only(node, Set.of("do", "command")), "command"));
      case "unblock" -> new Order.Unblock(text(only(node, Set.of("do", "command")), "command"));
      case "block" -> {
        only(node, Set.of("do", "kind", "value", "until"));
        yield new Order.Block(
            new Barrier(
                word(node, "kind", Barrier.Kind::valueOf),
                text(node, "value"),
                node.has("until") ? instant(node, "until") : null));
      }
      case "pause-scanner" ->
          new Order.PauseScanner(
              word(only(node, Set.of("do", "scanner")), "scanner", Order.Scanner::valueOf));
      case "resume-scanner" ->
          new Order.ResumeScanner(
              word(only(node, Set.of("do", "scanner")), "scanner", Order.Scanner::valueOf));
      default -> throw new Unknown("an order that is not known here");
    };
  }

  private static List<Target> targets(JsonNode node) throws Unknown {
    JsonNode all = node.path("messages");
    if (!all.isArray() || all.size() > Grammar.MOST_TARGETS) {
      throw new Unknown("no list of messages, or too long a one");
    }
    List<Target> targets = new ArrayList<>();
    for (JsonNode one : all) {
      only(one, Set.of("place", "id", "arrived", "sender", "size"));
      targets.add(
          new Target(
              text(one, "place"),
              text(one, "id"),
              number(one, "arrived"),
              one.has("sender") ? text(one, "sender") : null,
              number(one, "size")));
    }
    return targets;
  }

  /** Reads a receipt, bounded. */
  public static Receipt receipt(byte[] json) throws Unknown {
    return receipt(read(json));
  }

  /** Reads a receipt, bounded. */
  public static Receipt receipt(JsonNode node) throws Unknown {
    only(
        node,
        Set.of("command", "host", "at", "state", "done", "gone", "changed", "failed", "notes"));
    List<String> notes = new ArrayList<>();
    for (JsonNode note : node.path("notes")) {
      if (!note.isTextual()
          || note.asText().length() > Receipt.LONGEST_NOTE
          || notes.size() >= Receipt.MOST_NOTES) {
        throw new Unknown("notes that are too long, or none");
      }
      notes.add(note.asText().replaceAll("\\p{Cntrl}", "?"));
    }
    Receipt receipt =
        new Receipt(
            text(node, "command"),
            text(node, "host"),
            instant(node, "at"),
            word(node, "state", Receipt.State::valueOf),
            (int) number(node, "done"),
            (int) number(node, "gone"),
            (int) number(node, "changed"),
            (int) number(node, "failed"),
            notes);
    if (!Grammar.isOrder(receipt.command()) || !Grammar.isHost(receipt.host())) {
      throw new Unknown("no receipt of an order");
    }
    return receipt;
  }

  private static JsonNode read(byte[] json) throws Unknown {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node == null || !node.isObject()) {
        throw new Unknown("no JSON object");
      }
      return node;
    } catch (JacksonException e) {
      throw new Unknown("no JSON");
    } catch (IOException e) {
      throw new Unknown("no JSON of ours");
    }
  }

  private static byte[] write(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JacksonException e) {
      throw new IllegalStateException("an order that cannot be written", e);
    }
  }

  private static JsonNode only(JsonNode node, Set<String> names) throws Unknown {
    if (!node.isObject()) {
      throw new Unknown("no object where one must be");
    }
    for (Iterator<String> i = node.fieldNames(); i.hasNext(); ) {
      if (!names.contains(i.next())) {
        throw new Unknown("a field that is not known here");
      }
    }
    return node;
  }

  private static String text(JsonNode node, String name) throws Unknown {
    if (!node.path(name).isTextual()) {
      throw new Unknown("no " + name);
    }
    return node.path(name).asText();
  }

  private static long number(JsonNode node, String name) throws Unknown {
    if (!node.path(name).isIntegralNumber() || !node.path(name).canConvertToLong()) {
      throw new Unknown("no " + name);
    }
    return node.path(name).asLong();
  }

  private static Instant instant(JsonNode node, String name) throws Unknown {
    try {
      return Instant.parse(text(node, name));
    } catch (DateTimeException e) {
      throw new Unknown(name + " is no time");
    }
  }

  private static <T> T word(JsonNode node, String name, Function<String, T> of) throws Unknown {
    try {
      return of.apply(text(node, name).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Unknown("a " + name + " that is not known here");
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
