package mailweir.parse.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.Checkout;
import mailweir.event.Event.Ruling;
import org.junit.jupiter.api.Test;

/** docs/reference/events.md names every word and every key that the code can say, and no other. */
class EventsReferenceTest {
  private static final String PAGE = Checkout.text(Checkout.path("docs/reference/events.md"));
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  @Test
  void words_areThoseOfTheCode() {
    Set<String> code =
        found(
            Checkout.path("src/main/java/mailweir/event/Event.java"),
            Pattern.compile("\"([a-z_]+)\""));
    code.removeAll(Set.of("uninformative", "not_understood"));
    for (Ruling.Kind kind : Ruling.Kind.values()) {
      code.add(kind.name().toLowerCase(Locale.ROOT));
    }
    for (Path file : Checkout.files("src/main/java/mailweir/parse", ".java")) {
      Matcher note =
          Pattern.compile("new (?:Event\\.)?Note\\(([^,]*),").matcher(Checkout.text(file));
      while (note.find()) {
        Matcher kind = Pattern.compile("\"([a-z_]+)\"").matcher(note.group(1));
        while (kind.find()) {
          code.add(kind.group(1));
        }
      }
    }
    Set<String> told = new TreeSet<>();
    section("## `event`")
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(line -> told.add(first(line)));
    assertEquals(code, told);
  }

  @Test
  void keys_areThoseOfTheCode() {
    Set<String> code =
        found(
            Checkout.path("src/main/java/mailweir/parse/json/EventJson.java"),
            Pattern.compile(
                "(?:text|ip|number|decimal|flag|several|Field|FieldStart)\\(\\s*\"([a-z_]+)\","));
    Set<String> told = new TreeSet<>();
    String keys = section("## Keys");
    Matcher fixed = Pattern.compile("`(line outcome [a-z_\\s]+)`").matcher(keys);
    if (fixed.find()) {
      told.addAll(Arrays.asList(fixed.group(1).split("\\s+")));
    }
    keys.lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(line -> {
          Matcher name = NAME.matcher(line.substring(0, line.indexOf(" | ")));
          while (name.find()) {
            told.add(name.group(1));
          }
        });
    assertEquals(code, told);
  }

  private static String section(String title) {
    String from = PAGE.substring(PAGE.indexOf(title) + title.length());
    int next = from.indexOf("\n## ");
    return next < 0 ? from : from.substring(0, next);
  }

  private static String first(String line) {
    Matcher name = NAME.matcher(line);
    return name.find() ? name.group(1) : line;
  }

  private static Set<String> found(Path file, Pattern pattern) {
    Set<String> all = new TreeSet<>();
    Matcher m = pattern.matcher(Checkout.text(file));
    while (m.find()) {
      all.add(m.group(1));
    }
    return all;
  }
}
