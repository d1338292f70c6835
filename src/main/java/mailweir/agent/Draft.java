package mailweir.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A batch of the spool that is being written. Confined to the gate. */
final class Draft implements AutoCloseable {
  static final String NAME = "draft";

  private final Path file;
  private final FileChannel out;
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<String, String> moves = new LinkedHashMap<>();
  private long size;

  /** A parcel in it. */
  record Piece(long number, int offset, int length, boolean isLive) {}

  Draft(Path folder) throws IOException {
    file = folder.resolve(NAME);
    out =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Adds a parcel; when that fails, the draft is as it was. */
  void add(long number, byte[] parcel, boolean isLive) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(5).putInt(parcel.length).put((byte) (isLive ? 1 : 0));
    write(size, head.flip());
    write(size + 5, ByteBuffer.wrap(parcel));
    pieces.add(new Piece(number, (int) size + 5, parcel.length, isLive));
    size += 5 + parcel.length;
  }

  /** What moved with its lines; a key without a value is forgotten. */
  Map<String, String> moves() {
    return moves;
  }

  /** Writes what moved, and forces all of it to the disk; may be tried again. */
  void finish() throws IOException {
    StringBuilder text = new StringBuilder();
    moves.forEach((key, value) -> {
      text.append(key);
      if (value != null) {
        text.append('\t').append(value);
      }
      text.append('\n');
    });
    byte[] moved = text.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer end = ByteBuffer.allocate(8 + moved.length).putInt(0).putInt(moved.length);
    write(size, end.put(moved).flip());
    out.truncate(size + end.capacity());
    out.force(true);
  }

  private void write(long at, ByteBuffer bytes) throws IOException {
    long next = at;
    while (bytes.hasRemaining()) {
      next += out.write(bytes, next);
    }
  }

  Path file() {
    return file;
  }

  List<Piece> pieces() {
    return pieces;
  }

  long size() {
    return size;
  }

  long first() {
    return pieces.getFirst().number();
  }

  long last() {
    return pieces.getLast().number();
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // what was to be kept is on the disk already
    }
  }
}
