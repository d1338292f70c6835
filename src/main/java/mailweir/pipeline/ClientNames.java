package mailweir.pipeline;

import java.util.Arrays;
import mailweir.journey.Texts;

/**
 * The name of each client's address. Of several (its reverse look-up fails now and then) it is the last in the order of the alphabet
 * that is not {@code unknown}, whatever came first. Not safe for threads.
 */
final class ClientNames {
  private static final String UNKNOWN = "unknown";

  private final Texts texts;
  private int[] names = new int[1 << 10];

  ClientNames(Texts texts) {
    this.texts = texts;
  }

  void note(int ip, int name) {
    if (ip >= names.length) {
      names = Arrays.copyOf(names, Math.max(ip + 1, names.length * 2));
    }
    int known = names[ip];
    if (known != name && name > Texts.EMPTY && (known == Texts.NONE || isBetter(name, known))) {
      names[ip] = name;
    }
  }

  private boolean isBetter(int name, int known) {
    String x = texts.text(name);
    String y = texts.text(known);
    return !x.equals(UNKNOWN) && (y.equals(UNKNOWN) || x.compareTo(y) > 0);
  }

  void addAll(ClientNames other) {
    for (int ip = 0; ip < other.names.length; ip++) {
      note(ip, other.names[ip]);
    }
  }

  /** The name; {@code null} when none was told. */
  String of(int ip) {
    return ip < names.length ? texts.text(names[ip]) : null;
  }
}
