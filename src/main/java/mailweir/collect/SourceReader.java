package mailweir.collect;

import java.io.IOException;
import java.util.List;
import mailweir.parse.Names;

/** Hands out the lines of one source. Confined to one thread. */
public final class SourceReader implements AutoCloseable {
  /** Longer lines are cut, and counted in {@link #linesCut}. */
  public static final int LONGEST_LINE = 4 << 20;

  private SourceReader() {}

  /** From an uncompressed offset on. */
  public static SourceReader open(Source source, Reading options, long offset) throws IOException {
    return open(source, options, Position.at(offset));
  }

  /** From a kept position on. */
  public static SourceReader open(Source source, Reading options, Position position) throws IOException {
    throw new UnsupportedOperationException("comes with the next landing");
  }

  /** Hands at most {@code max} lines to the sink; the number handed, 0 at the end. */
  public int read(LineSink sink, int max) throws IOException {
    return 0;
  }

  /** Uncompressed offset just after the last line handed. */
  public long offset() {
    return 0;
  }

  /** Number of the last line handed, from 1. */
  public long lineNumber() {
    return 0;
  }

  /** All that is needed to go on after the last line handed. */
  public Position position() {
    return Position.START;
  }

  /** Bytes of the file itself taken so far: for progress against {@link #size}. */
  public long consumed() {
    return 0;
  }

  /** Bytes of the file itself; -1 when nobody knows. */
  public long size() {
    return 0;
  }

  public Names hosts() {
    return null;
  }

  public Names programs() {
    return null;
  }

  /** What the source begins with; known from the opening on. */
  public Fingerprint fingerprint() {
    return null;
  }

  /** Lines longer than {@link #LONGEST_LINE}. */
  public long linesCut() {
    return 0;
  }

  /** What went wrong so far: a damaged end, cut lines. Complete after {@link #read} gave 0. */
  public List<Problem> problems() {
    return List.of();
  }

  @Override
  public void close() throws IOException {}
}
