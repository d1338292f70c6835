package mailweir.collect.follow;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The names that log rotation gives: {@code mail.log.1}, {@code mail.log.2.gz}, {@code mail.log-20261120.xz}, {@code
 * mail-20261120.log}, {@code mail.log.2026-11-20}, {@code mail.log.old}; and multilog's {@code current}, {@code previous} and {@code
 * @4000….s}.
 */
final class Rotation {
  private static final Pattern PACKED = Pattern.compile("\\.(gz|zst|xz|bz2|Z)$");
  private static final String DAY =
      "(19|20)\\d\\d-?[01]\\d-?[0-3]\\d([-_.T]?\\d{2}([:-]?\\d{2}){0,2}|-\\d{10})?";
  private static final Pattern NUMBER = Pattern.compile("(?<=.)\\.(\\d{1,4}|old|bak|prev)$");
  private static final Pattern DATE_AT_END = Pattern.compile("(?<=.)[-._]" + DAY + "$");
  private static final Pattern DATE_INSIDE =
      Pattern.compile("(?<=.)[-._]" + DAY + "(?=\\.[A-Za-z]+$)");

  private static final Pattern MULTILOG = Pattern.compile("previous|@[0-9a-f]{24}(\\.[su])?");

  private Rotation() {}

  /** The name without what rotation and compression put to it: that of the file that is written to. */
  static String liveName(String fileName) {
    String n = PACKED.matcher(fileName).replaceFirst("");
    if (MULTILOG.matcher(n).matches()) {
      return "current";
    }
    n = NUMBER.matcher(n).replaceFirst("");
    String shorter = DATE_AT_END.matcher(n).replaceFirst("");
    return shorter.length() < n.length() ? shorter : DATE_INSIDE.matcher(n).replaceFirst("");
  }

  /** Whether the name is one of a rotated copy. */
  static boolean isRotated(Path name) {
    String n = text(name);
    return !liveName(n).equals(n);
  }

  /** Whether both names are generations of one log. */
  static boolean related(Path a, Path b) {
    return liveName(text(a)).equals(liveName(text(b)));
  }

  private static String text(Path name) {
    Path last = name.getFileName();
    return last == null ? "" : last.toString();
  }
}
