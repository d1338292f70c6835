package mailweir.collect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.Names;
import mailweir.parse.syslog.Calendar;
import mailweir.parse.syslog.Envelopes;

/**
 * Hands out the lines of one source, in its order, each with its envelope and its instant. Confined to one thread.
 *
 * <pre>
 *   file ──► RawInput ──► Unpacked ──► [JournalExport] ──► Splitter ──► Envelopes ──► Calendar ──► LineSink
 *            counts       gz zst xz    records to          lines        parts         instant
 *                         bz2          lines
 * </pre>
 *
 * <p>All bytes are accounted: what lies before {@link #offset} was handed as lines, or is a line end, NULs before a line, or the part
 * of a line behind its first {@link #LONGEST_LINE} bytes ({@link #bytesCut}). At the end of a damaged source a line without its
 * end is left out: it would count as another line than the whole one in a good copy.
 */
public final class SourceReader implements AutoCloseable {
  /** Longer lines are cut, and counted in {@link #linesCut}. */
  public static final int LONGEST_LINE = 4 << 20;

  private final Source source;
  private final Reading options;
  private final Opening opened;
  private final Names hosts = new Names();
  private final Names programs = new Names();
  private final Envelopes envelopes = new Envelopes(hosts, programs);
  private final Calendar calendar;
  private final Name forced;
  private final Name virtualHost;
  private final Line line = new Line();
  private final List<Problem> problems = new ArrayList<>();
  private final Splitter lines;
  private final long future;
  private long number;
  private long inFuture;
  private boolean ended;

  private SourceReader(Source source, Reading options, Opening opened, Position position)
      throws IOException {
    this.source = source;
    this.options = options;
    this.opened = opened;
    calendar = new Calendar(options.zone(), -1, options.zones());
    if (options.firstYear() < 0 && source.firstYear() < 0) {
      calendar.notAfter(
          FirstYear.limit(
              opened.file == null ? options.now() : FirstYear.modified(opened.file),
              options.now()));
    }
    future = FirstYear.limit(options.now(), options.now());
    forced = options.host() == null ? null : hosts.of(options.host());
    virtualHost = VirtualHost.of(source.path(), options, hosts);
    boolean seekable = opened.text.channel() != null && opened.file != null;
    Position start = position;
    if (seekable && start.offset() > opened.text.size()) {
      problems.add(
          Problem.of(
              source.name(),
              Problem.Kind.SHORTER,
              "it is shorter than the "
                  + start.offset()
                  + " bytes already read of it; it is read from its beginning, and lines read before do not count twice"));
      start = Position.START;
    }
    if (start.offset() > 0 && seekable && start.mark() != null && start.lineNumber() >= 0) {
      opened.text.seek(start.offset());
      lines = new Splitter(opened.text, start.offset(), options.follow());
      number = start.lineNumber();
      calendar.resume(start.mark());
    } else {
      lines = new Splitter(opened.text, 0, options.follow());
      skip(start.offset());
    }
  }

  /** From an uncompressed offset on. */
  public static SourceReader open(Source source, Reading options, long offset) throws IOException {
    return open(source, options, Position.at(offset));
  }

  /** From a kept position on, exactly as if there had been no interruption. */
  public static SourceReader open(Source source, Reading options, Position position)
      throws IOException {
    return open(source, options, position, System.in);
  }

  /** With another standard input; it is not closed with the reader. */
  public static SourceReader open(
      Source source, Reading options, Position position, InputStream stdin) throws IOException {
    InputStream kept =
        new FilterInputStream(stdin) {
          @Override
          public void close() {}
        };
    Opening opened = Opening.of(source, options, kept);
    try {
      return new SourceReader(source, options, opened, position);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Reads over what was handed before: the calendar and the count of lines come out as they were. */
  private void skip(long offset) {
    try {
      while (lines.offset() < offset && lines.next()) {
        take();
      }
    } catch (IOException e) {
      damaged(e);
    }
  }

  /** Hands at most {@code max} lines to the sink; the number handed, 0 at the end (for now, when the source is followed). */
  public int read(LineSink sink, int max) throws IOException {
    int n = 0;
    try {
      while (n < max && !ended && lines.next()) {
        take();
        n++;
        sink.accept(line);
      }
    } catch (IOException e) {
      damaged(e);
    }
    if (n == 0 && !ended && !options.follow()) {
      ended = true;
      finish();
    }
    return n;
  }

  private void take() throws IOException {
    envelopes.parse(lines.array, lines.from, lines.to, line);
    line.isOne = line.array == lines.array;
    line.number = ++number;
    if (forced != null) {
      line.host = forced;
    } else if (virtualHost != null && VirtualHost.isHostOf(line)) {
      line.host = virtualHost;
    }
    long time = calendar.resolve(line);
    if (time == Line.NO_TIME && line.stamp.present) {
      calendar.beginIn(firstYear());
      time = calendar.resolve(line);
    }
    if (time > future) {
      inFuture++;
    }
    line.time = time;
  }

  /** The year of the first stamp without one; the line is the one that has it. */
  private int firstYear() throws IOException {
    if (source.firstYear() >= 0) {
      return source.firstYear();
    }
    int year = opened.file == null ? -1 : FirstYear.of(opened.file, options);
    return year >= 0 ? year : FirstYear.of(line, options);
  }

  private void damaged(IOException e) {
    ended = true;
    String what =
        opened.format == Format.PLAIN && opened.contents != Contents.JOURNAL_EXPORT
            ? "it cannot be read any further (" + Opening.reason(e) + ")"
            : "its "
                + (opened.format == Format.PLAIN
                    ? "journal export"
                    : opened.format.word() + " data")
                + " is damaged or ends too early ("
                + Opening.reason(e)
                + ")";
    String left =
        lines.held() > 0
            ? ", " + lines.held() + " bytes of a line without its end are left out"
            : "";
    problems.add(
        Problem.of(
            source.name() + "@" + lines.offset(),
            Problem.Kind.DAMAGED,
            what
                + "; the "
                + number
                + " lines before are read"
                + left
                + "; get the file again and read it once more, lines do not count twice"));
    finish();
  }

  private void finish() {
    if (lines.linesCut() > 0) {
      problems.add(
          Problem.of(
              source.name(),
              Problem.Kind.LINE_CUT,
              lines.linesCut()
                  + " lines are longer than "
                  + LONGEST_LINE
                  + " bytes and were cut; "
                  + lines.bytesCut()
                  + " bytes of them are not looked at; look who writes such lines"));
    }
    if (inFuture > 0) {
      problems.add(
          Problem.of(
              source.name(),
              Problem.Kind.FUTURE,
              inFuture
                  + " lines are more than 48 hours in the future; they count there; give the year of the earliest line with --year, or correct the clock that wrote them"));
    }
  }

  /** Uncompressed offset just after the last line handed. */
  public long offset() {
    return lines.offset();
  }

  /** Number of the last line handed, from 1. */
  public long lineNumber() {
    return number;
  }

  /** All that is needed to go on after the last line handed. */
  public Position position() {
    return new Position(offset(), number, calendar.mark());
  }

  /** Bytes of the file itself taken so far: for progress against {@link #size}. */
  public long consumed() {
    return opened.raw.consumed();
  }

  /** Bytes of the file itself; -1 when nobody knows. */
  public long size() throws IOException {
    return opened.raw.size();
  }

  /** The hosts named so far; a line's {@link Line#host} is one of them. */
  public Names hosts() {
    return hosts;
  }

  /** The programs named so far. */
  public Names programs() {
    return programs;
  }

  /** How the source is packed. */
  public Format format() {
    return opened.format;
  }

  /** What the source begins with, uncompressed; known from the opening on. */
  public Fingerprint fingerprint() throws IOException {
    return Fingerprint.of(opened.head, opened.raw.size());
  }

  /** Whether the source begins with what this was taken of: it is the same log, perhaps grown, rotated or packed. */
  public boolean beginsWith(Fingerprint known) {
    return known.matches(opened.head);
  }

  /** Lines longer than {@link #LONGEST_LINE}. */
  public long linesCut() {
    return lines.linesCut();
  }

  /** Bytes of such lines that were not handed. */
  public long bytesCut() {
    return lines.bytesCut();
  }

  /** What went wrong so far: a damaged end, cut lines. Complete after {@link #read} gave 0. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
