package mailweir.parcel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mailweir.parse.Line;

/**
 * A parcel while it is packed: lines of one source after another.
 *
 * <pre>
 *   "MWP1"  u32 length, unpacked  u32 checksum (CRC-32C of what is unpacked)   zstd of:  u32 length of the label   label, JSON   lines
 *   a line: varint: 0 when it has no time, else 1 + zigzag of microseconds since the line before   varint length   bytes
 * </pre>
 *
 * <p>Integers are big endian. Not safe for threads.
 */
public final class Packing {
  static final byte[] MAGIC = {'M', 'W', 'P', '1'};
  static final int HEAD = 12;

  /** The most that a parcel may hold, unpacked, in bytes. */
  public static final int LARGEST = 24 << 20;

  private static final int LEVEL = 3;

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(10).build());
  }

  private final List<Label.Part> parts = new ArrayList<>();
  private byte[] lines = new byte[1 << 16];
  private int size;
  private long before;
  private int count;
  private int start;
  private int startCount;

  /** Adds a line, whose instant is resolved, to the part that is begun. */
  public void add(Line line) {
    int length = line.to - line.from;
    if (size + length + 20 > lines.length) {
      lines = Arrays.copyOf(lines, Math.max(lines.length * 2, size + length + 20));
    }
    if (line.time == Line.NO_TIME) {
      number(0);
    } else {
      long step = line.time - before;
      number((step << 1 ^ step >> 63) + 1);
      before = line.time;
    }
    number(length);
    System.arraycopy(line.array, line.from, lines, size, length);
    size += length;
    count++;
  }

  private void number(long value) {
    long rest = value;
    while ((rest & ~127L) != 0) {
      lines[size++] = (byte) (rest | 128);
      rest >>>= 7;
    }
    lines[size++] = (byte) rest;
  }

  /** Ends a part: the lines added since the last one. Without any, nothing is ended. */
  public void part(String source, String name, long print, long from, long to, String host) {
    if (count > startCount) {
      parts.add(
          new Label.Part(source, name, print, from, to, count - startCount, size - start, host));
      start = size;
      startCount = count;
    }
  }

  /** Bytes of lines so far. */
  public int size() {
    return size;
  }

  /** Lines so far. */
  public int lines() {
    return count;
  }

  /** The parts so far. */
  public List<Label.Part> parts() {
    return List.copyOf(parts);
  }

  /** The parcel's bytes. {@code label}'s parts are those that were ended here. */
  public byte[] pack(Label label) {
    try {
      byte[] json = JSON.writeValueAsBytes(label);
      byte[] plain = new byte[4 + json.length + size];
      ByteBuffer.wrap(plain).putInt(json.length).put(json).put(lines, 0, size);
      byte[] packed = Zstd.compress(plain, LEVEL);
      return ByteBuffer.allocate(HEAD + packed.length)
          .put(MAGIC)
          .putInt(plain.length)
          .putInt(Parcel.checksum(plain, plain.length))
          .put(packed)
          .array();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a label that is no JSON", e);
    }
  }

  /** Begins anew, with the memory that it has. */
  public void clear() {
    parts.clear();
    size = 0;
    before = 0;
    count = 0;
    start = 0;
    startCount = 0;
  }
}
