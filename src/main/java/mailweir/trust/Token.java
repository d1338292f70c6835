package mailweir.trust;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * What an agent needs to enrol, once: a secret, and the fingerprint of the only server that it may be told to.
 *
 * @param secret 32 random bytes
 * @param server whom to trust
 */
public record Token(byte[] secret, Fingerprint server) {
  private static final String PREFIX = "mw1.";
  private static final int SECRET = 32;

  /** A new one. */
  public static Token make(Fingerprint server, SecureRandom random) {
    byte[] secret = new byte[SECRET];
    random.nextBytes(secret);
    return new Token(secret, server);
  }

  /** Reads {@link #text}; throws {@link IllegalArgumentException} for any other text. */
  public static Token parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("is no token: one begins with " + PREFIX);
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()).strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no token: it has characters that none has", e);
    }
    if (bytes.length != SECRET + Fingerprint.LENGTH) {
      throw new IllegalArgumentException("is no whole token: copy all of it");
    }
    return new Token(
        Arrays.copyOf(bytes, SECRET),
        Fingerprint.ofBytes(Arrays.copyOfRange(bytes, SECRET, bytes.length)));
  }

  /** As it is handed to the agent's operator. */
  public String text() {
    byte[] all = Arrays.copyOf(secret, SECRET + Fingerprint.LENGTH);
    System.arraycopy(server.bytes(), 0, all, SECRET, Fingerprint.LENGTH);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** The secret as text, as it is sent. */
  public String secretText() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** The hash of a secret that was sent; of none when it is no such text. */
  static Fingerprint hashOf(String secretText) {
    try {
      return Fingerprint.ofSecret(Base64.getUrlDecoder().decode(secretText));
    } catch (IllegalArgumentException e) {
      return Fingerprint.ofSecret(new byte[0]);
    }
  }

  /** Only who made it, not the secret. */
  @Override
  public String toString() {
    return "a token for " + server;
  }
}
