package mailweir.letter;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.UnixCrypt;

/**
 * The traditional {@code crypt(1)}: a machine of one rotor of 256 places, set by a key that went through {@code crypt(3)}.
 *
 * <p>It hides nothing from anybody who tries, and is here only to read what older hosts send. Enciphering and deciphering are the same.
 */
final class Rotor {
  private static final int PLACES = 256;
  private static final int MASK = PLACES - 1;
  private static final int KEY = 13;

  private final byte[] rotor = new byte[PLACES];
  private final byte[] inverse = new byte[PLACES];
  private final byte[] reflector = new byte[PLACES];

  /** {@code key}: its first eight bytes count. */
  Rotor(String key) {
    byte[] given = key.getBytes(StandardCharsets.ISO_8859_1);
    byte[] eight = new byte[8];
    System.arraycopy(given, 0, eight, 0, Math.min(8, given.length));
    String salt = new String(new byte[] {eight[0], eight[1]}, StandardCharsets.ISO_8859_1);
    int length = 0;
    while (length < 8 && eight[length] != 0) {
      length++;
    }
    byte[] set =
        UnixCrypt.crypt(java.util.Arrays.copyOf(eight, length), salt)
            .getBytes(StandardCharsets.ISO_8859_1);
    wire(set);
  }

  private void wire(byte[] set) {
    int seed = 123;
    for (int i = 0; i < KEY; i++) {
      seed = seed * set[i] + i;
    }
    for (int i = 0; i < PLACES; i++) {
      rotor[i] = (byte) i;
    }
    for (int i = 0; i < PLACES; i++) {
      seed = 5 * seed + set[i % KEY];
      int random = seed % 65_521;
      int last = MASK - i;
      int at = (random & MASK) % (last + 1);
      random >>= 8;
      byte kept = rotor[last];
      rotor[last] = rotor[at];
      rotor[at] = kept;
      if (reflector[last] == 0 && last > 0) {
        int other = (random & MASK) % last;
        while (reflector[other] != 0) {
          other = (other + 1) % last;
        }
        reflector[last] = (byte) other;
        reflector[other] = (byte) last;
      }
    }
    for (int i = 0; i < PLACES; i++) {
      inverse[rotor[i] & MASK] = (byte) i;
    }
  }

  /** The other side of some bytes: clear from secret. */
  byte[] turn(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    int fast = 0;
    int slow = 0;
    for (int i = 0; i < bytes.length; i++) {
      int in = rotor[bytes[i] + fast & MASK];
      int back = reflector[in + slow & MASK];
      out[i] = (byte) (inverse[back - slow & MASK] - fast);
      if (++fast == PLACES) {
        fast = 0;
        slow = slow + 1 & MASK;
      }
    }
    return out;
  }
}
