package mailweir.policy.grey;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The whole memory as a file: a header, and blocks {@code checksum 4 | length 4 | body}, one a segment, one of what an operator allows, and an end.
 *
 * <p>A segment is copied at one instant, each at its own; the journal that was begun before the first copy tells what happened since.
 */
final class TableFile {
  private static final int END = 255;
  private static final int LONGEST_BLOCK = 1 << 28;

  private TableFile() {}

  /** Writes the memory; false: it was called off. */
  static boolean write(Disk.Out out, Format format, State state, BooleanSupplier isCalledOff)
      throws IOException {
    out.write(format.header(Format.TABLE), Format.LENGTH);
    for (Table table : new Table[] {state.triplets, state.clients}) {
      for (int i = 0; i < table.segments.length; i++) {
        if (isCalledOff.getAsBoolean()) {
          return false;
        }
        block(out, segment(table, i));
      }
    }
    block(out, rules(state));
    block(out, ByteBuffer.allocate(9).putLong(0).put((byte) END).array());
    out.force();
    return true;
  }

  private static void block(Disk.Out out, byte[] withRoom) throws IOException {
    ByteBuffer.wrap(withRoom).putInt(4, withRoom.length - 8);
    ByteBuffer.wrap(withRoom).putInt(0, Format.sum(withRoom, 4, withRoom.length - 4));
    out.write(withRoom, withRoom.length);
  }

  private static byte[] segment(Table table, int index) {
    Segment s = table.segments[index];
    long[] cells;
    long[] counters;
    Map<Long, byte[]> texts;
    int sequence;
    int used;
    synchronized (s) {
      cells = s.cells();
      counters = s.tally.counters.clone();
      texts = new LinkedHashMap<>(s.texts);
      sequence = s.sequence;
      used = s.used();
    }
    int size = 8 + 1 + 2 + 4 + 1 + 8 * counters.length + 4 + 16 * used + 4;
    for (byte[] text : texts.values()) {
      size += 8 + 2 + text.length;
    }
    ByteBuffer b = ByteBuffer.allocate(size).putLong(0);
    b.put((byte) table.number).putShort((short) index).putInt(sequence);
    b.put((byte) counters.length);
    for (long c : counters) {
      b.putLong(c);
    }
    b.putInt(used);
    for (int i = 0; i < cells.length; i += 2) {
      if (cells[i + 1] != 0) {
        b.putLong(cells[i]).putLong(cells[i + 1]);
      }
    }
    b.putInt(texts.size());
    texts.forEach((key, text) -> b.putLong(key).putShort((short) text.length).put(text));
    return b.array();
  }

  private static byte[] rules(State state) {
    Map<String, Long> rules;
    synchronized (state.rules) {
      rules = new LinkedHashMap<>(state.rules);
    }
    int size = 8 + 1 + 4;
    Map<byte[], Long> bytes = new LinkedHashMap<>();
    for (Map.Entry<String, Long> rule : rules.entrySet()) {
      byte[] text = rule.getKey().getBytes(StandardCharsets.UTF_8);
      bytes.put(text, rule.getValue());
      size += 2 + text.length + 8;
    }
    ByteBuffer b =
        ByteBuffer.allocate(size).putLong(0).put((byte) State.RULES).putInt(bytes.size());
    bytes.forEach((text, since) -> b.putShort((short) text.length).put(text).putLong(since));
    return b.array();
  }

  /** The header, or {@code null} when it is damaged. */
  static Format format(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Format.read(Format.TABLE, ByteBuffer.wrap(in.readNBytes(Format.LENGTH)), file);
    }
  }

  /** Fills an empty memory; damaged blocks are left out and told. */
  static void read(Path file, State state, Consumer<String> say) throws IOException {
    int lost = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      in.skipNBytes(Format.LENGTH);
      while (true) {
        int sum = in.readInt();
        int length = in.readInt();
        if (length < 1 || length > LONGEST_BLOCK) {
          throw new EOFException();
        }
        byte[] block = new byte[4 + length];
        ByteBuffer.wrap(block).putInt(length);
        in.readFully(block, 4, length);
        if (Format.sum(block, 0, block.length) != sum) {
          lost++;
          continue;
        }
        if (take(ByteBuffer.wrap(block, 4, length), state)) {
          break;
        }
      }
      if (lost > 0) {
        say.accept(
            file
                + ": "
                + lost
                + " of its blocks are damaged; their senders are forgotten and are asked to come again once, the others are kept; look after the disk");
      }
    } catch (EOFException e) {
      say.accept(
          file
              + ": its end is missing or damaged; the senders that stood there are forgotten and are asked to come again once; look after the disk");
    }
  }

  /** Takes a block; true: it was the end. */
  private static boolean take(ByteBuffer b, State state) {
    int table = b.get() & 0xFF;
    switch (table) {
      case State.TRIPLETS -> segment(b, state.triplets);
      case State.CLIENTS -> segment(b, state.clients);
      case State.RULES -> {
        for (int n = b.getInt(); n > 0; n--) {
          byte[] text = new byte[b.getShort() & 0xFFFF];
          b.get(text);
          state.rule(new String(text, StandardCharsets.UTF_8), b.getLong());
        }
      }
      default -> {
        return table == END;
      }
    }
    return false;
  }

  private static void segment(ByteBuffer b, Table table) {
    Segment s = table.segments[b.getShort() & 0xFFFF];
    s.sequence = b.getInt();
    int counters = b.get();
    for (int i = 0; i < counters; i++) {
      s.tally.counters[i] = b.getLong();
    }
    int used = b.getInt();
    s.reserve(used);
    for (int i = 0; i < used; i++) {
      s.put(b.getLong(), b.getLong());
    }
    for (int n = b.getInt(); n > 0; n--) {
      long key = b.getLong();
      byte[] text = new byte[b.getShort() & 0xFFFF];
      b.get(text);
      s.texts.put(key, text);
    }
  }
}
