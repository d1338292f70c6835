package mailweir.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The configuration file. Its tree is walked as it was written, so that every complaint has its line; nothing is made of tags, and a value
 * is the text that stands there ({@code 0x1F} is no number).
 */
final class YamlFile {
  private static final int LONGEST = 1 << 20;

  private final String name;
  private final Map<Key, Configuration.Value> set;
  private final List<String> problems;
  private final Set<String> seen = new HashSet<>();

  YamlFile(String name, Map<Key, Configuration.Value> set, List<String> problems) {
    this.name = name;
    this.set = set;
    this.problems = problems;
  }

  void read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(10);
    options.setNestingDepthLimit(10);
    options.setCodePointLimit(LONGEST);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null || isNothing(root)) {
        return;
      }
      if (root instanceof MappingNode map) {
        walk("", map);
      } else {
        problems.add(
            place(root)
                + ": holds no keys; write them as 'site:' and below it 'domains: [example.org]'");
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(name + ":" + line + ": is no YAML (" + e.getProblem() + ")");
    } catch (YAMLException e) {
      problems.add(name + ": is no YAML (" + e.getMessage() + ")");
    }
  }

  private void walk(String above, MappingNode map) {
    for (NodeTuple tuple : map.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode scalar) {
        entry(above + scalar.getValue(), scalar, tuple.getValueNode());
      } else {
        problems.add(place(tuple.getKeyNode()) + ": is no key");
      }
    }
  }

  private void entry(String word, ScalarNode at, Node value) {
    for (Key key : Key.values()) {
      if (key.word().equals(word)) {
        if (!seen.add(word)) {
          problems.add(place(at) + ": " + word + ": is set twice");
        }
        take(key, at, value);
        return;
      }
    }
    boolean isAbove =
        Configuration.names(Key::word).stream().anyMatch(k -> k.startsWith(word + "."));
    if (!isAbove) {
      problems.add(
          place(at)
              + ": "
              + word
              + ": no such key; there are "
              + String.join(", ", Configuration.names(Key::word)));
    } else if (value instanceof MappingNode map) {
      walk(word + ".", map);
    } else if (!isNothing(value)) {
      problems.add(place(at) + ": " + word + ": holds keys, not a value");
    }
  }

  private void take(Key key, ScalarNode at, Node value) {
    List<String> words = new ArrayList<>();
    List<Node> nodes =
        value instanceof SequenceNode list && key.isList() ? list.getValue() : List.of(value);
    for (Node node : isNothing(value) ? List.<Node>of() : nodes) {
      if (!(node instanceof ScalarNode scalar) || isNothing(node)) {
        problems.add(
            place(node)
                + ": "
                + key.word()
                + (key.isList() ? ": wants a value or a list of values" : ": wants one value"));
        return;
      }
      String word = scalar.getValue().strip();
      Configuration.check(place(node), key, List.of(word), problems);
      words.add(word);
    }
    if (words.isEmpty() && !key.isList()) {
      problems.add(
          place(at) + ": " + key.word() + ": has no value; take the key out, or give it one");
      return;
    }
    set.put(key, new Configuration.Value(List.copyOf(words), place(at)));
  }

  private static boolean isNothing(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  private String place(Node node) {
    return name + ":" + (node.getStartMark().getLine() + 1);
  }
}
