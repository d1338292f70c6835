package mailweir.laws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import mailweir.demo.TrafficGenerator;
import mailweir.demo.TrafficOptions;
import mailweir.demo.Truth;

/**
 * A log of four hosts that was made up, and what is true of it.
 *
 * @param lines in RFC 3339 form unless asked otherwise
 */
record Generated(List<String> lines, Truth truth) {
  /** So many lines, of so many sessions a day. */
  static Generated log(long seed, long lines, double sessionsPerDay) {
    return log(seed, lines, sessionsPerDay, LocalDate.of(2026, 3, 4), true);
  }

  static Generated log(
      long seed, long lines, double sessionsPerDay, LocalDate start, boolean rfc3339) {
    return log(TrafficOptions.Format.POSTFIX, seed, lines, sessionsPerDay, start, rfc3339);
  }

  /** What another server would have written. */
  static Generated log(
      TrafficOptions.Format format,
      long seed,
      long lines,
      double sessionsPerDay,
      LocalDate start,
      boolean rfc3339) {
    TrafficOptions options =
        new TrafficOptions(
            seed, 0, lines, 4, format, 0, sessionsPerDay, start, null, true, rfc3339);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TrafficGenerator generator = new TrafficGenerator(options, out);
    try {
      generator.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Generated(
        Recorded.split(out.toString(StandardCharsets.ISO_8859_1)), generator.truth());
  }
}
