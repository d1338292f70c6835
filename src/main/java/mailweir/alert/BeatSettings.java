package mailweir.alert;

import java.time.Duration;
import java.util.List;

/**
 * How long who may be silent.
 *
 * @param silent of a source; {@link #NEVER}: it is not watched
 * @param mail how long lines may come without any mail among them
 * @param clock by how much a clock may differ
 * @param grace after the start, in which nothing new is an alert
 * @param exceptions the first that fits is a source's own
 * @param expect hosts that must be there
 */
public record BeatSettings(
    Duration silent,
    Duration mail,
    Duration clock,
    Duration grace,
    Severity severity,
    List<Exception> exceptions,
    List<String> expect) {

  /** Longer than anything is silent. */
  public static final Duration NEVER = Duration.ofDays(100_000);

  /** What holds where nothing is set. */
  public static final BeatSettings USUAL =
      new BeatSettings(
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          List.of(),
          List.of());

  /** Of sources whose host and name fit the patterns. */
  public record Exception(String host, String source, Duration silent) {}

  Duration silent(String host, String source) {
    for (Exception e : exceptions) {
      if (Matchers.fitsHost(e.host(), host) && Matchers.fits(e.source(), source)) {
        return e.silent();
      }
    }
    return silent;
  }

  /** With hosts that are expected. */
  public BeatSettings expecting(List<String> hosts) {
    return new BeatSettings(silent, mail, clock, grace, severity, exceptions, hosts);
  }
}
