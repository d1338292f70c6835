package mailweir.parse.syslog;

import java.time.ZoneId;
import java.util.function.Function;
import mailweir.parse.Line;

/** Law 6: turns stamps into UTC microseconds, remembering the line before. One for each source; confined to one thread. */
public final class Calendar {

  /** What a calendar remembers: enough to go on after an interruption. */
  public record Mark(long last, long doubtful) {}

  public Calendar(ZoneId zone, int firstYear) {
    this(zone, firstYear, host -> null);
  }

  /** {@code zones}: the zone configured for a host, or {@code null}. */
  public Calendar(ZoneId zone, int firstYear, Function<String, ZoneId> zones) {}

  /** The instant of the line's stamp; {@link Line#NO_TIME} when it has none, or no year and nothing is known to tell it by. */
  public long resolve(Line line) {
    return Line.NO_TIME;
  }

  /** Makes the next stamp without year the one nearest to this instant (live input: now). */
  public void near(long micros) {}

  public Mark mark() {
    return new Mark(Line.NO_TIME, Line.NO_TIME);
  }

  public void resume(Mark mark) {}
}
