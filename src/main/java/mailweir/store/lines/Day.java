package mailweir.store.lines;

import java.time.LocalDate;

/**
 * A UTC day's files as they are committed: the segment of full blocks, and the open end of small ones that live rounds wrote.
 *
 * @param segment {@code null} when there is none
 * @param tail {@code null} when there is none
 */
record Day(BlockIndex segment, BlockIndex tail) {
  static final String SEGMENT = ".seg";
  static final String TAIL = ".tail";
  static final Day NONE = new Day(null, null);
  static final long MICROS = 86_400_000_000L;

  /** The day of a time; what is no time of a log belongs to the first. */
  static int of(long micros) {
    return (int) (clamp(micros) / MICROS);
  }

  static long clamp(long micros) {
    return mailweir.identity.LineIdentity.clamp(micros);
  }

  /** The name of a file of a day in its n-th writing. */
  static String file(int day, int writing, String ending) {
    return LocalDate.ofEpochDay(day) + "." + writing + ending;
  }

  /** The day that a file's name says; -1 when it says none. */
  static int ofFile(String name) {
    try {
      return (int) LocalDate.parse(name.substring(0, Math.min(10, name.length()))).toEpochDay();
    } catch (java.time.format.DateTimeParseException e) {
      return -1;
    }
  }

  /** Which writing a file is; 0 for {@code null}. */
  static int writing(String name) {
    if (name == null) {
      return 0;
    }
    int from = name.indexOf('.') + 1;
    int to = name.indexOf('.', from);
    try {
      return Integer.parseInt(name, from, to, 10);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return 0;
    }
  }

  boolean isEmpty() {
    return segment == null && tail == null;
  }
}
