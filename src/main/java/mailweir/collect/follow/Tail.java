package mailweir.collect.follow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import mailweir.collect.Reading;
import mailweir.collect.VirtualHost;
import mailweir.parse.Name;
import mailweir.parse.Names;
import mailweir.parse.syslog.Calendar;

/**
 * One content that is followed: its place in the log, and where its bytes are found now.
 *
 * <pre>
 *   attached ──name shows another content──► left ──quiet──► done
 *      ▲   ▲                                  │               │
 *      │   └── its bytes found at a name ─────┘               │
 *      └────────── it grew again ─────────────────────────────┘
 * </pre>
 *
 * <p>A content that was left is read on by its open channel, or searched among the rotated copies when it has none.
 */
final class Tail {
  /** Two writes in so many milliseconds may leave the same time of modification. */
  private static final long GRAIN = 20;

  final String source;
  final String root;

  /** Where its bytes are, or were last. */
  Path name;

  /** Device and inode; as text when it comes from a checkpoint. */
  Object key;

  Print head;
  long offset;
  long line;
  Print last;
  boolean done;
  private Calendar.Mark mark;

  /** The year of its first stamp that has none; -1 while it is not known. */
  int firstYear = -1;

  private Name virtualHost;
  private boolean isNamed;

  /** The years of its lines; made when the first is handed. */
  Calendar calendar;

  /** The facts of {@link #name} when they were seen last; {@code null} when no name shows this content. */
  Disk.Facts seen;

  /** When they were seen first. */
  private long seenAt;

  /** Whether the bytes before {@link #offset} were compared since the facts changed. */
  boolean verified;

  /** Whether its bytes are compressed where they are now. */
  boolean packed;

  /** Packed files that begin like this content, and turned out not to hold its last line. */
  private final Set<Disk.Facts> notThese = new HashSet<>();

  /** The first bytes while {@link #head} does not cover all of them. */
  private byte[] young;

  private boolean headFull;

  /** Open while it may grow. */
  OpenLog reading;

  /** Position up to which bytes were seen; behind {@link #offset} stands the beginning of a line. */
  long lookedTo;

  /** When it was seen to grow last, or when it lost its name. */
  long movedAt;

  /** When it lost its name. */
  long leftAt;

  Tail(String source, String root, Path name) {
    this.source = source;
    this.root = root;
    this.name = name;
    this.head = Print.NONE;
    this.last = Print.NONE;
  }

  Tail(Checkpoint c) {
    this(c.source(), c.root(), c.name());
    key = c.key();
    head = c.head();
    offset = c.offset();
    lookedTo = c.offset();
    line = c.line();
    last = c.last();
    mark = c.mark();
    done = c.done();
  }

  Checkpoint checkpoint() {
    return new Checkpoint(
        source,
        root,
        name,
        key == null ? null : key.toString(),
        head,
        offset,
        line,
        last,
        calendar == null ? mark : calendar.mark(),
        done);
  }

  boolean attached() {
    return seen != null;
  }

  void attach(Path at, Disk.Facts facts, long now) {
    boolean sameFile = facts.key() == null ? at.equals(name) : facts.hasKey(key);
    if (!sameFile) {
      close();
    }
    name = at;
    key = facts.key();
    lookedTo = offset;
    grown(facts, now);
    movedAt = Math.min(now, facts.modified());
  }

  /** The same file shows other facts. */
  void grown(Disk.Facts facts, long now) {
    if (packed || key == null) {
      // A stream that met its end does not go on; and without an inode the open file may be another
      // than the name's.
      close();
    }
    seen = facts;
    seenAt = now;
    verified = false;
    movedAt = now;
  }

  /**
   * The same file shows the same facts again. When it had been written to within the grain of the clock that files are stamped
   * with, it may have been written to once more without a trace in them: its bytes are compared.
   */
  void unchanged(long now) {
    if (!packed && !done && seenAt - seen.modified() < GRAIN) {
      seenAt = now;
      verified = false;
    }
  }

  /** The packed file that it was attached to is another content. */
  void reject() {
    notThese.add(seen);
  }

  void detach(long now) {
    seen = null;
    leftAt = now;
    movedAt = now;
  }

  void close() {
    if (reading != null) {
      reading.close();
      reading = null;
    }
  }

  /** Whether a file that begins so may be this content; the last line is compared when it is read on. */
  boolean mayBe(byte[] first, int length, Disk.Facts facts, boolean packedFile) {
    if (packedFile ? notThese.contains(facts) : facts.size() < offset) {
      return false;
    }
    return head.length() == 0
        ? offset == 0 && key != null && facts.hasKey(key)
        : head.begins(first, 0, length);
  }

  /** Remembers what stands at the beginning as long as {@link #head} is shorter than it can be. */
  void remember(byte[] first, int length) {
    if (!headFull && length > head.length()) {
      young = Arrays.copyOf(first, length);
    }
  }

  /** Lines up to {@code newOffset} were handed on; [lineFrom, to) is the last of them with its end of line. */
  void moved(byte[] array, int lineFrom, int to, long newOffset) {
    offset = newOffset;
    last = Print.of(array, Math.max(lineFrom, to - Print.LAST), to);
    done = false;
  }

  /** Makes {@link #head} cover the whole lines that were handed on. */
  void settleHead() {
    if (young == null) {
      return;
    }
    int n = (int) Math.min(young.length, offset);
    int whole = n;
    while (whole > 0 && young[whole - 1] != '\n') {
      whole--;
    }
    head = Print.of(young, 0, whole == 0 ? n : whole);
    if (n == Print.HEAD) {
      headFull = true;
      young = null;
    }
  }

  /** The calendar, made anew or from what was remembered. */
  Calendar calendar(Supplier<Calendar> fresh) {
    if (calendar == null) {
      calendar = fresh.get();
      if (mark != null) {
        calendar.resume(mark);
      }
    }
    return calendar;
  }

  /** Of lines that name no machine: as the file's name told when the first line was handed; rotated, it tells the same. */
  Name virtualHost(Reading options, Names hosts) {
    if (!isNamed) {
      virtualHost = VirtualHost.of(name, options, hosts);
      isNamed = true;
    }
    return virtualHost;
  }

  /**
   * Whether the bytes of an open plain file are still those that were read: the beginning and the last line.
   */
  boolean verify(OpenLog r, byte[] scratch) throws IOException {
    int n = r.read(0, scratch, 0, Print.HEAD);
    if (!head.begins(scratch, 0, n)) {
      return false;
    }
    remember(scratch, n);
    return lastStands(r, scratch);
  }

  /** Whether the last line read stands before the offset. */
  boolean lastStands(OpenLog r, byte[] scratch) throws IOException {
    int n = r.read(offset - last.length(), scratch, 0, last.length());
    return n == last.length() && last.begins(scratch, 0, n);
  }
}
