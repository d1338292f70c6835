package mailweir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.classfile.ClassModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md's table of packages and the code are equal both ways, and every package opens with its page. */
class ArchitectureTest {
  private static final Pattern QUOTED = Pattern.compile("`([a-z0-9_.*]+)`");

  /** The table: each package with what it may use, in order. */
  private static Map<String, Set<String>> table() {
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : Checkout.text(Checkout.path("ARCHITECTURE.md")).lines().toList()) {
      if (line.matches("\\| *package *\\|.*may use *\\|")) {
        inside = true;
      } else if (inside && !line.startsWith("|")) {
        break;
      } else if (inside && !line.startsWith("| ---")) {
        String[] cells = line.substring(1).split("\\|", -1);
        List<String> named = quoted(cells[0]);
        assertEquals(1, named.size(), "ARCHITECTURE.md: one package a row: " + line);
        Set<String> before = rows.put(named.getFirst(), new TreeSet<>(quoted(cells[2])));
        assertEquals(null, before, "ARCHITECTURE.md: two rows for " + named.getFirst());
      }
    }
    assertFalse(
        rows.isEmpty(), "ARCHITECTURE.md: the table '| package | … | may use |' is not there");
    return rows;
  }

  private static List<String> quoted(String cell) {
    return QUOTED.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  /** {@code parse.postfix} for {@code mailweir.parse.postfix.Cleanup}; the page's templates belong to {@code web}. */
  private static String room(String className) {
    if (className.startsWith(CompiledClasses.TEMPLATES)) {
      return "web";
    }
    String name = CompiledClasses.packageOf(className);
    return name.equals("mailweir") ? "(root)" : name.substring("mailweir.".length());
  }

  /** Every package with the packages that it uses, each with one class that does. */
  private static Map<String, Map<String, String>> uses() {
    Map<String, Map<String, String>> uses = new LinkedHashMap<>();
    for (ClassModel model : CompiledClasses.all()) {
      String name = CompiledClasses.name(model);
      Map<String, String> used = uses.computeIfAbsent(room(name), room -> new LinkedHashMap<>());
      for (String other : CompiledClasses.namedBy(model)) {
        used.putIfAbsent(room(other), name + " names " + other);
      }
    }
    return uses;
  }

  private static boolean allows(Set<String> mayUse, String room) {
    if (mayUse.contains(room)) {
      return true;
    }
    for (int dot = room.lastIndexOf('.'); dot > 0; dot = room.lastIndexOf('.', dot - 1)) {
      if (mayUse.contains(room.substring(0, dot) + ".*")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void table_hasARowForEveryPackageAndNoOther() {
    Set<String> written = new TreeSet<>(table().keySet());
    Set<String> compiled = new TreeSet<>(uses().keySet());
    assertEquals(compiled, written, "packages of the code, and rows of ARCHITECTURE.md");
  }

  @Test
  void package_usesOnlyWhatItsRowNames() {
    Map<String, Set<String>> table = table();
    List<String> faults = new ArrayList<>();
    uses()
        .forEach((room, used) ->
            used.forEach((other, evidence) -> {
              if (!other.equals(room) && !allows(table.getOrDefault(room, Set.of()), other)) {
                faults.add(room + " may not use " + other + ": " + evidence);
              }
            }));
    assertEquals(List.of(), faults);
  }

  @Test
  void row_namesOnlyRowsAboveIt() {
    List<String> faults = new ArrayList<>();
    List<String> above = new ArrayList<>();
    table()
        .forEach((room, mayUse) -> {
          for (String other : mayUse) {
            boolean known =
                other.endsWith(".*")
                    ? above.stream()
                        .anyMatch(row -> row.startsWith(other.substring(0, other.length() - 1)))
                    : above.contains(other);
            if (!known) {
              faults.add(room + " may use " + other + ", which is no row above it");
            }
          }
          above.add(room);
        });
    // 'parse.*' must not reach a row that comes later, either.
    List<String> rows = List.copyOf(table().keySet());
    uses()
        .forEach((room, used) ->
            used.forEach((other, evidence) -> {
              if (rows.indexOf(other) > rows.indexOf(room)) {
                faults.add(room + " uses " + other + " below it: " + evidence);
              }
            }));
    assertEquals(List.of(), faults);
  }

  @Test
  void package_opensWithItsPage() {
    Set<String> without = new TreeSet<>();
    for (ClassModel model : CompiledClasses.all()) {
      String name = CompiledClasses.packageOf(CompiledClasses.name(model));
      if (!name.startsWith(CompiledClasses.TEMPLATES)) {
        String file = "src/main/java/" + name.replace('.', '/') + "/package-info.java";
        String fault = faultOfPage(file);
        if (fault != null) {
          without.add(file + ": " + fault);
        }
      }
    }
    assertEquals(Set.of(), without);
  }

  /** What is wrong with a package's page, or null. */
  private static String faultOfPage(String file) {
    if (!Checkout.path(file).toFile().isFile()) {
      return "is not there";
    }
    String text = Checkout.text(Checkout.path(file));
    Matcher page = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL).matcher(text);
    if (!page.find()) {
      return "has no Javadoc";
    }
    String prose = page.group(1).replaceAll("(?m)^ *\\* ?", " ").replaceAll("<[^>]*>", " ");
    int in = prose.indexOf(" In: ");
    int out = prose.indexOf(" Out: ");
    int never = prose.indexOf(" Never: ");
    if (in < 0 || out < in || never < out) {
      return "wants 'In: …', 'Out: …', 'Never: …', in this order";
    }
    String first = prose.substring(0, in).strip();
    if (first.length() < 20 || !first.contains(".")) {
      return "wants a first sentence that says what the package is";
    }
    return null;
  }
}
