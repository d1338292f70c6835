package mailweir.collect;

/** How a source is packed; known by its first bytes, never by its name. */
public enum Format {
  PLAIN("plain"),
  GZIP("gzip"),
  ZSTD("zstd"),
  XZ("xz"),
  BZIP2("bzip2");

  /** As many bytes as {@link #of} wants to see. */
  static final int MAGIC = 10;

  private final String word;

  Format(String word) {
    this.word = word;
  }

  /** The word for it in messages. */
  public String word() {
    return word;
  }

  /** The format that begins with these bytes; {@link #PLAIN} when it is none of the packed ones. */
  static Format of(byte[] head) {
    int n = head.length;
    if (n >= 3 && is(head, 0x1f, 0x8b, 0x08)) {
      return GZIP;
    }
    if (n >= 4 && is(head, 0x28, 0xb5, 0x2f, 0xfd)) {
      return ZSTD;
    }
    // A skippable frame (pzstd begins so): 0x50..0x5f 2a 4d 18.
    if (n >= 4
        && (head[0] & 0xf0) == 0x50
        && head[1] == 0x2a
        && head[2] == 0x4d
        && head[3] == 0x18) {
      return ZSTD;
    }
    if (n >= 6 && is(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    }
    // "BZh9" alone could begin a text; behind it comes pi for a block or the root of pi for the
    // end.
    if (n >= 10
        && is(head, 'B', 'Z', 'h')
        && head[3] >= '1'
        && head[3] <= '9'
        && (blockOrEnd(head))) {
      return BZIP2;
    }
    return PLAIN;
  }

  private static boolean blockOrEnd(byte[] h) {
    return (h[4] == 0x31 && h[5] == 0x41 && h[6] == 0x59 && h[7] == 0x26)
        || (h[4] == 0x17 && h[5] == 0x72 && h[6] == 0x45 && h[7] == 0x38);
  }

  private static boolean is(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
