package mailweir.queue;

import java.util.Locale;

/** What reasons have in common: without the addresses, numbers of machines and ids that differ from message to message. Total. */
final class Shape {
  private static final int LONGEST = 160;
  private static final String ANY = "…";

  private Shape() {}

  /** The reason with {@code …} for each word that names one message, machine or person. */
  static String of(String reason) {
    StringBuilder shape = new StringBuilder(Math.min(reason.length(), LONGEST));
    int at = 0;
    while (at < reason.length() && shape.length() < LONGEST) {
      int end = at;
      while (end < reason.length() && isInWord(reason.charAt(end))) {
        end++;
      }
      if (end > at) {
        String word = reason.substring(at, end);
        if (!isOwn(word)) {
          shape.append(word);
        } else if (shape.length() < ANY.length()
            || !shape.substring(shape.length() - ANY.length()).equals(ANY)) {
          shape.append(ANY);
        }
        at = end;
      } else {
        char c = reason.charAt(at++);
        if (c != '<' && c != '>') {
          shape.append(c);
        }
      }
    }
    return shape.toString().strip().replace("[" + ANY + "]", "").replace(ANY + ANY, ANY);
  }

  private static boolean isInWord(char c) {
    return c > ' ' && "()[]<>,;\"'".indexOf(c) < 0;
  }

  /** Addresses of mail and machines, long numbers, ids: letters and digits mixed; not {@code 4.7.1}, {@code 450}, {@code TLSv1.3}. */
  private static boolean isOwn(String word) {
    if (word.indexOf('@') >= 0) {
      return true;
    }
    int digits = 0;
    int letters = 0;
    int dots = 0;
    int colons = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
      letters += Character.isLetter(c) ? 1 : 0;
      dots += c == '.' && i > 0 && i < word.length() - 1 ? 1 : 0;
      colons += c == ':' && i < word.length() - 1 ? 1 : 0;
    }
    boolean hostName = dots > 0 && letters > 2 && !word.toLowerCase(Locale.ROOT).startsWith("tls");
    return hostName
        || dots == 3 && letters == 0
        || colons > 1 && digits > 0
        || digits > 4
        || digits > 1 && letters > 3;
  }
}
