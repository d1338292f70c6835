package mailweir.queue.postfix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instance of Postfix, by its {@code main.cf}, which is read and not run.
 *
 * @param name the instance's, {@code postfix} for the first
 * @param configuration its folder of configuration
 * @param spool its {@code queue_directory}
 * @param hashed queues whose files are in subfolders by id
 * @param depth of these subfolders
 */
public record Instance(
    String name, Path configuration, Path spool, List<String> hashed, int depth) {
  /** Where a first instance has its configuration. */
  public static final Path USUAL = Path.of("/etc/postfix");

  private static final String FIRST = "postfix";
  private static final Pattern SETTING = Pattern.compile("([A-Za-z0-9_]+)\\s*=\\s*(.*)");
  private static final Pattern NAMED =
      Pattern.compile("\\$(?:\\{([a-z0-9_]+)}|\\(([a-z0-9_]+)\\)|([a-z0-9_]+))");
  private static final int LARGEST = 1 << 20;
  private static final int DEEPEST_NAME = 10;

  public Instance {
    hashed = List.copyOf(hashed);
  }

  /** The instance of a configuration folder; {@code null}: there is no {@code main.cf} that can be read. */
  public static Instance of(Path configuration) {
    Map<String, String> settings = settings(configuration);
    if (settings == null) {
      return null;
    }
    String name = value(settings, "multi_instance_name", "");
    return new Instance(
        name.isEmpty()
            ? configuration.equals(USUAL) ? FIRST : String.valueOf(configuration.getFileName())
            : name,
        configuration,
        Path.of(value(settings, "queue_directory", "/var/spool/postfix")),
        Arrays.asList(value(settings, "hash_queue_names", "deferred, defer").split("[,\\s]+")),
        depth(value(settings, "hash_queue_depth", "1")));
  }

  /** This instance and those that it names as its {@code multi_instance_directories}; none where there is no Postfix. */
  public static List<Instance> all(Path configuration) {
    List<Instance> all = new ArrayList<>();
    Instance first = of(configuration);
    if (first != null) {
      all.add(first);
      String others = value(settings(configuration), "multi_instance_directories", "");
      for (String other : others.split("[,\\s]+")) {
        if (other.startsWith("/")) {
          Instance instance = of(Path.of(other));
          if (instance != null) {
            all.add(instance);
          }
        }
      }
    }
    return List.copyOf(all);
  }

  private static int depth(String text) {
    return text.matches("[0-9]{1,2}") ? Math.min(Integer.parseInt(text), 16) : 1;
  }

  /** Where a queue, or a folder of logs, has the file of an id. */
  public Path file(String queue, String id) {
    String folders = hashed.contains(queue) ? QueueId.folders(id, depth) : "";
    return spool.resolve(queue).resolve(folders + id);
  }

  private static Map<String, String> settings(Path configuration) {
    String text;
    try {
      Path file = configuration.resolve("main.cf");
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        return null;
      }
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
    return settings(text);
  }

  /** Settings of a {@code main.cf}, the last of a name: comments out, lines that begin with a blank go on. */
  static Map<String, String> settings(String text) {
    Map<String, String> settings = new HashMap<>();
    StringBuilder logical = new StringBuilder();
    for (String line : (text + "\n.").split("\n", -1)) {
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (Character.isWhitespace(line.charAt(0))) {
        logical.append(' ').append(line.strip());
        continue;
      }
      Matcher setting = SETTING.matcher(logical.toString().strip());
      if (setting.matches()) {
        settings.put(setting.group(1), setting.group(2).strip());
      }
      logical.setLength(0);
      logical.append(line);
    }
    return settings;
  }

  /** A setting with the settings that it names put in. */
  static String value(Map<String, String> settings, String name, String other) {
    String value = settings.getOrDefault(name, other);
    for (int i = 0; i < DEEPEST_NAME && value.contains("$"); i++) {
      Matcher named = NAMED.matcher(value);
      value =
          named.replaceAll(found -> {
            String inner = found.group(1) != null ? found.group(1) : found.group(2);
            inner = inner != null ? inner : found.group(3);
            return Matcher.quoteReplacement(
                inner.equals(name) ? "" : settings.getOrDefault(inner, ""));
          });
    }
    return value.strip();
  }
}
