package mailweir.bounce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Ordered rules: the first that fits an answer gives its class; where none fits it is {@link BounceClass#UNCATEGORIZED}. Immutable, safe for
 * several threads; an answer costs one pass over its bytes, however many rules there are.
 *
 * <p>The file, one rule a line, each with at least one line that it must be the first to fit:
 *
 * <pre>
 * # a remark
 * InvalidRecipient  code=5xx  dsn=5.1.1,x.1.6  : user unknown | no * mailbox
 *   = 550 5.1.1 &lt;a@example.org&gt;: User unknown
 * </pre>
 *
 * A class, then conditions that must all be met: the reply code ({@code 550}, {@code 5xx}), the enhanced code ({@code x}: any number), and
 * behind the colon texts of which one must occur; {@code *} stands for anything between. Letters' case makes no difference.
 */
public final class BounceRules {
  private static final String OWN = "/mailweir/bounce/bounces.rules";
  private static final int NO_CODE = -1;
  private static final Pattern CODES =
      Pattern.compile(
          "(?:^|said: |replied: )([245]\\d\\d)[ -](?:#?([245]\\.\\d{1,3}\\.\\d{1,3})\\b)?");
  private static final Pattern ENHANCED = Pattern.compile("^([245]\\.\\d{1,3}\\.\\d{1,3}) ");

  private final List<Rule> rules;
  private final List<Alternative> alternatives = new ArrayList<>();

  /** Places of the rules in which codes alone decide, in their order. */
  private final int[] withoutTexts;

  private final Literals literals;

  /**
   * A rule: {@code parts} of each alternative in their order, none at all when the codes decide. Of each code, two numbers: the first and last
   * reply code that it means; the bits of an enhanced code that it looks at, and what they must be.
   */
  private record Rule(
      int line,
      BounceClass to,
      int[] codes,
      int[] enhanced,
      List<List<byte[]>> texts,
      List<Example> examples) {}

  private record Example(int line, String text) {}

  private record Alternative(int rule, List<byte[]> parts) {}

  private BounceRules(List<Rule> rules) {
    this.rules = rules;
    List<String> longest = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      for (List<byte[]> parts : rules.get(r).texts) {
        byte[] most = parts.get(0);
        for (byte[] p : parts) {
          most = p.length > most.length ? p : most;
        }
        longest.add(new String(most, StandardCharsets.UTF_8));
        alternatives.add(new Alternative(r, parts));
      }
    }
    literals = new Literals(longest);
    withoutTexts =
        IntStream.range(0, rules.size()).filter(r -> rules.get(r).texts.isEmpty()).toArray();
  }

  private static final class Own {
    static final BounceRules RULES = read();

    private static BounceRules read() {
      try (InputStream in = BounceRules.class.getResourceAsStream(OWN)) {
        List<String> faults = new ArrayList<>();
        BounceRules rules = untried(new String(in.readAllBytes(), StandardCharsets.UTF_8), faults);
        if (!faults.isEmpty()) {
          throw new BadRules(faults);
        }
        return rules;
      } catch (IOException | BadRules e) {
        throw new IllegalStateException("the rules in the program are damaged: " + e, e);
      }
    }
  }

  /** The rules that come with the program. */
  public static BounceRules standard() {
    return Own.RULES;
  }

  /** Rules from a text; all faults of it are told together, those of its test lines too. */
  public static BounceRules of(String text) throws BadRules {
    List<String> faults = new ArrayList<>();
    BounceRules all = untried(text, faults);
    all.prove(faults);
    if (!faults.isEmpty()) {
      throw new BadRules(faults);
    }
    return all;
  }

  /** Rules without trying their test lines: those of the program's own are tried by a test, not at each start. */
  private static BounceRules untried(String text, List<String> faults) {
    List<Rule> rules = new ArrayList<>();
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("=")) {
        if (rules.isEmpty()) {
          faults.add("line " + number + ": a test line stands before the first rule");
        } else {
          rules.getLast().examples.add(new Example(number, line.substring(1).strip()));
        }
        continue;
      }
      rule(number, line, rules, faults);
    }
    for (Rule r : rules) {
      if (r.examples.isEmpty()) {
        faults.add("line " + r.line + ": the rule has no test line ('= an answer that it fits')");
      }
    }
    return new BounceRules(rules);
  }

  private static void rule(int number, String line, List<Rule> rules, List<String> faults) {
    int colon = line.indexOf(':');
    String[] words = (colon < 0 ? line : line.substring(0, colon)).strip().split("\\s+");
    String where = "line " + number + ": ";
    BounceClass to = BounceClass.named(words[0]);
    if (to == null) {
      faults.add(
          where
              + "'"
              + words[0]
              + "' is no class; there are "
              + String.join(", ", BounceClass.words()));
    }
    List<Integer> codes = new ArrayList<>();
    List<Integer> enhanced = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      boolean code = words[i].startsWith("code=");
      boolean dsn = words[i].startsWith("dsn=");
      if (!code && !dsn) {
        faults.add(where + "'" + words[i] + "' is no condition; there are code= and dsn=");
        continue;
      }
      for (String one : words[i].substring(words[i].indexOf('=') + 1).split(",")) {
        if (!one.matches(code ? "[245](\\d\\d|xx)" : "[x245]\\.(x|\\d{1,3})\\.(x|\\d{1,3})")) {
          faults.add(where + "'" + one + "' is no " + (code ? "reply code" : "enhanced code"));
        } else if (code) {
          codes.add(Integer.parseInt(one.replace('x', '0')));
          codes.add(Integer.parseInt(one.replace('x', '9')));
        } else {
          enhanced.add(StatusCodes.mask(one));
          enhanced.add(StatusCodes.value(one));
        }
      }
    }
    List<List<byte[]>> texts = new ArrayList<>();
    if (colon >= 0) {
      for (String alternative : line.substring(colon + 1).split("\\|")) {
        List<byte[]> parts = new ArrayList<>();
        for (String part : alternative.strip().toLowerCase(Locale.ROOT).split("\\*")) {
          if (!part.isBlank()) {
            parts.add(part.strip().getBytes(StandardCharsets.UTF_8));
          }
        }
        if (parts.isEmpty()) {
          faults.add(where + "one of the texts behind the colon is empty and would fit everything");
        } else {
          texts.add(parts);
        }
      }
    } else if (codes.isEmpty() && enhanced.isEmpty()) {
      faults.add(where + "the rule has neither a code nor a text and would fit everything");
    }
    rules.add(
        new Rule(
            number,
            to == null ? BounceClass.UNCATEGORIZED : to,
            codes.stream().mapToInt(i -> i).toArray(),
            enhanced.stream().mapToInt(i -> i).toArray(),
            texts,
            new ArrayList<>()));
  }

  private void prove(List<String> faults) {
    for (int r = 0; r < rules.size(); r++) {
      for (Example e : rules.get(r).examples) {
        int first = first(e.text);
        if (first != r) {
          faults.add(
              "line "
                  + e.line
                  + ": the test line is met "
                  + (first == rules.size()
                      ? "by no rule"
                      : "by the rule in line " + rules.get(first).line)
                  + ", not by the one in line "
                  + rules.get(r).line);
        }
      }
    }
  }

  /** How many rules there are. */
  public int size() {
    return rules.size();
  }

  /** How many test lines they have. */
  public int examples() {
    return rules.stream().mapToInt(r -> r.examples.size()).sum();
  }

  /** The class of an answer as it stands in a log or in a notice, its codes at its beginning or behind {@code said: }. */
  public BounceClass classify(String answer) {
    int rule = first(answer);
    return rule == rules.size() ? BounceClass.UNCATEGORIZED : rules.get(rule).to;
  }

  /** The line of the rule that decides an answer; 0 when none does. */
  public int line(String answer) {
    int rule = first(answer);
    return rule == rules.size() ? 0 : rules.get(rule).line;
  }

  private int first(String answer) {
    byte[] b = answer.getBytes(StandardCharsets.UTF_8);
    Matcher m = CODES.matcher(answer);
    int code = NO_CODE;
    int dsn = 0;
    if (m.find()) {
      code = Integer.parseInt(m.group(1));
      dsn = m.group(2) == null ? 0 : StatusCodes.number(m.group(2));
    } else {
      Matcher only = ENHANCED.matcher(answer);
      dsn = only.find() ? StatusCodes.number(only.group(1)) : 0;
    }
    return first(b, 0, b.length, code, dsn);
  }

  /**
   * The class of an answer.
   *
   * @param code the reply code; -1 unknown
   * @param dsn the enhanced code as {@code class << 20 | subject << 10 | detail}; 0 unknown
   */
  public BounceClass classify(byte[] a, int from, int to, int code, int dsn) {
    int rule = first(a, from, to, code, dsn);
    return rule == rules.size() ? BounceClass.UNCATEGORIZED : rules.get(rule).to;
  }

  private int first(byte[] a, int from, int to, int code, int dsn) {
    int best = rules.size();
    for (int r : withoutTexts) {
      if (meets(rules.get(r), code, dsn)) {
        best = r;
        break;
      }
    }
    int state = literals.start();
    for (int i = from; i < to; i++) {
      state = literals.step(state, a[i]);
      for (int found : literals.ending(state)) {
        Alternative one = alternatives.get(found);
        if (one.rule >= best) {
          break;
        }
        if (meets(rules.get(one.rule), code, dsn) && hasAll(one.parts, a, from, to)) {
          best = one.rule;
        }
      }
    }
    return best;
  }

  private static boolean meets(Rule rule, int code, int dsn) {
    int[] codes = rule.codes;
    boolean met = codes.length == 0;
    for (int i = 0; i < codes.length; i += 2) {
      met |= code >= codes[i] && code <= codes[i + 1];
    }
    int[] enhanced = rule.enhanced;
    if (!met || enhanced.length == 0) {
      return met;
    }
    for (int i = 0; i < enhanced.length; i += 2) {
      if (dsn != 0 && (dsn & enhanced[i]) == enhanced[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasAll(List<byte[]> parts, byte[] a, int from, int to) {
    // the first part begins with a word: an answer with "garble" in it does not speak of an rbl
    for (int p = indexOf(parts.get(0), a, from, to);
        p >= 0;
        p = indexOf(parts.get(0), a, p + 1, to)) {
      if (p == from || !inWord(a[p - 1])) {
        int at = p + parts.get(0).length;
        for (int i = 1; i < parts.size() && at >= 0; i++) {
          at = indexOf(parts.get(i), a, at, to);
          at = at < 0 ? at : at + parts.get(i).length;
        }
        return at >= 0;
      }
    }
    return false;
  }

  private static int indexOf(byte[] part, byte[] a, int from, int to) {
    for (int i = from; i + part.length <= to; i++) {
      int k = 0;
      while (k < part.length && small(a[i + k]) == part[k]) {
        k++;
      }
      if (k == part.length) {
        return i;
      }
    }
    return -1;
  }

  private static boolean inWord(byte b) {
    byte s = small(b);
    return s >= 'a' && s <= 'z' || s >= '0' && s <= '9';
  }

  private static byte small(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }
}
