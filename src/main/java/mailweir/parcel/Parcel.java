package mailweir.parcel;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import mailweir.parse.Line;

/** A parcel that has come: checked whole before a line of it is handed on. Immutable. */
public final class Parcel {
  private final Label label;
  private final byte[] plain;
  private final int linesFrom;
  private final int end;

  /** Bytes behind the last line, for parsers that look at eight or sixteen at once. */
  private static final int SLACK = 16;

  /** Takes the lines of a parcel. */
  @FunctionalInterface
  public interface Lines {
    /**
     * The next line.
     *
     * @param part whose it is
     * @param micros its instant; {@link Line#NO_TIME} when it has none
     */
    void line(Label.Part part, long micros, byte[] array, int from, int to);
  }

  /** Characters of a host's name, as of DNS. */
  private static final int LONGEST_HOST = 253;

  /** Characters of what else is told: paths, problems. */
  private static final int LONGEST_TEXT = 16_384;

  private static final int MOST_STATES = 10_000;

  private Parcel(Label label, byte[] plain, int linesFrom, int end) {
    this.label = label;
    this.plain = plain;
    this.linesFrom = linesFrom;
    this.end = end;
  }

  /**
   * Opens a parcel.
   *
   * @throws BadParcel for anything that {@link Packing} did not make just so; whatever the bytes are, nothing else is thrown and no more
   *     than {@link Packing#LARGEST} is unpacked
   */
  public static Parcel of(byte[] bytes) throws BadParcel {
    if (bytes.length < Packing.HEAD
        || !Arrays.equals(bytes, 0, Packing.MAGIC.length, Packing.MAGIC, 0, Packing.MAGIC.length)) {
      throw new BadParcel("is no parcel of a version that is known here");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes, Packing.MAGIC.length, 8);
    int length = head.getInt();
    int checksum = head.getInt();
    if (length < 4 || length > Packing.LARGEST) {
      throw new BadParcel(
          "says that it holds " + length + " bytes; the most is " + Packing.LARGEST);
    }
    byte[] plain = new byte[length + SLACK];
    long got;
    try {
      got =
          Zstd.decompressByteArray(
              plain, 0, length, bytes, Packing.HEAD, bytes.length - Packing.HEAD);
    } catch (ZstdException e) {
      throw new BadParcel("is cut off or damaged", e);
    }
    if (got != length || checksum(plain, length) != checksum) {
      throw new BadParcel("is cut off or damaged");
    }
    int json = ByteBuffer.wrap(plain).getInt();
    if (json < 0 || json > length - 4) {
      throw new BadParcel("has a label that is longer than itself");
    }
    try {
      Label label = Packing.JSON.readValue(plain, 4, json, Label.class);
      Parcel parcel = new Parcel(complete(label), plain, 4 + json, length);
      parcel.walk((part, micros, array, from, to) -> {});
      return parcel;
    } catch (IOException | RuntimeException e) {
      throw new BadParcel("has a label that cannot be read", e);
    }
  }

  private static Label complete(Label l) throws BadParcel {
    if (l == null
        || l.host() == null
        || l.host().isBlank()
        || l.epoch() == null
        || !l.epoch().matches("[0-9a-zA-Z-]{1,64}")
        || l.number() < 1
        || l.number() > Numbers.HIGHEST) {
      throw new BadParcel("has no host, epoch or number on its label");
    }
    if (l.host().length() > LONGEST_HOST || l.states() != null && !areSane(l.states())) {
      throw new BadParcel("has a label whose texts are too long or too many");
    }
    return new Label(
        l.host(),
        l.epoch(),
        l.number(),
        l.made(),
        l.late(),
        l.parts() == null ? List.of() : List.copyOf(l.parts()),
        l.samples() == null ? List.of() : List.copyOf(l.samples()),
        l.states() == null ? List.of() : List.copyOf(l.states()),
        l.queues() == null ? List.of() : List.copyOf(l.queues()));
  }

  private static boolean areSane(List<Label.SourceState> states) {
    return states.size() <= MOST_STATES
        && states.stream()
            .allMatch(s -> s.name() != null && isShort(s.name()) && isShort(s.problem()));
  }

  private static boolean isShort(String text) {
    return text == null || text.length() <= LONGEST_TEXT;
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** What stands on it. */
  public Label label() {
    return label;
  }

  /** How many lines it holds. */
  public long lines() {
    return label.parts().stream().mapToLong(Label.Part::lines).sum();
  }

  /** Hands the lines, in their order. The array is the parcel's own and is not to be changed. */
  public void each(Lines to) {
    try {
      walk(to);
    } catch (BadParcel e) {
      throw new IllegalStateException("a parcel that was whole when it was opened", e);
    }
  }

  private void walk(Lines to) throws BadParcel {
    Reader in = new Reader(plain, linesFrom, end);
    long time = 0;
    for (Label.Part part : label.parts()) {
      if (part.source() == null || part.name() == null || part.lines() < 0) {
        throw new BadParcel("has a part without a source");
      }
      if (!isShort(part.source()) || !isShort(part.name())) {
        throw new BadParcel("has a part whose name is too long");
      }
      int partEnd = in.at + part.bytes();
      for (int i = 0; i < part.lines(); i++) {
        long step = in.number();
        long micros = Line.NO_TIME;
        if (step != 0) {
          long zigzag = step - 1;
          time += zigzag >>> 1 ^ -(zigzag & 1);
          micros = time;
        }
        long length = in.number();
        if (length < 0 || length > end - in.at) {
          throw new BadParcel("has a line that ends behind it");
        }
        to.line(part, micros, plain, in.at, in.at + (int) length);
        in.at += (int) length;
      }
      if (in.at != partEnd) {
        throw new BadParcel("has a part that is not as long as its label says");
      }
    }
    if (in.at != end) {
      throw new BadParcel("has bytes that belong to no part");
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private final int end;
    private int at;

    Reader(byte[] bytes, int at, int end) {
      this.bytes = bytes;
      this.at = at;
      this.end = end;
    }

    long number() throws BadParcel {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= end) {
          throw new BadParcel("ends within a number");
        }
        byte b = bytes[at++];
        value |= (b & 127L) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new BadParcel("has a number that is too long");
    }
  }
}
