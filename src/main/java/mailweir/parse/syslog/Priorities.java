package mailweir.parse.syslog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The words of syslog's priorities, as they stand behind a stamp. */
public final class Priorities {
  /** By their numbers. */
  private static final List<String> FACILITIES =
      List.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "security",
          "console",
          "solaris-cron",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  private static final Set<String> SEVERITIES =
      Set.of(
          "emerg", "panic", "alert", "crit", "err", "error", "warning", "warn", "notice", "info",
          "debug");
  private static final Set<String> LEVELS =
      Set.of("INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "NOTICE");

  private Priorities() {}

  static boolean facility(byte[] a, int p, int to) {
    return FACILITIES.contains(word(a, p, to));
  }

  /** How many facilities there are: their numbers are below. */
  public static int facilities() {
    return FACILITIES.size();
  }

  /** The number of a facility by its word; -1 when it is none. */
  public static int facility(String word) {
    return FACILITIES.indexOf(word);
  }

  static boolean severity(byte[] a, int p, int to) {
    return SEVERITIES.contains(word(a, p, to));
  }

  /** A level as programs with files of their own write it where syslog has the host. */
  static boolean logLevel(byte[] a, int p, int to) {
    return to - p <= 7 && LEVELS.contains(word(a, p, to));
  }

  private static String word(byte[] a, int p, int to) {
    return new String(a, p, to - p, StandardCharsets.ISO_8859_1);
  }
}
