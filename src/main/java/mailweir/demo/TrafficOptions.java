package mailweir.demo;

import java.time.LocalDate;
import java.util.Locale;

/**
 * What traffic to make.
 *
 * @param sessions how many; 0: no limit
 * @param lines after how many lines to stop; 0: no limit
 * @param disorderSeconds how much later than its stamp a line may be written
 * @param sessionsPerDay on all hosts together, on an ordinary day; 0: as the format's servers usually have
 * @param firstHost the name of the first host; {@code null}: as the others
 */
public record TrafficOptions(
    long seed,
    long sessions,
    long lines,
    int hosts,
    Format format,
    long disorderSeconds,
    double sessionsPerDay,
    LocalDate start,
    String firstHost,
    boolean small,
    boolean rfc3339) {

  /** Whose logs. */
  public enum Format {
    POSTFIX,
    SENDMAIL,
    EXIM,
    QMAIL_CHKUSER,
    COMBINED;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** By its word. */
    public static Format of(String word) {
      for (Format f : values()) {
        if (f.word().equals(word)) {
          return f;
        }
      }
      throw new IllegalArgumentException(
          "no such format: "
              + word
              + "; there are postfix, sendmail, exim, qmail-chkuser and combined");
    }
  }

  /** So many lines of Postfix on four hosts: the log of the benchmark, {@code --seed 42}. */
  public static TrafficOptions postfix(long seed, long lines) {
    return of(Format.POSTFIX, seed, lines);
  }

  /** So many lines of four hosts with another server. */
  public static TrafficOptions of(Format format, long seed, long lines) {
    return new TrafficOptions(
        seed, 0, lines, 4, format, 0, 0, LocalDate.of(2024, 12, 20), null, false, false);
  }

  double perDay() {
    return sessionsPerDay > 0 ? sessionsPerDay : format == Format.POSTFIX ? 62_000 : 90_000;
  }

  String hostName(int host) {
    if (host == 0 && firstHost != null) {
      return firstHost;
    }
    return format == Format.QMAIL_CHKUSER
        ? (host == 0 ? "independence" : "liberty" + host)
        : "mx" + (host + 1);
  }
}
