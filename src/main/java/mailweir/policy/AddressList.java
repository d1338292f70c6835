package mailweir.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Mail addresses, whole or in part: {@code joe@example.org}, {@code @example.org}, {@code @.example.org} (all below), {@code postmaster@}, {@code <>}. */
final class AddressList {
  static final AddressList NONE = new AddressList(List.of());

  private final Set<String> whole = new HashSet<>();
  private final Set<String> domains = new HashSet<>();
  private final Set<String> locals = new HashSet<>();

  AddressList(List<String> words) {
    for (String word : words) {
      String low = word.toLowerCase(Locale.ROOT);
      if (low.equals("<>")) {
        whole.add("");
      } else if (low.startsWith("@")) {
        domains.add(low.substring(1));
      } else if (low.endsWith("@")) {
        locals.add(low.substring(0, low.length() - 1));
      } else {
        whole.add(low);
      }
    }
  }

  /** What is wrong with a word, or {@code null}. */
  static String objection(String word) {
    int at = word.indexOf('@');
    boolean isGood = word.equals("<>") || at >= 0 && word.length() > 1 && !word.contains(" ");
    return isGood
        ? null
        : "is no mail address; write joe@example.org, @example.org, @.example.org for all below it, postmaster@, or <> for the null sender";
  }

  boolean contains(String address) {
    String low = address.toLowerCase(Locale.ROOT);
    if (whole.contains(low)) {
      return true;
    }
    int at = low.lastIndexOf('@');
    String local = at < 0 ? low : low.substring(0, at);
    String domain = at < 0 ? "" : low.substring(at + 1);
    if (locals.contains(local) && !local.isEmpty() || domains.contains(domain)) {
      return true;
    }
    for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
      if (domains.contains(domain.substring(dot))) {
        return true;
      }
    }
    return false;
  }
}
