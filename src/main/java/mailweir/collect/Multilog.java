package mailweir.collect;

import java.util.Collection;
import java.util.regex.Pattern;

/**
 * The folders of multilog (daemontools) and of those that do as it does (svlogd, s6-log): {@code current} is written to, and what is
 * full is renamed to {@code @} and the TAI64N label of that instant, {@code .s} when it is complete, {@code .u} when multilog
 * was ended within it. {@code previous} is what a processor is at work on.
 */
final class Multilog {
  /** How many folders below the one that was named such folders are looked for: {@code /var/log/qmail/smtpd/smtp}. */
  static final int DEPTH = 3;

  private static final Pattern FINISHED =
      Pattern.compile("@[0-9a-f]{24}(?:\\.[su])?(?:\\.(?:gz|zst|xz|bz2))?");

  private Multilog() {}

  /**
   * Whether a folder with entries of these names is one: copied ones have no {@code lock} and no {@code state}, and between two steps of a
   * rotation there is no {@code current}.
   */
  static boolean isFolder(Collection<String> names) {
    return names.contains("current") || names.stream().anyMatch(n -> FINISHED.matcher(n).matches());
  }

  /** Whether a file of this name in such a folder has lines. */
  static boolean named(String name) {
    return name.equals("current") || name.equals("previous") || FINISHED.matcher(name).matches();
  }
}
