package mailweir.policy.score;

import java.util.regex.Pattern;

/**
 * Systems that are told apart in points. What a header {@code X-P0f-OS} says is of the first class that matches, in this order; the
 * patterns mean the same to Java and to Perl.
 */
public enum OsClass {
  /** Nobody runs a mail server on it; the same signature is given to some scanners. */
  WINDOWS_XP("^Windows XP", 2.0, "Windows XP or 2000"),
  /** A desktop by its exact signature. */
  WINDOWS_DESKTOP("^Windows (?:7|8|Vista|95|98|ME)", 1.5, "a desktop Windows"),
  /** Windows 10 and 11, and Windows Server since 2016: p0f cannot tell them apart. */
  WINDOWS("^Windows", 0.8, "a Windows that may be a server"),
  /** Mail servers mostly. */
  UNIX("^(?:Linux|FreeBSD|OpenBSD|NetBSD|Solaris|AIX|HP-UX)", -0.2, "Linux, a BSD, another Unix"),
  /** Macs: senders and servers. */
  MAC("^(?:Mac OS X|iOS)", 0.1, "Mac OS X"),
  /** p0f saw the connection and has no name for it, or did not see it. */
  UNKNOWN("^UNKNOWN", 0.3, "a system that p0f does not know"),
  /** Systems that are none of these. */
  OTHER(".", 0.0, "another system");

  private final String regex;
  private final Pattern pattern;
  private final double usual;
  private final String meaning;

  OsClass(String regex, double usual, String meaning) {
    this.regex = regex;
    this.pattern = Pattern.compile(regex);
    this.usual = usual;
    this.meaning = meaning;
  }

  /** The class of what the header says. */
  public static OsClass of(String header) {
    for (OsClass c : values()) {
      if (c.pattern.matcher(header).find()) {
        return c;
      }
    }
    return OTHER;
  }

  String regex() {
    return regex;
  }

  /** Whether what is of an earlier class would match here too. */
  boolean overlaps(OsClass earlier) {
    return regex.startsWith("^Windows") && earlier.regex.startsWith("^Windows");
  }

  /** Points where a site has no figures of its own. */
  public double usual() {
    return usual;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }
}
