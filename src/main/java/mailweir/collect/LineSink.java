package mailweir.collect;

import mailweir.parse.Line;

/** Takes the lines of a reader, one at a time; the line is filled anew as soon as {@link #accept} returns. */
@FunctionalInterface
public interface LineSink {
  void accept(Line line);
}
