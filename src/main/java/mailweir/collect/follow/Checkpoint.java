package mailweir.collect.follow;

import java.nio.file.Path;
import mailweir.collect.Fingerprint;
import mailweir.parse.syslog.Calendar;

/**
 * How far one log has been read: what has to be committed in one transaction with its lines (COUNTING.md, law 3).
 *
 * <p>It belongs to a content, not to a name: a log keeps its checkpoint when it is renamed, copied away or compressed. A content is
 * recognised by its first bytes and by the last line read; device and inode only say where to look first.
 *
 * @param source the content's own name, unique for good: the path at which it was found and a generation
 * @param root the file, folder or pattern that it was found by, as given
 * @param name where its bytes were seen last
 * @param key device and inode there; {@code null} where there are none
 * @param head whole lines of the first {@link Fingerprint#REACH} bytes, as far as they were read
 * @param offset behind the last line read, in bytes (of a compressed file: of what it unpacks to)
 * @param line number of the last line read
 * @param last the last line read, with its end of line
 * @param mark what the calendar remembered, so that the years of the next lines are found (law 6); {@code null} before the first
 * @param done rotated away and read to its end
 */
public record Checkpoint(
    String source,
    String root,
    Path name,
    String key,
    Print head,
    long offset,
    long line,
    Print last,
    Calendar.Mark mark,
    boolean done) {

  /** As a reader of files knows the same content, whether plain, renamed or compressed. */
  public Fingerprint fingerprint() {
    return new Fingerprint(head.hash(), head.length(), -1);
  }
}
