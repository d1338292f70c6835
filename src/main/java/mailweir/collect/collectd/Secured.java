package mailweir.collect.collectd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Datagrams that are signed (HMAC-SHA-256) or encrypted (AES-256 in OFB mode) with a user's password. */
final class Secured {
  private static final int SIGNATURE = 0x0200;
  private static final int ENCRYPTION = 0x0210;
  private static final int HEAD = 4;
  private static final int MAC = 32;
  private static final int IV = 16;
  private static final int SHA1 = 20;

  private final Map<String, String> passwords;

  Secured(Map<String, String> passwords) {
    this.passwords = passwords;
  }

  /** The parts that may be believed; {@code null} when there are none. Without users everything is. */
  byte[] open(byte[] bytes, int length) {
    if (passwords.isEmpty()) {
      return Arrays.copyOf(bytes, length);
    }
    if (length < HEAD) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    int kind = in.getShort() & 0xFFFF;
    int partLength = in.getShort() & 0xFFFF;
    if (partLength > length) {
      return null;
    }
    try {
      return switch (kind) {
        case SIGNATURE -> signed(bytes, partLength, length);
        case ENCRYPTION -> partLength == length ? encrypted(bytes, length) : null;
        default -> null;
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has these", e);
    }
  }

  private byte[] signed(byte[] bytes, int partLength, int length) throws GeneralSecurityException {
    if (partLength < HEAD + MAC) {
      return null;
    }
    String user = new String(bytes, HEAD + MAC, partLength - HEAD - MAC, StandardCharsets.UTF_8);
    String password = passwords.get(user);
    if (password == null) {
      return null;
    }
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update(bytes, HEAD + MAC, length - HEAD - MAC);
    return MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(bytes, HEAD, HEAD + MAC))
        ? Arrays.copyOfRange(bytes, partLength, length)
        : null;
  }

  private byte[] encrypted(byte[] bytes, int length) throws GeneralSecurityException {
    ByteBuffer in = ByteBuffer.wrap(bytes, HEAD, length - HEAD);
    if (in.remaining() < 2) {
      return null;
    }
    int named = in.getShort() & 0xFFFF;
    if (in.remaining() < named + IV + SHA1) {
      return null;
    }
    byte[] user = new byte[named];
    in.get(user);
    byte[] iv = new byte[IV];
    in.get(iv);
    byte[] secret = new byte[in.remaining()];
    in.get(secret);
    String password = passwords.get(new String(user, StandardCharsets.UTF_8));
    if (password == null) {
      return null;
    }
    byte[] key =
        MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("AES/OFB/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    byte[] clear = cipher.doFinal(secret);
    byte[] parts = Arrays.copyOfRange(clear, SHA1, clear.length);
    byte[] sum = MessageDigest.getInstance("SHA-1").digest(parts);
    return MessageDigest.isEqual(sum, Arrays.copyOf(clear, SHA1)) ? parts : null;
  }
}
