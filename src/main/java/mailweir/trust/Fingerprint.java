package mailweir.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 of a certificate, or of a secret. */
public final class Fingerprint {
  /** Bytes of one. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private Fingerprint(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of a certificate's encoded form. */
  public static Fingerprint of(X509Certificate certificate) {
    try {
      return ofSecret(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that cannot be encoded again", e);
    }
  }

  /** Of any bytes. */
  public static Fingerprint ofSecret(byte[] secret) {
    try {
      return new Fingerprint(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** One that is given as its bytes. */
  public static Fingerprint ofBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a fingerprint has " + LENGTH + " bytes");
    }
    return new Fingerprint(bytes.clone());
  }

  /** Reads {@link #toString}'s text; throws {@link IllegalArgumentException} for any other. */
  public static Fingerprint parse(String hex) {
    return ofBytes(HexFormat.of().parseHex(hex));
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Fingerprint f && MessageDigest.isEqual(bytes, f.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 64 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
