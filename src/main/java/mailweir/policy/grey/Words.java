package mailweir.policy.grey;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of the socket: words with tabs between; a backslash, a tab and what ends a line are written {@code \\ \t \n \r} in a word. */
final class Words {
  private Words() {}

  static String line(String... words) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < words.length; i++) {
      if (i > 0) {
        out.append('\t');
      }
      for (int k = 0; k < words[i].length(); k++) {
        char c = words[i].charAt(k);
        switch (c) {
          case '\\' -> out.append("\\\\");
          case '\t' -> out.append("\\t");
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          default -> out.append(c);
        }
      }
    }
    return out.append('\n').toString();
  }

  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        words.add(word.toString());
        word.setLength(0);
      } else if (c == '\\' && i + 1 < line.length()) {
        char next = line.charAt(++i);
        word.append(next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        word.append(c);
      }
    }
    words.add(word.toString());
    return words;
  }

  /**
   * The next line without its end; {@code null}: there is none.
   *
   * @throws IOException when it is longer than that
   */
  static String read(InputStream in, int longest) throws IOException {
    byte[] bytes = new byte[256];
    int n = 0;
    while (true) {
      int c = in.read();
      if (c < 0) {
        return null;
      }
      if (c == '\n') {
        return new String(bytes, 0, n, StandardCharsets.UTF_8);
      }
      if (n >= longest) {
        throw new IOException("a line is longer than " + longest + " bytes");
      }
      if (n == bytes.length) {
        bytes = java.util.Arrays.copyOf(bytes, 2 * n);
      }
      bytes[n++] = (byte) c;
    }
  }
}
