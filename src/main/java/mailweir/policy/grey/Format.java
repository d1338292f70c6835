package mailweir.policy.grey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What files begin with: eight letters of their kind, the format's version, the secret of the hash, their number, a checksum. All numbers are big-endian.
 *
 * @param number files of a number and above belong to the table of that number
 */
record Format(long k0, long k1, long number) {
  static final int VERSION = 1;
  static final int LENGTH = 40;
  static final String JOURNAL = "MWGREYJ\n";
  static final String TABLE = "MWGREYT\n";

  byte[] header(String kind) {
    ByteBuffer b = ByteBuffer.allocate(LENGTH);
    b.put(kind.getBytes(StandardCharsets.US_ASCII)).putInt(VERSION);
    b.putLong(k0).putLong(k1).putLong(number);
    b.putInt(sum(b.array(), 0, LENGTH - 4));
    return b.array();
  }

  /**
   * Reads a header; {@code null} when it is damaged or not all there.
   *
   * @throws GreyFault when a newer version wrote it
   */
  static Format read(String kind, ByteBuffer in, Path file) {
    if (in.remaining() < LENGTH) {
      return null;
    }
    byte[] bytes = new byte[LENGTH];
    in.get(bytes);
    ByteBuffer b = ByteBuffer.wrap(bytes);
    byte[] letters = new byte[kind.length()];
    b.get(letters);
    int version = b.getInt();
    if (!new String(letters, StandardCharsets.US_ASCII).equals(kind)) {
      return null;
    }
    if (version > VERSION && version < 1000) {
      throw new GreyFault(
          file
              + ": written by a newer Mailweir (format "
              + version
              + ", this one reads "
              + VERSION
              + "); nothing was read or changed, and nobody is greylisted; start the newer Mailweir, or move the folder away to begin anew");
    }
    if (b.getInt(LENGTH - 4) != sum(bytes, 0, LENGTH - 4)) {
      return null;
    }
    return new Format(b.getLong(), b.getLong(), b.getLong());
  }

  static int sum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
