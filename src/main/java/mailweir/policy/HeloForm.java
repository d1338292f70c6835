package mailweir.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a client may call itself that a mail server would not. */
enum HeloForm {
  MISSING,
  /** An address instead of a name. */
  LITERAL,
  NO_DOT,
  /** The name or an address of the server that it speaks to. */
  OWN_NAME,
  /** A name of another organisation than the name of its address. */
  UNLIKE_REVERSE;

  Truth of(Question question, Signs signs, Set<String> ownNames) {
    String helo = question.helo();
    if (question.stage() == Stage.CONNECT) {
      return Truth.UNKNOWN;
    }
    return switch (this) {
      case MISSING -> Truth.of(helo.isEmpty());
      case LITERAL -> Truth.of(isLiteral(helo));
      case NO_DOT -> Truth.of(!helo.isEmpty() && !isLiteral(helo) && helo.indexOf('.') < 0);
      case OWN_NAME -> Truth.of(ownNames.contains(bare(helo)));
      case UNLIKE_REVERSE -> {
        Optional<String> reverse = Condition.Reverse.reverse(question, signs);
        if (reverse.isEmpty() || helo.isEmpty() || isLiteral(helo)) {
          yield Truth.UNKNOWN;
        }
        yield Truth.of(
            reverse.get().isEmpty()
                || !organisation(bare(helo))
                    .equals(organisation(reverse.get().toLowerCase(Locale.ROOT))));
      }
    };
  }

  private static boolean isLiteral(String helo) {
    return helo.startsWith("[") || Addresses.of(helo) != null;
  }

  private static String bare(String helo) {
    String low = helo.toLowerCase(Locale.ROOT);
    if (low.startsWith("[") && low.endsWith("]")) {
      low = low.substring(1, low.length() - 1);
      return low.startsWith("ipv6:") ? low.substring(5) : low;
    }
    return low.endsWith(".") ? low.substring(0, low.length() - 1) : low;
  }

  /** The last two labels of a name, three where the second is as short as in {@code co.uk}. */
  static String organisation(String name) {
    String[] labels = name.split("\\.");
    int n = labels.length;
    int take = n > 2 && labels[n - 2].length() <= 3 && labels[n - 1].length() == 2 ? 3 : 2;
    return n <= take ? name : String.join(".", java.util.Arrays.copyOfRange(labels, n - take, n));
  }
}
