package mailweir.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import mailweir.slice.Network;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads what stands behind {@code when:}. */
final class ConditionReader {
  private static final String KEYS =
      "os, flavor, quality, distance, fingerprint, reverse, helo, dnsbl, dnswl, spf, login, tls, size, recipient, sender, client, name, earlier, all, any, not";
  private static final Map<String, Fingerprint.State> ANSWERS =
      Map.of(
          "known", Fingerprint.State.OK,
          "unknown", Fingerprint.State.UNKNOWN,
          "no-match", Fingerprint.State.NO_MATCH,
          "no-answer", Fingerprint.State.NO_ANSWER);

  private final RulesFile file;
  private final Set<String> ownNames;

  ConditionReader(RulesFile file, Set<String> ownNames) {
    this.file = file;
    this.ownNames = ownNames;
  }

  /** All that a mapping asks. */
  Condition all(Node node) {
    List<Condition> parts = new ArrayList<>();
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        Condition part = one(tuple);
        if (part != null) {
          parts.add(part);
        }
      }
    } else {
      file.problem(node, "a condition is written as 'os: Windows'; there are " + KEYS);
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private Condition one(NodeTuple tuple) {
    Node value = tuple.getValueNode();
    String key = file.word(tuple.getKeyNode());
    return switch (key) {
      case "all" -> new Condition.All(list(key, value));
      case "any" -> new Condition.Any(list(key, value));
      case "not" -> new Condition.Not(all(value));
      case "os" -> new Condition.Os(some(key, value));
      case "flavor" -> new Condition.Flavor(some(key, value));
      case "quality" -> between(Condition.Between.What.QUALITY, key, value);
      case "distance" -> between(Condition.Between.What.DISTANCE, key, value);
      case "size" -> between(Condition.Between.What.SIZE, key, value);
      case "fingerprint" -> new Condition.Answered(among(key, value, ANSWERS));
      case "reverse" -> new Condition.Reverse(among(key, value, named(Condition.NameForm.class)));
      case "helo" -> new Condition.Helo(among(key, value, named(HeloForm.class)), ownNames);
      case "dnsbl", "dnswl" -> listed(key, value);
      case "spf" -> {
        Map<String, Spf> results = named(Spf.class);
        results.remove("no-answer");
        yield new Condition.SpfIs(among(key, value, results));
      }
      case "login" -> new Condition.Login(truth(key, value));
      case "tls" -> new Condition.Tls(truth(key, value));
      case "recipient" -> new Condition.Recipient(addresses(key, value));
      case "sender" -> new Condition.Sender(addresses(key, value));
      case "client" -> new Condition.Client(networks(value));
      case "name" -> new Condition.Name(Set.copyOf(some(key, value)));
      case "earlier" -> new Condition.Behaved(among(key, value, named(Greylist.Earlier.class)));
      default -> {
        file.problem(tuple.getKeyNode(), "'" + key + "' is no condition; there are " + KEYS);
        yield null;
      }
    };
  }

  private List<Condition> list(String key, Node value) {
    if (value instanceof SequenceNode list && !list.getValue().isEmpty()) {
      return list.getValue().stream().map(this::all).toList();
    }
    file.problem(value, key + ": wants a list of conditions, each behind '- '");
    return List.of();
  }

  private List<String> some(String key, Node value) {
    List<String> words = file.words(value);
    if (words.isEmpty()) {
      file.problem(value, key + ": wants a value or a list of values");
    }
    return words;
  }

  private <E extends Enum<E>> Set<E> among(String key, Node value, Map<String, E> words) {
    Set<E> found = new HashSet<>();
    for (String word : some(key, value)) {
      if (words.containsKey(word)) {
        found.add(words.get(word));
      } else {
        file.problem(
            value,
            key
                + ": '"
                + word
                + "' is none of "
                + String.join(", ", new TreeMap<>(words).keySet()));
      }
    }
    return found.isEmpty() ? found : EnumSet.copyOf(found);
  }

  /** The constants of an enumeration by their words. */
  private static <E extends Enum<E>> Map<String, E> named(Class<E> type) {
    Function<E, String> word = e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Map<String, E> words = new TreeMap<>();
    for (E e : type.getEnumConstants()) {
      words.put(word.apply(e), e);
    }
    return words;
  }

  private boolean truth(String key, Node value) {
    String word = file.word(value).toLowerCase(Locale.ROOT);
    if (!Set.of("yes", "no", "true", "false", "on", "off").contains(word)) {
      file.problem(value, key + ": '" + word + "' is neither yes nor no");
    }
    return Set.of("yes", "true", "on").contains(word);
  }

  private AddressList addresses(String key, Node value) {
    List<String> words = some(key, value);
    for (String word : words) {
      String objection = AddressList.objection(word);
      if (objection != null) {
        file.problem(value, key + ": '" + word + "' " + objection);
      }
    }
    return new AddressList(words);
  }

  List<Network> networks(Node value) {
    List<Network> networks = new ArrayList<>();
    for (String word : file.words(value)) {
      try {
        networks.add(Network.of(word));
      } catch (IllegalArgumentException e) {
        file.problem(value, "'" + word + "' " + e.getMessage());
      }
    }
    return networks;
  }

  /** {@code zone}, {@code zone=127.0.0.2}. */
  private Condition listed(String key, Node value) {
    List<Condition> any = new ArrayList<>();
    Map<String, Set<String>> codes = new TreeMap<>();
    for (String word : some(key, value)) {
      int equals = word.indexOf('=');
      String zone = equals < 0 ? word : word.substring(0, equals);
      String code = equals < 0 ? null : word.substring(equals + 1);
      if (!zone.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)+")
          || code != null && !code.startsWith("127.")) {
        file.problem(
            value,
            key
                + ": '"
                + word
                + "' is no list; write list.example.org, or list.example.org=127.0.0.2 for one of its answers");
      } else {
        Set<String> of = codes.computeIfAbsent(zone, z -> new HashSet<>());
        if (code != null) {
          of.add(code);
        }
      }
    }
    codes.forEach((zone, of) -> any.add(new Condition.Listed(zone, Set.copyOf(of))));
    return any.size() == 1 ? any.getFirst() : new Condition.Any(any);
  }

  /** {@code 0}, {@code <=1}, {@code >=2}, {@code 1-5}; a size may have k or m behind it. */
  private Condition between(Condition.Between.What what, String key, Node value) {
    String word = file.word(value).replace(" ", "").toLowerCase(Locale.ROOT);
    String number = "[0-9]{1,9}[km]?";
    if (word.matches("<=" + number)) {
      return new Condition.Between(what, 0, bytes(word.substring(2)));
    }
    if (word.matches(">=" + number)) {
      return new Condition.Between(what, bytes(word.substring(2)), Long.MAX_VALUE);
    }
    if (word.matches(number + "-" + number)) {
      int dash = word.indexOf('-');
      return new Condition.Between(
          what, bytes(word.substring(0, dash)), bytes(word.substring(dash + 1)));
    }
    if (!word.matches(number)) {
      file.problem(
          value, key + ": '" + word + "' is no number or span; write 0, \"<=1\", \">=2\" or 1-5");
      return new Condition.All(List.of());
    }
    return new Condition.Between(what, bytes(word), bytes(word));
  }

  private static long bytes(String word) {
    long n = Long.parseLong(word.replaceAll("[km]", ""));
    return word.endsWith("k") ? n << 10 : word.endsWith("m") ? n << 20 : n;
  }
}
