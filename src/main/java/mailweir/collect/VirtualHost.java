package mailweir.collect;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.Names;

/**
 * The virtual host of lines of access logs that name none: the one that was named (--vhost), else the one that the file's name tells:
 * {@code example.org-access.log.1.gz}, {@code access-www.example.org.log}.
 */
public final class VirtualHost {
  /** What rotation and packing put behind a name, one at a time. */
  private static final Pattern BEHIND =
      Pattern.compile(
          "[._-](\\d{1,3}|\\d{4}-?\\d{2}-?\\d{2}([-T]?\\d{2,6})?|gz|bz2|xz|zst|log|logs|old|save)$");

  private static final Pattern KIND =
      Pattern.compile(
          "^(ssl|access|accesslog|http|https|443|80|nginx|apache2?|httpd|combined|log)[._-]+|[._-]+(ssl|access|accesslog|http|https|443|80|combined)$");

  private static final Pattern DOMAIN =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,62})\\.){1,10}[a-z][a-z0-9-]{1,62}");

  private VirtualHost() {}

  /**
   * Of a file's lines.
   *
   * @param file {@code null} for standard input
   * @param hosts gets the name
   * @return {@code null} where none is known
   */
  public static Name of(Path file, Reading options, Names hosts) {
    String named = options.virtualHost();
    if (named == null && file != null && file.getFileName() != null) {
      named = of(file.getFileName().toString());
    }
    return named == null ? null : hosts.of(named);
  }

  /**
   * Whether a line is of a log that names no machine. What tells such lines from those of other logs is the virtual host, which then stands
   * as their host.
   */
  public static boolean isHostOf(Line line) {
    return line.host == null
        && line.program == null
        && line.stamp.present
        && line.textFrom == line.from;
  }

  /** In small letters; null where the name tells none. */
  static String of(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    boolean isLog = name.contains("log");
    for (String before = ""; !before.equals(name); ) {
      before = name;
      name = KIND.matcher(BEHIND.matcher(name).replaceFirst("")).replaceAll("");
    }
    return isLog && name.length() < 254 && DOMAIN.matcher(name).matches() ? name : null;
  }
}
