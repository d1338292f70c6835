package mailweir.policy.grey;

import java.nio.ByteBuffer;

/**
 * A change in a journal: {@code checksum 4 | length 2 | table 1 | sequence 4 | key 8 | word 8 | text}; the checksum is of all behind it, the length of what
 * is behind the length.
 */
record Record(int table, int sequence, long key, long word, byte[] text) {
  static final int HEAD = 6;
  static final int SHORTEST = HEAD + 21;
  static final int LONGEST_TEXT = 1200;
  static final int LONGEST = SHORTEST + LONGEST_TEXT;

  /** Puts a record without its checksum. */
  static void put(ByteBuffer to, int table, int sequence, long key, long word, byte[] text) {
    int length = text == null ? 0 : Math.min(text.length, LONGEST_TEXT);
    to.putInt(0).putShort((short) (SHORTEST - HEAD + length));
    to.put((byte) table).putInt(sequence).putLong(key).putLong(word);
    if (length > 0) {
      to.put(text, 0, length);
    }
  }

  /** Gives checksums to records that stand in a row. */
  static void seal(byte[] bytes, int length) {
    ByteBuffer b = ByteBuffer.wrap(bytes, 0, length);
    for (int at = 0; at < length; ) {
      int size = HEAD + (b.getShort(at + 4) & 0xFFFF);
      b.putInt(at, Format.sum(bytes, at + 4, size - 4));
      at += size;
    }
  }

  /** The size of the whole record at a place, or -1: none is there. */
  static int sizeAt(byte[] bytes, int at, int end) {
    if (end - at < SHORTEST) {
      return -1;
    }
    int size = HEAD + ((bytes[at + 4] & 0xFF) << 8 | bytes[at + 5] & 0xFF);
    if (size < SHORTEST || size > LONGEST || size > end - at) {
      return -1;
    }
    int sum =
        (bytes[at] & 0xFF) << 24
            | (bytes[at + 1] & 0xFF) << 16
            | (bytes[at + 2] & 0xFF) << 8
            | bytes[at + 3] & 0xFF;
    return sum == Format.sum(bytes, at + 4, size - 4) ? size : -1;
  }

  static Record at(byte[] bytes, int at, int size) {
    ByteBuffer b = ByteBuffer.wrap(bytes, at + HEAD, size - HEAD);
    int table = b.get();
    int sequence = b.getInt();
    long key = b.getLong();
    long word = b.getLong();
    byte[] text = null;
    if (b.hasRemaining()) {
      text = new byte[b.remaining()];
      b.get(text);
    }
    return new Record(table, sequence, key, word, text);
  }
}
