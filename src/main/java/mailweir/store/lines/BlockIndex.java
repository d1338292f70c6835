package mailweir.store.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The headers of a file's blocks: made when first asked for, by going from header to header without decompressing anything.
 *
 * <p>Immutable to those who read it: a change is another index. About 130 bytes a block of 256 KB.
 */
final class BlockIndex {
  private static final int NEAR = 64 << 10;
  private static final int FAR = 512;

  final String name;
  private final long length;
  private volatile Block.Head[] heads;

  /** Of a file of that valid length. */
  BlockIndex(String name, long length) {
    this.name = name;
    this.length = length;
  }

  private BlockIndex(String name, long length, Block.Head[] heads) {
    this.name = name;
    this.length = length;
    this.heads = heads;
  }

  /** With blocks that were written behind. */
  BlockIndex with(long newLength, List<Block.Head> added, Disk disk, Collection<String> damages) {
    Block.Head[] before = heads(disk, damages);
    Block.Head[] all = Arrays.copyOf(before, before.length + added.size());
    for (int i = 0; i < added.size(); i++) {
      all[before.length + i] = added.get(i);
    }
    return new BlockIndex(name, newLength, all);
  }

  /** The headers in the order of the file. */
  Block.Head[] heads(Disk disk, Collection<String> damages) {
    Block.Head[] known = heads;
    if (known == null) {
      synchronized (this) {
        known = heads;
        if (known == null) {
          known = read(disk, damages);
          heads = known;
        }
      }
    }
    return known;
  }

  private Block.Head[] read(Disk disk, Collection<String> damages) {
    List<Block.Head> found = new ArrayList<>();
    Map<String, String> hosts = new HashMap<>();
    Window window = new Window(disk, name, length);
    try {
      long at = 0;
      while (at < length) {
        Block.Head head = window.head(at);
        if (head == null || head.end() > length) {
          long next = window.next(at + 1);
          damages.add(
              disk.path(name)
                  + "@"
                  + at
                  + ": damaged up to "
                  + next
                  + "; the lines in it cannot be shown or compared; restore the file from a backup");
          at = next;
          continue;
        }
        String[] names = head.hosts();
        for (int i = 0; i < names.length; i++) {
          names[i] = hosts.computeIfAbsent(names[i], h -> h);
        }
        found.add(head);
        at = head.end();
      }
    } catch (IOException e) {
      throw VaultFault.reading(disk.path(name), e);
    }
    return found.toArray(Block.Head[]::new);
  }

  /** The part of a file that is looked at: small while blocks are far apart, larger when they are near. */
  private static final class Window {
    private final Disk disk;
    private final String name;
    private final long length;
    private byte[] bytes = new byte[0];
    private long from;
    private long seen = -NEAR;

    Window(Disk disk, String name, long length) {
      this.disk = disk;
      this.name = name;
      this.length = length;
    }

    Block.Head head(long at) throws IOException {
      boolean near = at - seen < NEAR / 8;
      seen = at;
      for (int want = near ? NEAR : FAR; ; want *= 8) {
        if (at < from || at + Block.FIXED_HEADER > from + bytes.length) {
          load(at, want);
        }
        Block.Head head = Block.head(bytes, (int) (at - from), bytes.length, at);
        if (head != null || from + bytes.length >= length || want > Block.LONGEST_HEADER) {
          return head;
        }
        load(at, want);
        head = Block.head(bytes, 0, bytes.length, at);
        if (head != null) {
          return head;
        }
      }
    }

    /** The next place at or after {@code at} where a whole header stands; the end when there is none. */
    long next(long at) throws IOException {
      long p = at;
      while (p < length) {
        load(p, NEAR * 4);
        ByteBuffer b = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 4 <= bytes.length; i++) {
          if (bytes[i] == (byte) Block.MAGIC && b.getInt(i) == Block.MAGIC) {
            long candidate = p + i;
            if (head(candidate) != null) {
              return candidate;
            }
            load(p, NEAR * 4);
            b = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
          }
        }
        p += Math.max(1, bytes.length - 3);
      }
      return length;
    }

    private void load(long at, int want) throws IOException {
      ByteBuffer b = ByteBuffer.allocate((int) Math.min(want, length - at));
      int n = disk.read(name, at, b);
      bytes = n == b.capacity() ? b.array() : Arrays.copyOf(b.array(), n);
      from = at;
      if (n == 0) {
        throw new java.io.EOFException("ends at " + at + " instead of " + length);
      }
    }
  }
}
