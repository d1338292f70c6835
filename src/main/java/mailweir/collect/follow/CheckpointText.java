package mailweir.collect.follow;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import mailweir.parse.syslog.Calendar;

/** A checkpoint as one line of text, as a store keeps it. */
public final class CheckpointText {
  private static final int FIELDS = 12;

  private CheckpointText() {}

  /** The text; {@link #parse} makes the same checkpoint of it. */
  public static String of(Checkpoint c) {
    return String.join(
        "\t",
        escaped(c.source()),
        escaped(c.root()),
        escaped(c.name().toString()),
        c.key() == null ? "" : "=" + escaped(c.key()),
        Integer.toString(c.head().length()),
        Long.toString(c.head().hash()),
        Long.toString(c.offset()),
        Long.toString(c.line()),
        Integer.toString(c.last().length()),
        Long.toString(c.last().hash()),
        c.mark() == null ? "" : Long.toString(c.mark().last()),
        c.done() ? "done" : "");
  }

  /** The checkpoint of a text; empty for any text that is none. */
  public static Optional<Checkpoint> parse(String text) {
    String[] f = text.split("\t", -1);
    if (f.length != FIELDS || !(f[11].isEmpty() || f[11].equals("done"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Checkpoint(
              plain(f[0]),
              plain(f[1]),
              Path.of(plain(f[2])),
              f[3].isEmpty() ? null : plain(f[3].substring(1)),
              new Print(Integer.parseInt(f[4]), Long.parseLong(f[5])),
              Long.parseLong(f[6]),
              Long.parseLong(f[7]),
              new Print(Integer.parseInt(f[8]), Long.parseLong(f[9])),
              f[10].isEmpty() ? null : new Calendar.Mark(Long.parseLong(f[10])),
              !f[11].isEmpty()));
    } catch (NumberFormatException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private static String plain(String text) {
    StringBuilder b = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char escape = text.charAt(++i);
        b.append(escape == 't' ? '\t' : escape == 'n' ? '\n' : escape);
      } else {
        b.append(c);
      }
    }
    return b.toString();
  }
}
