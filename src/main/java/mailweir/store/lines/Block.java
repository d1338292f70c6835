package mailweir.store.lines;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Some hundred lines of a day as they lie in a file: a header that is read alone, and what it describes.
 *
 * <pre>
 *   header    magic · length of the header · stored length · plain length · lines · form · hosts
 *             · first and last microsecond · CRC of what is stored · names of the hosts · CRC of the header
 *   payload   runs (host, lines) · unit · times (first of a run, then differences) · form of the text · text
 *             stored as it is (a live round of a few lines) or compressed by zstd
 * </pre>
 *
 * <p>Lines are ordered by host, time and arrival. The text has a line feed behind each line, unless a line holds one: then the
 * lengths stand before the text. Where the lines of each run begin alike but for a time of day that goes with their times (see
 * {@link HeadText}), the first beginning of each run stands before the text, and the text has what is behind it. Numbers are little endian;
 * small ones take seven bits a byte.
 */
final class Block {
  static final int MAGIC = 0x314C574D;
  static final int FIXED_HEADER = 46;
  static final int LONGEST_HEADER = 1 << 20;
  static final byte PLAIN = 0;
  static final byte ZSTD = 1;
  static final byte SECONDS = 1;
  static final byte LENGTHS = 1;
  static final byte HEADS = 2;

  /** What a header says. Host names as stored; offset within the file. */
  record Head(
      long offset,
      int headLength,
      int storedLength,
      int plainLength,
      int lines,
      byte form,
      long first,
      long last,
      int crc,
      String[] hosts) {
    long end() {
      return offset + headLength + storedLength;
    }
  }

  /** The lines: where each run of a host ends, times, and where each line begins in the bytes. */
  static final class Lines {
    String[] hosts;
    int[] runEnds;
    long[] micros;
    byte[] data;
    int[] from;
    int[] to;
  }

  private Block() {}

  /** The header at a position of the bytes; {@code null} when there is none that is whole. */
  static Head head(byte[] bytes, int at, int limit, long offset) {
    if (limit - at < FIXED_HEADER + 4) {
      return null;
    }
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = b.getInt(at + 4);
    if (b.getInt(at) != MAGIC || length < FIXED_HEADER + 4 || length > limit - at) {
      return null;
    }
    if (crc(bytes, at, length - 4) != b.getInt(at + length - 4)) {
      return null;
    }
    String[] hosts = new String[b.getShort(at + 21) & 0xFFFF];
    int p = at + FIXED_HEADER;
    for (int i = 0; i < hosts.length; i++) {
      int n = b.getShort(p) & 0xFFFF;
      hosts[i] = new String(bytes, p + 2, n, StandardCharsets.UTF_8);
      p += 2 + n;
    }
    return new Head(
        offset,
        length,
        b.getInt(at + 8),
        b.getInt(at + 12),
        b.getInt(at + 16),
        bytes[at + 20],
        b.getLong(at + 24),
        b.getLong(at + 32),
        b.getInt(at + 40),
        hosts);
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** The lines of a block; {@code null} when what is stored is damaged. */
  static Lines lines(Head head, byte[] stored, int at) {
    if (crc(stored, at, head.storedLength) != head.crc) {
      return null;
    }
    byte[] plain;
    if (head.form == ZSTD) {
      plain = new byte[head.plainLength];
      try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
        zstd.decompressByteArray(plain, 0, plain.length, stored, at, head.storedLength);
      } catch (ZstdException e) {
        return null;
      }
    } else {
      plain = Arrays.copyOfRange(stored, at, at + head.storedLength);
    }
    return new Reader(plain).read(head);
  }

  /** Reads a payload whose CRC is right. */
  private static final class Reader {
    private final byte[] data;
    private int p;

    Reader(byte[] data) {
      this.data = data;
    }

    Lines read(Head head) {
      Lines lines = new Lines();
      lines.data = data;
      lines.micros = new long[head.lines];
      lines.from = new int[head.lines];
      lines.to = new int[head.lines];
      int runs = (int) number();
      lines.hosts = new String[runs];
      lines.runEnds = new int[runs];
      int end = 0;
      for (int run = 0; run < runs; run++) {
        lines.hosts[run] = head.hosts[(int) number()];
        end += (int) number();
        lines.runEnds[run] = end;
      }
      long unit = data[p++] == SECONDS ? 1_000_000L : 1L;
      int line = 0;
      for (int run = 0; run < runs; run++) {
        long time = head.first;
        for (; line < lines.runEnds[run]; line++) {
          long zigzag = number();
          time += (zigzag >>> 1 ^ -(zigzag & 1)) * unit;
          lines.micros[line] = time;
        }
      }
      int form = data[p++];
      int[] heads = new int[runs];
      byte[][] firsts = new byte[runs][];
      for (int run = 0; form == HEADS && run < runs; run++) {
        heads[run] = (int) number();
        firsts[run] = Arrays.copyOfRange(data, p, p + heads[run]);
        p += heads[run];
      }
      if (form == LENGTHS) {
        for (int i = 0; i < head.lines; i++) {
          lines.to[i] = (int) number();
        }
        int at = p;
        for (int i = 0; i < head.lines; i++) {
          lines.from[i] = at;
          at += lines.to[i];
          lines.to[i] = at;
        }
      } else {
        int at = p;
        for (int i = 0; i < head.lines; i++) {
          lines.from[i] = at;
          at = mailweir.slice.Slice.indexOf(data, at, data.length, (byte) '\n');
          lines.to[i] = at++;
        }
      }
      if (form == HEADS) {
        whole(lines, firsts);
      }
      return lines;
    }

    /** Puts the beginnings of lines back. */
    private static void whole(Lines lines, byte[][] firsts) {
      long bytes = 0;
      int begin = 0;
      for (int run = 0; run < firsts.length; run++) {
        int end = lines.runEnds[run];
        bytes += (long) (end - begin) * firsts[run].length;
        begin = end;
      }
      byte[] text = new byte[Math.toIntExact(bytes + lines.data.length)];
      int at = 0;
      int line = 0;
      for (int run = 0; run < firsts.length; run++) {
        HeadText head = new HeadText();
        head.begin(
            firsts[run],
            0,
            firsts[run].length,
            line < lines.micros.length ? lines.micros[line] : 0);
        for (; line < lines.runEnds[run]; line++) {
          int from = lines.from[line];
          int n = lines.to[line] - from;
          lines.from[line] = at;
          at = head.write(lines.micros[line], text, at);
          System.arraycopy(lines.data, from, text, at, n);
          at += n;
          lines.to[line] = at;
        }
      }
      lines.data = text;
    }

    private long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = data[p++];
        value |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }
}
