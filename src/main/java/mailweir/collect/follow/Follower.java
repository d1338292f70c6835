package mailweir.collect.follow;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import mailweir.collect.Glance;
import mailweir.collect.Reading;
import mailweir.collect.SourceReader;
import mailweir.collect.VirtualHost;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.Names;
import mailweir.parse.syslog.Calendar;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;

/**
 * Logs that are being written, read as they grow.
 *
 * <p>A step has two halves. {@link #look} asks the disk and takes what is new into memory; it may be slow where a disk is slow.
 * {@link #hand} gives the lines away and moves the checkpoints; it touches no disk. {@link #step} is both. Confined to one thread at
 * a time, without a thread and without sleeping: how often it is stepped is the caller's choice (five times a second is fine).
 *
 * <p>The caller commits lines and checkpoints of a step together. When he cannot, he throws the follower away and makes one
 * from the checkpoints that he has: it goes on exactly behind their last lines.
 *
 * <p>What is read in one step is bounded, short news first: a log of gigabytes that is read for the first time does not keep live
 * ones waiting.
 */
public final class Follower implements AutoCloseable {
  /** A compressed copy is left alone while it may still be written, in milliseconds. */
  static final long SETTLED = 2_000;

  /** Bytes read in one step. */
  static final int ARENA = 8 << 20;

  /** Bytes behind the last line, for parsers that look at eight or sixteen at once. */
  private static final int SLACK = 16;

  /** What a file may have to be read before the long ones. */
  private static final int SHORT = 256 << 10;

  /** Bytes read in a step that brings short news: they wait until its long files are handed, too. */
  private static final int BESIDE_NEWS = 2 << 20;

  private static final long FORGET = 3_600_000;

  private final Reading reading;
  private final Names hosts;
  private final Disk disk;
  private final InstantSource clock;
  private final long patience;
  private final Problems problems;
  private final Finder finder;
  private final Envelopes envelopes;
  private final Name forcedHost;
  private final Line line = new Line();
  private final byte[] arena = new byte[ARENA + SLACK];
  private final byte[] scratch = new byte[Print.HEAD];
  private final List<Chunk> chunks = new ArrayList<>();
  private final Set<Tail> changed = new LinkedHashSet<>();
  private int used;
  private int turn;
  private boolean more;
  private boolean news;

  /**
   * Bytes of one content that are to be handed: whole lines.
   *
   * @param next offset behind them
   * @param over whether the content is done with them
   * @param cut whether they are the beginning of one line that is too long; its last bytes are kept in {@code last}
   */
  private record Chunk(
      Tail tail, byte[] array, int from, int to, long next, boolean over, Print cut) {}

  /**
   * Follows these files, folders and patterns.
   *
   * @param known the checkpoints committed last
   */
  public Follower(List<String> roots, List<Checkpoint> known, Setting setting) {
    this(roots, known, path -> false, setting);
  }

  /** {@code elsewhere}: folders that others look into, and that are not so much as asked what they are. */
  Follower(List<String> roots, List<Checkpoint> known, Predicate<Path> elsewhere, Setting setting) {
    this.reading = setting.reading();
    this.hosts = setting.hosts();
    this.clock = setting.clock();
    this.disk = setting.disk();
    this.patience = setting.patience().toMillis();
    this.problems = new Problems(setting.say(), setting.troubles());
    this.finder =
        new Finder(
            disk,
            roots.stream().map(r -> new Root(r, disk, elsewhere)).toList(),
            known,
            problems,
            patience);
    this.envelopes = new Envelopes(setting.hosts(), setting.programs());
    this.forcedHost = reading.host() == null ? null : setting.hosts().of(reading.host());
  }

  /** Looks, and hands what was found. */
  public Step step(FollowSink sink) {
    look();
    return hand(sink);
  }

  /** What cannot be followed now, by name. May be asked by any thread. */
  public Map<Path, String> problems() {
    return problems.open();
  }

  @Override
  public void close() {
    finder.tails().forEach(Tail::close);
  }

  // ---- the first half ----

  /** Takes what is new into memory. What was looked at and not handed is looked at again. */
  public void look() {
    long now = clock.millis();
    chunks.clear();
    used = 0;
    more = false;
    finder.look(now);
    List<Tail> tails = List.copyOf(finder.tails());
    List<Tail> longOnes = new ArrayList<>(0);
    for (Tail t : tails) {
      if (!t.attached()) {
        expire(t, now);
      }
      if ((t.attached() || t.reading != null) && isPending(t, now)) {
        if (t.packed || t.attached() && t.seen.size() - t.offset > SHORT) {
          longOnes.add(t);
        } else {
          read(t, SHORT, now);
        }
      }
    }
    news = !chunks.isEmpty() && !longOnes.isEmpty();
    int most = news ? BESIDE_NEWS : ARENA;
    for (int i = 0; i < longOnes.size(); i++) {
      int share = Math.max(SHORT, (most - used) / (longOnes.size() - i));
      read(longOnes.get((turn + i) % longOnes.size()), share, now);
    }
    turn = longOnes.isEmpty() ? 0 : (turn + 1) % longOnes.size();
  }

  private boolean isPending(Tail t, long now) {
    if (t.attached() && !t.packed) {
      return !t.verified || t.seen.size() > t.lookedTo || isOver(t, now);
    }
    if (t.packed) {
      return !t.done || !t.verified;
    }
    try {
      return t.reading.hasMore(t.lookedTo) || isOver(t, now);
    } catch (IOException e) {
      t.close();
      return false;
    }
  }

  /** Whether nothing more will be written to the content: it is not the live one, and it has been quiet. */
  private boolean isOver(Tail t, long now) {
    if (t.done || now - t.movedAt < patience) {
      return false;
    }
    if (t.attached()) {
      return !finder.isAsked(t) || Rotation.isRotated(t.name);
    }
    return !finder.isAway(t);
  }

  /** A content whose name has been gone for long: its folder is away and it is waited for, or it is over. */
  private void expire(Tail t, long now) {
    if (t.done || now - t.leftAt < patience) {
      return;
    }
    if (finder.isAway(t)) {
      if (t.offset > 0 && !problems.isOpen(t.name) && !problems.isOpen(finder.rootOf(t))) {
        problems.away(
            t.name,
            "is not there, and its folder is away or empty; its place is kept and it is waited for; was it unmounted?");
      }
    } else if (t.reading == null) {
      if (t.offset > 0) {
        problems.once(
            t.name,
            "what was read up to byte "
                + t.offset
                + " is not there any more, nor is a copy of it; lines written behind it are missing;"
                + " 'mailweir import' reads the copy if there is one elsewhere");
      }
      t.done = true;
      changed.add(t);
    }
  }

  private void read(Tail t, int share, long now) {
    try {
      if (t.reading == null && !open(t)) {
        return;
      }
      if (!t.verified && !verify(t, now)) {
        return;
      }
      int room = Math.min(share, ARENA - used);
      if (room < SHORT / 4) {
        more = true;
        return;
      }
      if (t.attached()) {
        problems.over(t.name);
      }
      take(t, room, now);
    } catch (NoSuchFileException e) {
      t.close();
    } catch (AccessDeniedException e) {
      t.close();
      problems.at(
          t.name,
          "permission denied; not followed until it can be read; add the user that runs mailweir to the group adm");
    } catch (IOException e) {
      t.close();
      problems.at(t.name, "cannot be read (" + e.getMessage() + "); tried again");
    }
  }

  private boolean open(Tail t) throws IOException {
    OpenLog log = OpenLog.open(disk, t.name);
    if (log.packed() != t.packed || !disk.facts(t.name).hasKey(t.key)) {
      log.close();
      return false;
    }
    t.reading = log;
    t.verified = false;
    return true;
  }

  private boolean verify(Tail t, long now) throws IOException {
    if (t.packed) {
      // Its beginning was compared when it was recognised; the way to the last line read may take
      // several steps.
      int n = t.reading.read(t.offset - t.last.length(), scratch, 0, t.last.length());
      if (n < t.last.length() && t.reading.hasMore(t.offset - 1)) {
        more = true;
        return false;
      }
      t.verified = n == t.last.length() && t.last.begins(scratch, 0, n);
    } else {
      t.verified = t.verify(t.reading, scratch);
    }
    if (!t.verified) {
      if (t.packed && t.attached()) {
        t.reject();
      }
      finder.cut(t, now);
      more = true;
    }
    return t.verified;
  }

  /** Takes up to {@code room} bytes behind the content's offset into the arena. */
  private void take(Tail t, int room, long now) throws IOException {
    int n = t.reading.read(t.offset, arena, used, room);
    long seenTo = t.offset + n;
    boolean rest = t.reading.hasMore(seenTo);
    if (t.line == 0 && n > 0 && !isLog(t, used, used + n)) {
      return;
    }
    if (seenTo > t.lookedTo && !t.attached()) {
      t.movedAt = now;
    }
    boolean over = !rest && (t.packed || isOver(t, now));
    if (over && t.packed && t.reading instanceof OpenLog.Packed p && p.damage != null) {
      problems.at(
          t.name,
          "is damaged at byte "
              + seenTo
              + " of its contents ("
              + p.damage.getMessage()
              + "); what stands before is read");
    }
    int lineEnd = lastLineEnd(used, used + n);
    if (lineEnd < 0 && !over) {
      if (n == room && rest) {
        takeLong(t, now);
      } else if (allZero(used, used + n) && n > 0) {
        chunks.add(new Chunk(t, arena, used, used, seenTo, false, null));
        t.lookedTo = seenTo;
      } else {
        t.lookedTo = seenTo;
        more |= rest && t.packed;
        if (t.done) {
          t.close();
        }
      }
      return;
    }
    findYear(t, now);
    boolean damaged = t.reading instanceof OpenLog.Packed packed && packed.damage != null;
    int to = over && !damaged ? used + n : lineEnd < 0 ? used : lineEnd + 1;
    t.lookedTo = seenTo;
    more |= rest;
    chunks.add(new Chunk(t, arena, used, to, t.offset + (to - used), over, null));
    used += n;
  }

  /** A line that is longer than the room: all of it, or its beginning when it passes {@link SourceReader#LONGEST_LINE}. */
  private void takeLong(Tail t, long now) throws IOException {
    byte[] own = new byte[SourceReader.LONGEST_LINE + 1 + SLACK];
    int n = t.reading.read(t.offset, own, 0, own.length - SLACK);
    int end = Slice.indexOf(own, 0, n, (byte) '\n');
    if (end >= 0) {
      chunks.add(new Chunk(t, own, 0, end + 1, t.offset + end + 1, false, null));
      more = true;
      return;
    }
    if (n < own.length - SLACK) {
      if (isOver(t, now)) {
        chunks.add(new Chunk(t, own, 0, n, t.offset + n, true, null));
      }
      t.lookedTo = t.offset + n;
      return;
    }
    // Where it ends is searched in bounded pieces; what was searched is not searched again.
    long at = Math.max(t.offset + n, t.lookedTo);
    byte[] piece = new byte[SHORT];
    for (int i = 0; i < ARENA / SHORT; i++) {
      int m = t.reading.read(at, piece, 0, piece.length);
      int stop = Slice.indexOf(piece, 0, m, (byte) '\n');
      if (stop >= 0) {
        Print tail = Print.of(piece, Math.max(0, stop + 1 - Print.LAST), stop + 1);
        problems.once(
            t.name,
            "line "
                + (t.line + 1)
                + " is longer than "
                + SourceReader.LONGEST_LINE
                + " bytes; its rest was cut off");
        chunks.add(new Chunk(t, own, 0, SourceReader.LONGEST_LINE, at + stop + 1, false, tail));
        more = true;
        return;
      }
      at += m;
      if (m < piece.length) {
        if (isOver(t, now)) {
          chunks.add(new Chunk(t, own, 0, SourceReader.LONGEST_LINE, at, true, Print.NONE));
        }
        break;
      }
    }
    t.lookedTo = at;
    more |= t.reading.hasMore(at);
  }

  private int lastLineEnd(int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (arena[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean allZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (arena[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether what was met for the first time is to be followed; in folders only what looks like a log is. */
  private boolean isLog(Tail t, int from, int to) {
    String objection = Glance.objection(arena, from, to);
    if (!objection.isEmpty()) {
      finder.pass(t, "is not a text log; not followed; " + objection);
      return false;
    }
    if (finder.isOfFolder(t)
        && lastLineEnd(from, to) >= 0
        && !Glance.isLog(arena, from, to)
        && !allZero(from, Math.min(to, from + Glance.REACH))) {
      finder.pass(t, "holds no lines of syslog; not followed");
      return false;
    }
    return true;
  }

  /** A plain log without years tells the year of its first line by all of them. */
  private void findYear(Tail t, long now) throws IOException {
    if (t.line == 0 && t.firstYear < 0 && t.attached() && !t.packed) {
      t.firstYear = Glance.firstYear(t.name, at(now));
    }
  }

  private Reading at(long now) {
    return new Reading(
        reading.zone(),
        reading.firstYear(),
        reading.host(),
        now * 1000,
        true,
        reading.spans(),
        reading.zones(),
        reading.virtualHost());
  }

  // ---- the second half ----

  /** Gives away the lines that were looked at, and moves the checkpoints behind them. */
  public Step hand(FollowSink sink) {
    int lines = 0;
    long now = clock.millis();
    for (Chunk c : chunks) {
      lines += handChunk(c, sink);
      if (c.over) {
        finder.finish(c.tail, now);
      }
      c.tail.settleHead();
      changed.add(c.tail);
    }
    chunks.clear();
    List<Checkpoint> checkpoints = new ArrayList<>(changed.size());
    changed.forEach(t -> checkpoints.add(t.checkpoint()));
    changed.clear();
    long done = 0;
    long size = 0;
    for (Tail t : finder.tails()) {
      if (t.attached() && !t.packed) {
        done += Math.min(t.offset, t.seen.size());
        size += t.seen.size();
      }
    }
    return new Step(lines, more, news, checkpoints, finder.forget(now, FORGET), done, size);
  }

  private int handChunk(Chunk c, FollowSink sink) {
    Tail t = c.tail;
    int lines = 0;
    int from = c.from;
    if (from < c.to && reading.firstYear() < 0) {
      calendarOf(t).notAfter(Glance.latest(modified(t), clock.millis() * 1000));
    }
    int lastFrom = from;
    while (from < c.to) {
      int stop = Slice.indexOf(c.array, from, c.to, (byte) '\n');
      int end = stop < 0 ? c.to : stop;
      handLine(t, c.array, from, end, sink);
      lines++;
      lastFrom = from;
      from = stop < 0 ? c.to : stop + 1;
    }
    if (lines > 0) {
      t.moved(c.array, lastFrom, c.to, c.next);
      if (c.cut != null) {
        t.last = c.cut;
      }
    } else {
      t.offset = c.next;
    }
    return lines;
  }

  private void handLine(Tail t, byte[] array, int start, int end, FollowSink sink) {
    int from = start;
    while (from < end && array[from] == 0) {
      from++;
    }
    int to = end > from && array[end - 1] == '\r' ? end - 1 : end;
    envelopes.parse(array, from, to, line);
    line.number = ++t.line;
    if (forcedHost != null) {
      line.host = forcedHost;
    } else if (VirtualHost.isHostOf(line)) {
      Name virtual = t.virtualHost(reading, hosts);
      line.host = virtual == null ? line.host : virtual;
    }
    Calendar calendar = calendarOf(t);
    line.time = calendar.resolve(line);
    if (line.time == Line.NO_TIME && line.stamp.present) {
      calendar.beginIn(
          t.firstYear >= 0 ? t.firstYear : Glance.firstYear(line, at(clock.millis()), modified(t)));
      line.time = calendar.resolve(line);
    }
    sink.accept(t.source, line);
  }

  private Calendar calendarOf(Tail t) {
    return t.calendar(() -> new Calendar(reading.zone(), -1, reading.zones()));
  }

  /** When its file was written last, in microseconds. */
  private long modified(Tail t) {
    return (t.seen == null ? clock.millis() : t.seen.modified()) * 1000;
  }
}
