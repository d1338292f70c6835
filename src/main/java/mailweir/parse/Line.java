package mailweir.parse;

import mailweir.slice.Slice;

/**
 * One record of a log with its envelope taken apart: host, time, program, pid, text.
 *
 * <p>A flyweight: the reader fills the same object again for the next line, so that ten million lines cost no object each. Whoever
 * wants to keep something copies it.
 */
public final class Line {
  /** {@link #time} of a line that has no time. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The bytes; the line is [from, to) without its end of line, the text [textFrom, to2). */
  public byte[] array = new byte[0];

  public int from;
  public int to;

  /** Whether it is known to hold no line feed, as it was cut at one; what comes from a record of the journal may hold some. */
  public boolean isOne;

  /** Number in its file, from 1. */
  public long number;

  /** Microseconds since 1970 UTC, year and zone resolved (COUNTING.md, law 6); {@link #NO_TIME} when the line states none. */
  public long time;

  /**
   * Microseconds since 1970 UTC by the program's own stamp within its text (splogger's {@code 1390867244.166939}), which keeps the order
   * of lines that syslog stamps with whole seconds; {@link #NO_TIME} when there is none.
   */
  public long fine = NO_TIME;

  /** Where the message begins behind the program's own stamp; {@link #textFrom} when it has none. */
  public int bodyFrom;

  /**
   * Whether the program writes this entry, as it stands from {@link #bodyFrom} on, into a file of its own too, with the same stamp and
   * without host and program (Exim's main log): the same line, whichever of the two is read.
   */
  public boolean inOwnFile;

  /** As logged; {@code null} when the line states none. */
  public Name host;

  /** As logged, without pid: {@code postfix/smtpd}; {@code null} when the line states none. */
  public Name program;

  public int pidFrom;
  public int pidTo;

  /** The message: after program, pid and colon; without the wrapping of {@code message repeated}. */
  public int textFrom;

  public int textTo;

  /** n of {@code message repeated n times: [ … ]}; else 1. */
  public int repeat;

  /** The time as far as the line states it, for {@code parse}: year -1 when the stamp has none. */
  public final Stamp stamp = new Stamp();

  /** A stamp as logged. Offset in seconds; {@link Stamp#NO_OFFSET} when the line states none. */
  public static final class Stamp {
    public static final int NO_OFFSET = Integer.MIN_VALUE;
    public int year;
    public int month;
    public int day;
    public int hour;
    public int minute;
    public int second;
    public int micros;
    public int offset;
    public boolean present;
  }

  public Slice raw() {
    return new Slice(array, from, to);
  }

  public Slice text() {
    return new Slice(array, textFrom, textTo);
  }

  /** The pid; -1 when there is none or it is no number. */
  public int pidNumber() {
    long n = pidTo > pidFrom ? Slice.number(array, pidFrom, pidTo) : -1;
    return n < 0 || n > Integer.MAX_VALUE ? -1 : (int) n;
  }

  /** The pid as logged; {@code null} when there is none. */
  public Slice pid() {
    return pidTo > pidFrom ? new Slice(array, pidFrom, pidTo) : null;
  }
}
