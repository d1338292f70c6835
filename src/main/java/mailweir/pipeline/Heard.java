package mailweir.pipeline;

import java.util.List;
import mailweir.parcel.Label;

/** Is told who was heard of and when: heartbeats are made of it. Called under the feed's gate, a few times a second: quick, and never throws. */
public interface Heard {
  /** Nobody listens. */
  Heard NOBODY =
      new Heard() {
        @Override
        public void lines(String source, String host, long newest, long count) {}

        @Override
        public void contact(
            String sender, String host, long theirTime, List<Label.SourceState> states) {}
      };

  /**
   * Lines of a source came.
   *
   * @param source as people know it: a path, {@code agent mx1 /var/log/mail.log}, {@code syslog 192.0.2.1}
   * @param host as the lines state it; empty where they state none
   * @param newest the latest instant that they state, UTC microseconds; {@link mailweir.parse.Line#NO_TIME} when none
   * @param count how many
   */
  void lines(String source, String host, long newest, long count);

  /** Before {@link #lines}: how many of them are of more than two minutes before they came. Not told when none is. */
  default void late(String source, String host, long count) {}

  /**
   * A sender showed itself, with lines or without.
   *
   * @param sender its name at this server
   * @param host what it calls itself
   * @param theirTime its clock, UTC microseconds
   * @param states how its sources are
   */
  void contact(String sender, String host, long theirTime, List<Label.SourceState> states);

  /** What can stand between a reader and its logs. */
  enum Trouble {
    /** A file system that does not answer, or shows nothing of what was there. */
    MOUNT_STALE,
    /** A log or folder that cannot be read, or is not there. */
    UNREADABLE
  }

  /**
   * Something that is to be followed cannot be read since now, or for another reason than before. Called by any thread.
   *
   * @param source a log, a folder or a mount, as its path
   * @param problem problem, consequence and remedy
   */
  default void trouble(String source, Trouble kind, String problem) {}

  /** It can be read again. Called by any thread. */
  default void troubleOver(String source) {}
}
