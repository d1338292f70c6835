package mailweir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The house rules of CONTRIBUTING.md that a machine can hold. */
class HouseRulesTest {
  private static final int LONGEST_FILE = 600;

  /** Words that could hold anything hold nothing. */
  private static final Set<String> EMPTY_WORDS =
      Set.of(
          "util", "utils", "common", "helper", "helpers", "manager", "internal", "types", "misc");

  /** In pieces, so that this file does not break the rule that it holds. */
  private static final Pattern LATER =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX|HA" + "CK)\\b");

  private static final Set<String> ENDS_THE_PROCESS =
      Set.of("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt");

  @Test
  void file_isShortEnoughForOneSubject() {
    List<String> faults = new ArrayList<>();
    for (Path file : Checkout.files("src/main", "")) {
      if (isText(file)) {
        long lines = Checkout.text(file).lines().count();
        if (lines > LONGEST_FILE) {
          faults.add(Checkout.name(file) + ": " + lines + " lines");
        }
      }
    }
    assertEquals(
        List.of(), faults, "a file past " + LONGEST_FILE + " lines holds a second subject");
  }

  @Test
  void name_isAWordOfTheTrade() {
    List<String> faults = new ArrayList<>();
    for (Path file : Checkout.files("src", ".java")) {
      for (String word : words(Checkout.name(file))) {
        if (EMPTY_WORDS.contains(word)) {
          faults.add(Checkout.name(file) + ": '" + word + "' could hold anything");
        }
      }
    }
    assertEquals(List.of(), faults);
  }

  /** The words of a path: its folders, and the parts of the class's name. */
  private static List<String> words(String name) {
    String apart = name.replaceFirst("\\.java$", "").replaceAll("([a-z0-9])([A-Z])", "$1/$2");
    return Arrays.asList(apart.toLowerCase(Locale.ROOT).split("[/_-]"));
  }

  @Test
  void text_putsNothingOff() {
    List<String> faults = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("src/main", "src/test/java", "dev", ".ci", "bench")) {
      files.addAll(Checkout.files(folder, ""));
    }
    files.add(Checkout.path("mailweir"));
    files.add(Checkout.path("pom.xml"));
    for (Path file : files) {
      if (isText(file) && LATER.matcher(Checkout.text(file)).find()) {
        faults.add(Checkout.name(file));
      }
    }
    assertEquals(List.of(), faults, "notes to do something later: do it, or open an issue");
  }

  @Test
  void process_isEndedByTheCommandLineAlone() {
    List<String> faults = new ArrayList<>();
    for (ClassModel model : CompiledClasses.all()) {
      String name = CompiledClasses.name(model);
      if (!CompiledClasses.packageOf(name).equals("mailweir.cli")) {
        CompiledClasses.calledBy(model).stream()
            .filter(ENDS_THE_PROCESS::contains)
            .forEach(call -> faults.add(name + " calls " + call));
      }
    }
    assertEquals(List.of(), faults);
  }

  /** Whether a file is read by people: what has no ending is a script. */
  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    return !name.contains(".")
        || name.matches(
            ".*\\.(java|jte|css|js|md|xml|ya?ml|sql|properties|sh|txt|html|json|tcl|awk)");
  }
}
