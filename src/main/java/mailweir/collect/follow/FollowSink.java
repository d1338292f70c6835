package mailweir.collect.follow;

import mailweir.parse.Line;

/** Takes the lines of a follower, one at a time; the line is filled anew as soon as {@link #accept} returns. */
@FunctionalInterface
public interface FollowSink {
  /**
   * The next line of a source.
   *
   * @param source as in {@link Checkpoint#source}
   */
  void accept(String source, Line line);
}
