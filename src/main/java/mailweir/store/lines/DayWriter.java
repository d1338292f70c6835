package mailweir.store.lines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A day's files while a change is written: where the next block goes, and what the day will be when the change is committed.
 *
 * <p>Many lines become full blocks at once. A few lines, as a live round has, are appended as they are to the day's open end; when
 * that has a megabyte it is ordered, compressed and replaced.
 */
final class DayWriter {
  /** From here on lines are worth blocks of their own. */
  static final int DIRECT = 128 << 10;

  static final long TAIL_FULL = 1 << 20;

  private final LineVault vault;
  private final CommittedFiles files;
  private final BlockWriter blocks;
  private final int day;
  private BlockIndex segment;
  private BlockIndex tail;
  private final List<Block.Head> segmentAdded = new ArrayList<>();
  private final List<Block.Head> tailAdded = new ArrayList<>();

  DayWriter(LineVault vault, int day, Day before) {
    this.vault = vault;
    this.files = vault.files();
    this.blocks = vault.blocks();
    this.day = day;
    this.segment = before.segment();
    this.tail = before.tail();
  }

  /** Writes the lines of a host as one block of the segment. */
  void full(LineBuffer buffer) {
    blocks.add(buffer, vault.host(buffer.host), buffer.order(), 0, buffer.lines);
    toSegment();
  }

  /** Writes what is left at the end of a round. */
  void rest(List<LineBuffer> buffers) {
    long bytes = bytes(buffers);
    if (bytes == 0) {
      return;
    }
    if (bytes >= DIRECT) {
      packed(buffers);
    } else if (tailLength() + bytes > TAIL_FULL) {
      seal(buffers);
    } else {
      buffers.forEach(b -> blocks.add(b, vault.host(b.host), b.order(), 0, b.lines));
      toTail();
    }
  }

  /** Turns the open end, with these lines, into blocks of the segment. */
  void seal(List<LineBuffer> more) {
    seal(new HashMap<>(), more);
  }

  /** Those before, those of the open end, those after: among lines of one time the order of arrival is kept. */
  private void seal(Map<String, LineBuffer> all, List<LineBuffer> more) {
    if (tail != null) {
      BlockIndex whole =
          tail.with(
              files.length(tail.name), List.copyOf(tailAdded), files.disk, vault.damageNotes());
      for (Block.Head head : whole.heads(files.disk, vault.damageNotes())) {
        gather(whole.name, head, all);
      }
      files.remove(tail.name);
      tail = null;
      tailAdded.clear();
    }
    for (LineBuffer buffer : more) {
      LineBuffer to =
          all.computeIfAbsent(
              vault.host(buffer.host), h -> new LineBuffer(buffer.host, buffer.size + 64));
      for (int i = 0; i < buffer.lines; i++) {
        to.add(buffer.micros[i], buffer.data, buffer.start(i), buffer.ends[i]);
      }
    }
    packed(List.copyOf(all.values()));
  }

  /** Writes the day anew: full blocks as they are, small ones and the open end together. */
  void rewrite(Block.Head[] heads) {
    BlockIndex old = segment;
    segment = new BlockIndex(Day.file(day, vault.nextWriting(), Day.SEGMENT), 0);
    Map<String, LineBuffer> small = new HashMap<>();
    for (Block.Head head : heads) {
      if (isSmall(head) && gather(old.name, head, small)) {
        if (bytes(small.values()) > LineVault.MOST_BUFFERED / 2) {
          packed(List.copyOf(small.values()));
          small.clear();
        }
      } else {
        copy(old.name, head);
      }
    }
    seal(small, List.of());
    files.remove(old.name);
  }

  static boolean isSmall(Block.Head head) {
    return head.plainLength() < BlockWriter.FULL / 2;
  }

  /** What the day will be. */
  Day after() {
    return new Day(grown(segment, segmentAdded), grown(tail, tailAdded));
  }

  private BlockIndex grown(BlockIndex index, List<Block.Head> added) {
    if (index == null || added.isEmpty()) {
      return index;
    }
    return index.with(files.length(index.name), added, files.disk, vault.damageNotes());
  }

  private long tailLength() {
    return tail == null ? 0 : files.length(tail.name);
  }

  private static long bytes(Iterable<LineBuffer> buffers) {
    long bytes = 0;
    for (LineBuffer b : buffers) {
      bytes += b.size;
    }
    return bytes;
  }

  /** Adds a stored block's lines to buffers; false when it is damaged. */
  private boolean gather(String name, Block.Head head, Map<String, LineBuffer> to) {
    Block.Lines lines = vault.read(name, head);
    if (lines == null) {
      return false;
    }
    int line = 0;
    for (int run = 0; run < lines.hosts.length; run++) {
      String host = lines.hosts[run];
      LineBuffer buffer = to.computeIfAbsent(host, h -> new LineBuffer(vault.hostId(h), 16 << 10));
      for (; line < lines.runEnds[run]; line++) {
        buffer.add(lines.micros[line], lines.data, lines.from[line], lines.to[line]);
      }
    }
    return true;
  }

  private void copy(String name, Block.Head head) {
    byte[] bytes = vault.stored(name, head.offset(), head.headLength() + head.storedLength());
    added(head, segment.name, bytes, bytes.length, segmentAdded);
  }

  /** Blocks of about equal size, host after host. */
  private void packed(List<LineBuffer> buffers) {
    List<LineBuffer> byHost = new ArrayList<>(buffers);
    byHost.sort((a, b) -> vault.host(a.host).compareTo(vault.host(b.host)));
    long bytes = bytes(byHost);
    long target = bytes / Math.max(1, Math.round((double) bytes / BlockWriter.FULL)) + 1;
    long filled = 0;
    for (LineBuffer buffer : byHost) {
      int[] order = buffer.order();
      int from = 0;
      for (int i = 0; i < buffer.lines; i++) {
        int line = order == null ? i : order[i];
        filled += buffer.ends[line] - buffer.start(line);
        if (filled >= target) {
          blocks.add(buffer, vault.host(buffer.host), order, from, i + 1);
          toSegment();
          from = i + 1;
          filled = 0;
        }
      }
      blocks.add(buffer, vault.host(buffer.host), order, from, buffer.lines);
      if (blocks.isCrowded()) {
        toSegment();
        filled = 0;
      }
    }
    if (!blocks.isEmpty()) {
      toSegment();
    }
  }

  private void toSegment() {
    if (segment == null) {
      segment = new BlockIndex(Day.file(day, vault.nextWriting(), Day.SEGMENT), 0);
    }
    Block.Head head = blocks.finish(true);
    added(
        head, segment.name, blocks.bytes(), head.headLength() + head.storedLength(), segmentAdded);
  }

  private void toTail() {
    if (tail == null) {
      tail = new BlockIndex(Day.file(day, vault.nextWriting(), Day.TAIL), 0);
    }
    Block.Head head = blocks.finish(false);
    added(head, tail.name, blocks.bytes(), head.headLength() + head.storedLength(), tailAdded);
  }

  private void added(Block.Head h, String name, byte[] bytes, int length, List<Block.Head> to) {
    long at = files.append(name, bytes, length);
    to.add(
        new Block.Head(
            at,
            h.headLength(),
            h.storedLength(),
            h.plainLength(),
            h.lines(),
            h.form(),
            h.first(),
            h.last(),
            h.crc(),
            h.hosts()));
  }
}
