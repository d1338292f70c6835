package mailweir.slice;

import java.nio.charset.StandardCharsets;

/** Constants of a parser: ASCII words as bytes. */
public final class Ascii {
  private Ascii() {}

  /** The bytes of a word. */
  public static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.UTF_8);
  }
}
