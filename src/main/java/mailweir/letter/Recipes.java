package mailweir.letter;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The file of recipes for mails of older set-ups; off when there is none. */
public final class Recipes {
  /** No recipe. */
  public static final Recipes NONE = new Recipes(List.of());

  private static final Set<String> WORDS =
      Set.of("header", "line", "value", "decode", "key_file", "read", "separator", "host");

  private final List<Recipe> all;

  private Recipes(List<Recipe> all) {
    this.all = all;
  }

  List<Recipe> all() {
    return all;
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /**
   * Reads a file of recipes, and the files of keys that it names.
   *
   * @throws IOException with all that is wrong in it, a line each
   */
  public static Recipes of(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(10);
    Object tree;
    try {
      tree =
          new Yaml(new SafeConstructor(options))
              .load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (YAMLException e) {
      throw new IOException(file + ": is no YAML (" + e.getMessage().replace('\n', ' ') + ")", e);
    }
    List<String> problems = new ArrayList<>();
    List<Recipe> recipes = new ArrayList<>();
    if (tree instanceof Map<?, ?> top
        && top.keySet().equals(Set.of("recipes"))
        && top.get("recipes") instanceof Map<?, ?> named) {
      named.forEach((name, body) -> {
        Recipe recipe = new Reader(file + ": recipe " + name, problems).read(name, body);
        if (recipe != null) {
          recipes.add(recipe);
        }
      });
    } else {
      problems.add(file + ": holds no 'recipes:' with a name for each recipe below it");
    }
    if (!problems.isEmpty()) {
      throw new IOException(String.join("\n", problems));
    }
    return new Recipes(List.copyOf(recipes));
  }

  private static final class Reader {
    private final String place;
    private final List<String> problems;
    private boolean sound = true;

    Reader(String place, List<String> problems) {
      this.place = place;
      this.problems = problems;
    }

    private void wrong(String what) {
      sound = false;
      problems.add(place + ": " + what);
    }

    Recipe read(Object name, Object body) {
      if (!(body instanceof Map<?, ?> map)) {
        wrong("is empty; it needs 'header' or 'line', 'value' and 'read'");
        return null;
      }
      for (Object word : map.keySet()) {
        if (!WORDS.contains(String.valueOf(word))) {
          wrong(
              "there is no key '"
                  + word
                  + "'; there are "
                  + String.join(", ", WORDS.stream().sorted().toList()));
        }
      }
      String header = text(map, "header");
      String line = text(map, "line");
      String value = text(map, "value");
      if ((header == null) == (line == null)) {
        wrong("needs either 'header' or 'line', by which its mails are known");
      }
      if (value == null || value.length() < 4) {
        wrong(
            "needs a 'value' of four letters or more: it is all that these mails have of a secret");
      }
      List<Recipe.Coding> decode = new ArrayList<>();
      for (String word : list(map.get("decode"))) {
        Recipe.Coding coding = choice(Recipe.Coding.values(), word);
        if (coding == null) {
          wrong("decode: there is no '" + word + "'; there are uuencode and crypt");
        } else {
          decode.add(coding);
        }
      }
      Recipe.Reading reading =
          choice(Recipe.Reading.values(), map.get("read") == null ? "" : text(map, "read"));
      if (reading == null) {
        wrong("read: must be mdlog, log or figures");
      }
      String secret = null;
      if (decode.contains(Recipe.Coding.CRYPT)) {
        secret = secret(text(map, "key_file"));
      } else if (map.containsKey("key_file")) {
        wrong("key_file: is of no use without 'crypt' in 'decode'");
      }
      String separator = text(map, "separator");
      return sound
          ? new Recipe(
              String.valueOf(name),
              header,
              line,
              value,
              List.copyOf(decode),
              secret,
              reading,
              separator == null ? reading == Recipe.Reading.MDLOG ? ";" : "" : separator,
              text(map, "host"))
          : null;
    }

    private String secret(String file) {
      if (file == null) {
        wrong("crypt needs a 'key_file' that holds its key");
        return null;
      }
      try {
        String key = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1).strip();
        if (key.isEmpty()) {
          wrong("key_file: " + file + " is empty");
        }
        return key;
      } catch (IOException | InvalidPathException e) {
        wrong("key_file: " + file + " cannot be read (" + e.getMessage() + ")");
        return null;
      }
    }

    private static String text(Map<?, ?> map, String word) {
      Object value = map.get(word);
      return value == null ? null : String.valueOf(value);
    }

    private static List<String> list(Object value) {
      return value == null
          ? List.of()
          : value instanceof List<?> several
              ? several.stream().map(String::valueOf).toList()
              : List.of(String.valueOf(value));
    }

    private static <E extends Enum<E>> E choice(E[] all, String word) {
      for (E one : all) {
        if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
          return one;
        }
      }
      return null;
    }
  }
}
