package mailweir.collect;

import java.util.Locale;
import java.util.regex.Pattern;

/** The virtual host that an access log's file name tells: {@code example.org-access.log.1.gz}, {@code access-www.example.org.log}. */
final class VirtualHost {
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

  /** In small letters; null where the name tells none. */
  static String of(Source source) {
    return source.path() == null || source.path().getFileName() == null
        ? null
        : of(source.path().getFileName().toString());
  }

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
