package mailweir.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mailweir.identity.Hosts;

/** Conditions on labels, all of which hold: {@code host=mx*}, {@code severity!=info}. An empty list holds always. */
public record Matchers(List<One> all) {
  /** Everything. */
  public static final Matchers ANY = new Matchers(List.of());

  /** One label ({@code severity} and {@code rule} too) and a pattern with {@code *} for any characters. */
  public record One(String label, boolean not, String pattern) {
    boolean holds(Alert alert) {
      return (label.equals("host")
              ? fitsHost(pattern, alert.label(label))
              : fits(pattern, alert.label(label)))
          != not;
    }

    @Override
    public String toString() {
      return label + (not ? "!=" : "=") + pattern;
    }
  }

  /** Whether a text is like a pattern; {@code *} is any characters. */
  public static boolean fits(String pattern, String text) {
    StringBuilder regex = new StringBuilder();
    for (String piece : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(piece.isEmpty() ? "" : Pattern.quote(piece));
      if (regex.isEmpty()) {
        regex.append("(?:)");
      }
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
        .matcher(text)
        .matches();
  }

  /** The same for hosts, which are known by their short names. */
  public static boolean fitsHost(String pattern, String host) {
    return fits(pattern.indexOf('*') < 0 ? Hosts.canonical(pattern) : pattern, host);
  }

  /** Reads {@code LABEL=PATTERN} or {@code LABEL!=PATTERN}; the message of what it throws says what is wrong. */
  public static Matchers of(List<String> words) {
    List<One> all = new ArrayList<>();
    for (String word : words) {
      var found =
          Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(!?=)(.*)", Pattern.DOTALL).matcher(word);
      if (!found.matches()) {
        throw new IllegalArgumentException(
            "'"
                + word
                + "' is no condition; write LABEL=PATTERN, as host=mx1, severity=warning or source=*mail.log");
      }
      all.add(new One(found.group(1), found.group(2).length() == 2, found.group(3)));
    }
    return new Matchers(List.copyOf(all));
  }

  boolean hold(Alert alert) {
    return all.stream().allMatch(one -> one.holds(alert));
  }

  @Override
  public String toString() {
    return String.join(" ", all.stream().map(One::toString).toList());
  }
}
