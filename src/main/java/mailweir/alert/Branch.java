package mailweir.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a settings file while it is read: what is asked for is known, what nobody asked for is a mistake; all of them are kept with their lines. */
final class Branch {
  private static final Pattern LENGTH = Pattern.compile("([0-9]{1,6})(s|m|h|d|w)");

  private final String file;
  private final String name;
  private final int line;
  private final List<String> problems;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();

  Branch(String file, String name, Node node, List<String> problems) {
    this.file = file;
    this.name = name;
    this.line = lineOf(node);
    this.problems = problems;
    if (node instanceof MappingNode map) {
      for (NodeTuple t : map.getValue()) {
        if (t.getKeyNode() instanceof ScalarNode key) {
          lines.put(key.getValue(), lineOf(key));
          if (entries.put(key.getValue(), t.getValueNode()) != null) {
            problem(key.getValue(), "is set twice");
          }
        } else {
          problems.add(file + ":" + lineOf(t.getKeyNode()) + ": is no key");
        }
      }
    } else if (!isNothing(node)) {
      problems.add(file + ":" + line + ": " + name + ": wants keys, not a value");
    }
  }

  static int lineOf(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  static boolean isNothing(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  void problem(String key, String what) {
    String path = key.isEmpty() ? name : name.isEmpty() ? key : name + "." + key;
    problems.add(
        file
            + ":"
            + lines.getOrDefault(key, line)
            + ": "
            + (path.isEmpty() ? "" : path + ": ")
            + what);
  }

  private Node take(String key) {
    asked.add(key);
    Node n = entries.get(key);
    return n == null || isNothing(n) ? null : n;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  List<String> keys() {
    asked.addAll(entries.keySet());
    return List.copyOf(entries.keySet());
  }

  String text(String key, String fallback) {
    Node n = take(key);
    if (n == null) {
      return fallback;
    }
    if (n instanceof ScalarNode s) {
      return s.getValue().strip();
    }
    problem(key, "wants one value");
    return fallback;
  }

  String needed(String key) {
    String text = text(key, "");
    if (text.isEmpty()) {
      problem(has(key) ? key : "", has(key) ? "has no value" : "wants '" + key + "'");
    }
    return text;
  }

  List<String> list(String key, List<String> fallback) {
    Node n = take(key);
    if (n == null) {
      return fallback;
    }
    List<String> all = new ArrayList<>();
    for (Node one : n instanceof SequenceNode s ? s.getValue() : List.of(n)) {
      if (one instanceof ScalarNode s && !isNothing(one)) {
        all.add(s.getValue().strip());
      } else {
        problem(key, "wants a value or a list of values");
        return fallback;
      }
    }
    return List.copyOf(all);
  }

  List<String> neededList(String key) {
    List<String> all = list(key, List.of());
    if (all.isEmpty()) {
      problem(has(key) ? key : "", has(key) ? "is empty" : "wants '" + key + "'");
    }
    return all;
  }

  Duration length(String key, Duration fallback) {
    String text = text(key, null);
    if (text == null) {
      return fallback;
    }
    Duration d = length(text);
    if (d == null) {
      problem(key, "'" + text + "' is no length of time; write 30s, 10m, 4h, 2d, or never");
      return fallback;
    }
    return d;
  }

  /** {@code 30s 10m 4h 2d 1w}; {@code never} is {@link BeatSettings#NEVER}; {@code null} for what is none. */
  static Duration length(String text) {
    if (text.equals("never")) {
      return BeatSettings.NEVER;
    }
    Matcher m = LENGTH.matcher(text);
    if (!m.matches()) {
      return text.equals("0") ? Duration.ZERO : null;
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      case "d" -> Duration.ofDays(n);
      default -> Duration.ofDays(7 * n);
    };
  }

  boolean flag(String key) {
    String text = text(key, "false");
    if (!text.equals("true") && !text.equals("false")) {
      problem(key, "'" + text + "' is neither true nor false");
    }
    return text.equals("true");
  }

  <E extends Enum<E>> E word(String key, Class<E> of, E fallback) {
    String text = text(key, null);
    if (text == null) {
      return fallback;
    }
    List<String> words = new ArrayList<>();
    for (E e : of.getEnumConstants()) {
      words.add(e.name().toLowerCase(Locale.ROOT));
      if (words.getLast().equals(text)) {
        return e;
      }
    }
    problem(key, "'" + text + "' is none of " + String.join(", ", words));
    return fallback;
  }

  /** Texts by name. */
  Map<String, String> texts(String key) {
    Node n = take(key);
    if (n == null) {
      return Map.of();
    }
    Branch b = branch(key, n);
    Map<String, String> all = new LinkedHashMap<>();
    b.keys().forEach(k -> all.put(k, b.text(k, "")));
    return Map.copyOf(all);
  }

  /** An empty one where it is not set. */
  Branch branch(String key) {
    Node n = take(key);
    return n == null ? null : branch(key, n);
  }

  private Branch branch(String key, Node n) {
    return new Branch(file, name.isEmpty() ? key : name + "." + key, n, problems);
  }

  List<Branch> branches(String key) {
    Node n = take(key);
    if (n == null) {
      return List.of();
    }
    if (!(n instanceof SequenceNode s)) {
      problem(key, "wants a list");
      return List.of();
    }
    List<Branch> all = new ArrayList<>();
    for (Node one : s.getValue()) {
      all.add(branch(key + "[" + all.size() + "]", one));
    }
    return all;
  }

  /** What nobody asked for is a mistake. */
  void done() {
    for (String key : entries.keySet()) {
      if (!asked.contains(key)) {
        problem(
            key,
            "no such key; there are "
                + String.join(", ", asked.stream().distinct().sorted().toList()));
      }
    }
  }
}
