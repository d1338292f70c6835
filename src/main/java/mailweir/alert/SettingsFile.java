package mailweir.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.smtp.Relay;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code alerts.yaml}: channels, routes, rules, heartbeats, queues. All mistakes are told together, each with its line. */
public final class SettingsFile {
  private static final int LONGEST = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Pattern WHEN =
      Pattern.compile(
          "(counter|metric)\\s+([A-Za-z0-9_.:/-]+)\\s*(>=|<=|==|!=|>|<)\\s*(-?[0-9]+(?:\\.[0-9]+)?)(?:\\s+in\\s+([0-9]+[smhdw]))?");
  private static final String WHEN_IS =
      "is no condition; write 'counter deferred > 100 in 10m' or 'metric load.1m >= 20'";
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+");
  private static final Pattern SERVER =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+)(:[0-9]{1,5})?");

  private final String file;
  private final Predicate<String> isCounter;
  private final List<String> problems = new ArrayList<>();

  private SettingsFile(String file, Predicate<String> isCounter) {
    this.file = file;
    this.isCounter = isCounter;
  }

  /** All that is wrong in it. */
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

  /**
   * Reads a text.
   *
   * @param file its name, for messages
   * @param isCounter whether there is a counter of mail of this name
   */
  public static Settings read(String file, String text, Predicate<String> isCounter) throws Faulty {
    SettingsFile reader = new SettingsFile(file, isCounter);
    Settings settings = reader.settings(text);
    if (!reader.problems.isEmpty()) {
      throw new Faulty(reader.problems);
    }
    return settings;
  }

  private Settings settings(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(true);
    options.setMaxAliasesForCollections(10);
    options.setNestingDepthLimit(20);
    options.setCodePointLimit(LONGEST);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null || Branch.isNothing(root)) {
        return Settings.USUAL;
      }
      return settings(new Branch(file, "", root, problems));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(file + ":" + line + ": is no YAML (" + e.getProblem() + ")");
    } catch (YAMLException e) {
      problems.add(file + ": is no YAML (" + e.getMessage() + ")");
    }
    return Settings.USUAL;
  }

  private Settings settings(Branch root) {
    Map<String, ChannelSettings> channels = new LinkedHashMap<>();
    Branch named = root.branch("channels");
    if (named != null) {
      for (String name : named.keys()) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
          named.problem(name, "is no name of a channel: letters, digits, . _ -");
        }
        Branch b = named.branch(name);
        if (b == null) {
          named.problem(name, "has no keys; it wants 'type'");
          continue;
        }
        ChannelSettings c = channel(b);
        b.done();
        if (c != null) {
          channels.put(name, c);
        }
      }
    }
    List<String> known = named == null ? List.of() : named.keys();
    List<Route> routes = new ArrayList<>();
    for (Branch b : root.branches("routes")) {
      routes.add(route(b, known));
      b.done();
    }
    if (routes.isEmpty() && !channels.isEmpty()) {
      routes.add(Route.usual(List.copyOf(channels.keySet())));
    }
    List<Rule> rules = new ArrayList<>();
    for (Branch b : root.branches("rules")) {
      Rule rule = rule(b);
      b.done();
      if (rule != null) {
        if (rules.stream().anyMatch(r -> r.name().equals(rule.name()))) {
          b.problem("name", "'" + rule.name() + "' is the name of another rule");
        }
        rules.add(rule);
      }
    }
    Branch beats = root.branch("heartbeats");
    BeatSettings heartbeats = beats == null ? BeatSettings.USUAL : heartbeats(beats);
    Branch queue = root.branch("queues");
    QueueSettings queues = queue == null ? QueueSettings.USUAL : queues(queue);
    root.done();
    return new Settings(channels, List.copyOf(routes), List.copyOf(rules), heartbeats, queues);
  }

  // ---- channels ----

  private ChannelSettings channel(Branch b) {
    String type = b.needed("type");
    Duration timeout = b.length("timeout", PATIENCE);
    return switch (type) {
      case "mail" -> mail(b, timeout);
      case "webhook" -> webhook(b, timeout);
      case "alertmanager" ->
          new ChannelSettings.Alertmanager(
              url(b, "url"), path(b, "secret_file"), b.texts("labels"), timeout);
      case "xymon" -> xymon(b, timeout);
      case "command" -> command(b, timeout);
      case "" -> null;
      default -> {
        b.problem("type", "'" + type + "' is none of mail, webhook, alertmanager, xymon, command");
        b.keys();
        yield null;
      }
    };
  }

  private ChannelSettings mail(Branch b, Duration timeout) {
    String from = b.needed("from");
    List<String> to = b.neededList("to");
    if (!from.isEmpty() && !ADDRESS.matcher(from).matches()) {
      b.problem("from", "'" + from + "' is no address");
    }
    to.stream()
        .filter(t -> !ADDRESS.matcher(t).matches())
        .forEach(t -> b.problem("to", "'" + t + "' is no address"));
    List<String> relays = servers(b, "relays");
    String user = b.text("user", null);
    String password = path(b, "password_file");
    if ((user == null) != (password == null)) {
      b.problem(user == null ? "password_file" : "user", "user and password_file belong together");
    }
    return new ChannelSettings.Mail(
        from,
        to,
        relays,
        b.word("tls", Relay.Tls.class, Relay.Tls.OPTIONAL),
        user,
        password,
        timeout);
  }

  private List<String> servers(Branch b, String key) {
    List<String> all = b.neededList(key);
    all.stream()
        .filter(s -> !SERVER.matcher(s).matches())
        .forEach(s -> b.problem(key, "'" + s + "' is no server; write HOST or HOST:PORT"));
    return all;
  }

  private String path(Branch b, String key) {
    String text = b.text(key, null);
    if (text == null) {
      return null;
    }
    try {
      if (Path.of(text).isAbsolute()) {
        return text;
      }
    } catch (InvalidPathException e) {
      // told below
    }
    b.problem(key, "'" + text + "' is no absolute path of a file");
    return null;
  }

  private String url(Branch b, String key) {
    String text = b.needed(key);
    if (text.isEmpty()) {
      return text;
    }
    try {
      URI uri = new URI(text.replace("{secret}", "secret"));
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return text;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    b.problem(key, "'" + text + "' is no address of a web server; write https://HOST/PATH");
    return "";
  }

  private ChannelSettings webhook(Branch b, Duration timeout) {
    String url = url(b, "url");
    String body = b.needed("body");
    try {
      new ObjectMapper().readTree(body);
    } catch (JsonProcessingException e) {
      b.problem(
          "body",
          "is no JSON (" + e.getOriginalMessage() + "); placeholders stand inside of strings");
    }
    String method = b.text("method", "POST");
    if (!List.of("POST", "PUT").contains(method)) {
      b.problem("method", "'" + method + "' is neither POST nor PUT");
    }
    Map<String, String> headers = b.texts("headers");
    headers.forEach((name, value) -> {
      if (!name.matches("[A-Za-z0-9-]+") || value.chars().anyMatch(c -> c < 32)) {
        b.problem("headers", "'" + name + "' is no header");
      }
    });
    return new ChannelSettings.Webhook(
        url, method, headers, body, path(b, "secret_file"), b.flag("each"), timeout);
  }

  private ChannelSettings xymon(Branch b, Duration timeout) {
    List<String> servers = servers(b, "servers");
    String host = b.needed("host");
    if (!host.matches("[A-Za-z0-9._-]*")) {
      b.problem("host", "'" + host + "' is no name of a host");
    }
    String test = b.text("test", "mailweir");
    if (!test.matches("[A-Za-z0-9_-]{1,40}")) {
      b.problem("test", "'" + test + "' is no name of a column: letters, digits, _ and -");
    }
    Duration lifetime = b.length("lifetime", Duration.ofMinutes(15));
    if (lifetime.compareTo(Duration.ofMinutes(2)) < 0
        || lifetime.compareTo(Duration.ofDays(7)) > 0) {
      b.problem("lifetime", "is from 2m to 7d");
    }
    return new ChannelSettings.Xymon(servers, host, test, lifetime, b.flag("hosts"), timeout);
  }

  private ChannelSettings command(Branch b, Duration timeout) {
    List<String> run = b.neededList("run");
    if (!run.isEmpty() && !run.getFirst().startsWith("/")) {
      b.problem(
          "run",
          "'" + run.getFirst() + "' is no absolute path of a program; no shell looks for it");
    }
    return new ChannelSettings.Command(run, timeout);
  }

  // ---- routes, rules, heartbeats ----

  private Route route(Branch b, List<String> channels) {
    List<String> words = new ArrayList<>();
    b.texts("match").forEach((label, pattern) -> words.add(label + "=" + pattern));
    Matchers match = Matchers.ANY;
    try {
      match = Matchers.of(words);
    } catch (IllegalArgumentException e) {
      b.problem("match", e.getMessage());
    }
    List<String> to = b.list("channels", List.of());
    known(b, "channels", to, channels);
    Duration after = Duration.ZERO;
    List<String> escalate = List.of();
    Branch e = b.branch("escalate");
    if (e != null) {
      after = e.length("after", Duration.ofMinutes(30));
      escalate = e.neededList("to");
      known(e, "to", escalate, channels);
      e.done();
    }
    Duration repeat = b.length("repeat", Duration.ofHours(24));
    return new Route(
        match,
        to,
        b.list("group_by", List.of("host")),
        b.length("wait", Route.WAIT),
        repeat.equals(BeatSettings.NEVER) ? Duration.ZERO : repeat,
        after,
        escalate);
  }

  private static void known(Branch b, String key, List<String> named, List<String> channels) {
    for (String name : named) {
      if (!channels.contains(name)) {
        b.problem(
            key,
            "'"
                + name
                + "' is no channel; there are "
                + (channels.isEmpty() ? "none" : String.join(", ", channels)));
      }
    }
  }

  private Rule rule(Branch b) {
    String name = b.needed("name");
    if (List.of(Heartbeats.RULE, Outbox.RULE, QueueAlerts.RULE).contains(name)) {
      b.problem("name", "'" + name + "' is the name of rules of Mailweir's own");
    }
    String when = b.needed("when");
    Matcher m = WHEN.matcher(when);
    Duration hold = b.length("for", Duration.ZERO);
    String host = b.text("host", "*");
    boolean total = b.flag("total");
    Severity severity = b.word("severity", Severity.class, Severity.WARNING);
    Map<String, String> labels = b.texts("labels");
    String text = b.text("text", "");
    if (!m.matches()) {
      if (!when.isEmpty()) {
        b.problem("when", "'" + when + "' " + WHEN_IS);
      }
      return null;
    }
    boolean counter = m.group(1).equals("counter");
    if (counter && !isCounter.test(m.group(2))) {
      b.problem("when", "'" + m.group(2) + "' is no counter of mail; docs/counting.md has them");
    }
    Duration window = m.group(5) == null ? Duration.ofMinutes(10) : Branch.length(m.group(5));
    if (window.compareTo(Duration.ofMinutes(1)) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
      b.problem("when", "a window is from 1m to 24h");
    }
    return new Rule(
        name,
        counter,
        m.group(2),
        m.group(3),
        Double.parseDouble(m.group(4)),
        window,
        hold,
        host,
        total,
        severity,
        labels,
        text);
  }

  private BeatSettings heartbeats(Branch b) {
    BeatSettings usual = BeatSettings.USUAL;
    List<BeatSettings.Exception> exceptions = new ArrayList<>();
    for (Branch s : b.branches("sources")) {
      exceptions.add(
          new BeatSettings.Exception(
              s.text("host", "*"), s.text("source", "*"), s.length("silent", usual.silent())));
      if (!s.has("silent")) {
        s.problem("", "wants 'silent'");
      }
      s.done();
    }
    BeatSettings settings =
        new BeatSettings(
            positive(b, "silent", usual.silent()),
            positive(b, "mail", usual.mail()),
            positive(b, "clock", usual.clock()),
            b.length("grace", usual.grace()),
            b.word("severity", Severity.class, usual.severity()),
            List.copyOf(exceptions),
            b.list("expect", List.of()));
    b.done();
    return settings;
  }

  private static QueueSettings queues(Branch b) {
    QueueSettings usual = QueueSettings.USUAL;
    QueueSettings settings =
        new QueueSettings(
            b.length("level", usual.level()),
            b.length("drain", usual.drain()),
            b.length("promise", usual.promise()),
            b.length("relay", usual.relay()));
    b.done();
    return settings;
  }

  private static Duration positive(Branch b, String key, Duration fallback) {
    Duration d = b.length(key, fallback);
    if (d.isZero()) {
      b.problem(key, "is longer than nothing; write never for not at all");
    }
    return d;
  }
}
