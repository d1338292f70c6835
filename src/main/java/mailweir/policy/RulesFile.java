package mailweir.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mailweir.slice.Network;
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
 * The file of rules. Its tree is walked as it was written, so that every mistake is told with its line, all of them together; nothing is made
 * of tags.
 */
public final class RulesFile {
  private static final int LONGEST = 1 << 20;
  private static final int MOST_TARPIT = 60;
  private static final int DEFAULT_TARPIT = 10;
  private static final Set<String> RESERVED = Set.of(Rules.NO_RULE, "login", "local", "opt-out");
  private static final String BUILT_IN = "policy.yaml";

  private final String name;
  private final List<Network> local;
  private final Set<String> ownNames;
  private final List<String> problems = new ArrayList<>();

  private Rules.Mode mode = Rules.Mode.ENFORCE;
  private List<String> optOut = List.of();
  private final Greylisting greylisting = new Greylisting();
  private final List<Rule> rules = new ArrayList<>();

  private RulesFile(String name, List<Network> local, Set<String> ownNames) {
    this.name = name;
    this.local = new ArrayList<>(local);
    this.ownNames = Set.copyOf(ownNames);
  }

  /** What was wrong, all of it; each message begins with file and line. */
  public static final class Faulty extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    Faulty(List<String> problems) {
      super(String.join("\n", problems));
      this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
      return problems;
    }
  }

  /** The text of the file that is built in. */
  public static String builtIn() {
    try (InputStream in = RulesFile.class.getResourceAsStream(BUILT_IN)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file's text.
   *
   * @param name the file's name, for messages
   * @param local networks that are let in beside those of the file
   * @param ownNames what the servers of the site call themselves, names and addresses, in lower case
   * @throws Faulty with all that is wrong
   */
  public static Rules read(String name, String text, List<Network> local, Set<String> ownNames)
      throws Faulty {
    RulesFile file = new RulesFile(name, local, ownNames);
    file.read(text);
    if (!file.problems.isEmpty()) {
      throw new Faulty(file.problems);
    }
    return new Rules(
        file.mode, file.local, new AddressList(file.optOut), file.greylisting.value(), file.rules);
  }

  private void read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(10);
    options.setNestingDepthLimit(20);
    options.setCodePointLimit(LONGEST);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root instanceof MappingNode map) {
        for (NodeTuple tuple : map.getValue()) {
          section(word(tuple.getKeyNode()), tuple);
        }
      } else if (root != null && !isNothing(root)) {
        problem(root, "holds no keys; 'mailweir policy rules' prints an example");
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(name + ":" + line + ": is no YAML (" + e.getProblem() + ")");
    } catch (YAMLException e) {
      problems.add(name + ":1: is no YAML (" + e.getMessage() + ")");
    }
  }

  private void section(String key, NodeTuple tuple) {
    Node value = tuple.getValueNode();
    switch (key) {
      case "mode" -> {
        String word = word(value);
        switch (word) {
          case "enforce" -> mode = Rules.Mode.ENFORCE;
          case "shadow" -> mode = Rules.Mode.SHADOW;
          default ->
              problem(
                  value,
                  "mode: '"
                      + word
                      + "' is neither 'enforce' nor 'shadow' (decisions are only logged)");
        }
      }
      case "local" -> local.addAll(new ConditionReader(this, ownNames).networks(value));
      case "opt-out" -> {
        optOut = words(value);
        for (String word : optOut) {
          String objection = AddressList.objection(word);
          if (objection != null) {
            problem(value, "opt-out: '" + word + "' " + objection);
          }
        }
      }
      case "greylist" -> {
        if (value instanceof MappingNode map) {
          map.getValue().forEach(t -> greylisting.take(this, t));
        } else {
          problem(value, "greylist: holds keys: delay, window, memory, auto-allow, pool");
        }
      }
      case "rules" -> {
        if (value instanceof SequenceNode list) {
          list.getValue().forEach(this::rule);
        } else if (!isNothing(value)) {
          problem(value, "rules: is a list; write '- name: …' for each");
        }
      }
      default ->
          problem(
              tuple.getKeyNode(),
              "'" + key + "' is no key; there are mode, local, opt-out, greylist, rules");
    }
  }

  private void rule(Node node) {
    if (!(node instanceof MappingNode map)) {
      problem(node, "a rule has 'name:', 'when:' and 'then:'");
      return;
    }
    String ruleName = null;
    Condition when = null;
    Then then = null;
    for (NodeTuple tuple : map.getValue()) {
      Node value = tuple.getValueNode();
      String key = word(tuple.getKeyNode());
      switch (key) {
        case "name" -> ruleName = word(value);
        case "when" -> when = new ConditionReader(this, ownNames).all(value);
        case "then" -> then = then(value);
        default ->
            problem(tuple.getKeyNode(), "'" + key + "' is no part of a rule: name, when, then");
      }
    }
    if (ruleName == null || !ruleName.matches("[a-z0-9][a-z0-9_.-]{0,63}")) {
      problem(
          node,
          "a rule wants a name of lower case letters, digits, dot, dash and underscore; the log has it");
    } else if (RESERVED.contains(ruleName)) {
      problem(
          node, "the name '" + ruleName + "' has a meaning of its own in the log; choose another");
    } else if (rules.stream().map(Rule::name).anyMatch(ruleName::equals)) {
      problem(
          node,
          "the name '" + ruleName + "' is taken by a rule above; the log needs to tell them apart");
    }
    if (when == null) {
      problem(node, "a rule wants 'when:'; '{}' holds always");
    }
    if (then == null) {
      problem(node, "a rule wants 'then:', one of " + actions());
    }
    if (ruleName != null && when != null && then != null) {
      rules.add(
          new Rule(
              ruleName,
              when,
              then.action,
              then.text,
              then.seconds,
              node.getStartMark().getLine() + 1));
    }
  }

  private record Then(Action action, String text, int seconds) {}

  private Then then(Node value) {
    if (value instanceof ScalarNode) {
      return then(value, word(value), "", DEFAULT_TARPIT);
    }
    String action = null;
    String text = "";
    int seconds = DEFAULT_TARPIT;
    if (value instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        String key = word(tuple.getKeyNode());
        String said = word(tuple.getValueNode());
        switch (key) {
          case "action" -> action = said;
          case "text" -> {
            text = said;
            if (!said.matches("[ -~]{1,200}")) {
              problem(tuple.getValueNode(), "text: has to be 1 to 200 characters of ASCII");
            }
          }
          case "seconds" -> {
            seconds = said.matches("[0-9]{1,2}") ? Integer.parseInt(said) : -1;
            if (seconds < 1 || seconds > MOST_TARPIT) {
              problem(tuple.getValueNode(), "seconds: is no number from 1 to " + MOST_TARPIT);
            }
          }
          default ->
              problem(
                  tuple.getKeyNode(), "'" + key + "' is no part of 'then:': action, text, seconds");
        }
      }
    }
    if (action == null) {
      problem(value, "then: wants an action, one of " + actions());
      return new Then(Action.HEADER, "", 0);
    }
    return then(value, action, text, seconds);
  }

  private Then then(Node at, String word, String text, int seconds) {
    for (Action action : Action.values()) {
      if (action.word().equals(word)) {
        return new Then(action, text, seconds);
      }
    }
    problem(at, "then: '" + word + "' is no action; there are " + actions());
    return new Then(Action.HEADER, "", 0);
  }

  private static String actions() {
    return String.join(", ", java.util.Arrays.stream(Action.values()).map(Action::word).toList());
  }

  /** What the file says of greylisting, while it is read. */
  private static final class Greylisting {
    private int delay = 300;
    private int window = 2 * 86_400;
    private int memory = 35 * 86_400;
    private int autoAllow = 5;
    private List<String> pool = List.of("spf", "name");

    void take(RulesFile file, NodeTuple tuple) {
      Node value = tuple.getValueNode();
      String key = file.word(tuple.getKeyNode());
      switch (key) {
        case "delay" -> delay = file.time(key, value, 0, 86_400);
        case "window" -> window = file.time(key, value, 1, 30 * 86_400);
        case "memory" -> memory = file.time(key, value, 1, 400 * 86_400);
        case "auto-allow" -> {
          String word = file.word(value);
          autoAllow = word.matches("[0-9]{1,4}") ? Integer.parseInt(word) : -1;
          if (autoAllow < 0) {
            file.problem(
                value, "auto-allow: is no number of passes; 0 never allows a client as a whole");
          }
        }
        case "pool" -> {
          pool = file.words(value);
          if (!Set.of("spf", "name", "none").containsAll(pool)) {
            file.problem(value, "pool: is a list of 'spf' and 'name', or 'none'");
          }
        }
        default ->
            file.problem(
                tuple.getKeyNode(),
                "'"
                    + key
                    + "' is no key of greylist; there are delay, window, memory, auto-allow, pool");
      }
    }

    Rules.Greylisting value() {
      return new Rules.Greylisting(
          delay, window, memory, autoAllow, pool.contains("spf"), pool.contains("name"));
    }
  }

  /** {@code 300}, {@code 300s}, {@code 5m}, {@code 2h}, {@code 35d}, in seconds. */
  private int time(String key, Node value, int least, int most) {
    String word = word(value);
    if (word.matches("[0-9]{1,7}[smhd]?")) {
      char unit = word.charAt(word.length() - 1);
      long n = Long.parseLong(word.replaceAll("[smhd]", ""));
      long seconds = n * (unit == 'm' ? 60 : unit == 'h' ? 3600 : unit == 'd' ? 86_400 : 1);
      if (seconds >= least && seconds <= most) {
        return (int) seconds;
      }
    }
    problem(
        value,
        key
            + ": '"
            + word
            + "' is no time from "
            + least
            + "s to "
            + most / 86_400
            + "d; write 300s, 5m, 2h or 35d");
    return least;
  }

  String word(Node node) {
    if (node instanceof ScalarNode scalar && !isNothing(node)) {
      return scalar.getValue().strip();
    }
    problem(node, "wants one value");
    return "";
  }

  List<String> words(Node value) {
    if (isNothing(value)) {
      return List.of();
    }
    List<Node> nodes = value instanceof SequenceNode list ? list.getValue() : List.of(value);
    Set<String> words = new LinkedHashSet<>();
    for (Node node : nodes) {
      words.add(word(node).toLowerCase(Locale.ROOT));
    }
    return List.copyOf(words);
  }

  static boolean isNothing(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  void problem(Node at, String what) {
    problems.add(name + ":" + (at.getStartMark().getLine() + 1) + ": " + what);
  }
}
