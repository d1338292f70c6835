package mailweir.parse.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import mailweir.parse.Line;

/** The time of a line as text: RFC 3339 in UTC, or as far as the line states it. */
final class StampText {
  private static final long MICROS = 1_000_000;

  private StampText() {}

  /**
   * {@code 2026-11-20T13:39:19.003Z}; {@code --11-20T14:39:19} when the stamp has no year and nobody gave one; {@code null} when the
   * line has no stamp.
   */
  static String of(Line line, boolean year) {
    Line.Stamp stamp = line.stamp;
    if (stamp.present && stamp.year < 0 && !year) {
      StringBuilder text = new StringBuilder(24).append("--");
      two(text, stamp.month).append('-');
      two(text, stamp.day).append('T');
      two(text, stamp.hour).append(':');
      two(text, stamp.minute).append(':');
      two(text, stamp.second);
      return fraction(text, stamp.micros).toString();
    }
    if (line.time == Line.NO_TIME) {
      return null;
    }
    ZonedDateTime t =
        Instant.ofEpochSecond(Math.floorDiv(line.time, MICROS)).atZone(ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(28);
    String y = Integer.toString(Math.abs(t.getYear()));
    text.append("0".repeat(Math.max(0, 4 - y.length()))).append(y).append('-');
    two(text, t.getMonthValue()).append('-');
    two(text, t.getDayOfMonth()).append('T');
    two(text, t.getHour()).append(':');
    two(text, t.getMinute()).append(':');
    two(text, t.getSecond());
    return fraction(text, (int) Math.floorMod(line.time, MICROS)).append('Z').toString();
  }

  private static StringBuilder two(StringBuilder text, int n) {
    return text.append((char) ('0' + Math.floorMod(n / 10, 10)))
        .append((char) ('0' + Math.floorMod(n, 10)));
  }

  private static StringBuilder fraction(StringBuilder text, int micros) {
    if (micros <= 0) {
      return text;
    }
    String digits = Integer.toString(1_000_000 + micros % 1_000_000).substring(1);
    return text.append('.').append(micros % 1000 == 0 ? digits.substring(0, 3) : digits);
  }
}
