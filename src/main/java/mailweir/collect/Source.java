package mailweir.collect;

import java.nio.file.Path;
import mailweir.parse.Line;

/**
 * One thing to read.
 *
 * @param name what messages call it: the path as given, {@code -} for standard input
 * @param path the file; {@code null} for standard input
 * @param firstTime UTC microseconds of its first stamp as far as its head shows, {@link Line#NO_TIME} when unknown
 * @param firstYear the year of its first stamp that has none, worked out beside the other sources; -1: the reader works it out
 */
public record Source(String name, Path path, long firstTime, int firstYear) {

  /** A file of which nothing is known yet. */
  public static Source of(Path path) {
    return new Source(path.toString(), path, Line.NO_TIME, -1);
  }

  /** Standard input. */
  public static Source stdin() {
    return new Source("-", null, Line.NO_TIME, -1);
  }

  public boolean isStdin() {
    return path == null;
  }
}
