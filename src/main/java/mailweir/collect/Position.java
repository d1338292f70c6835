package mailweir.collect;

import mailweir.parse.syslog.Calendar;

/**
 * Where in a source to go on, exactly as if it had been read in one go.
 *
 * @param offset uncompressed bytes already handed
 * @param lineNumber number of the last line handed; -1: not kept, it is counted again
 * @param mark what the calendar remembered; {@code null}: not kept, it is worked out again from the lines before
 */
public record Position(long offset, long lineNumber, Calendar.Mark mark) {
  public static final Position START = new Position(0, 0, null);

  public static Position at(long offset) {
    return offset <= 0 ? START : new Position(offset, -1, null);
  }
}
