package mailweir.trust;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * Bytes that somebody signed, with the certificate by whose fingerprint he is known (SHA-256 with ECDSA, over a purpose and the exact bytes).
 *
 * @param bytes what was signed
 * @param signature as ASN.1 has it
 * @param certificate of who signed, in DER
 */
public record Signed(byte[] bytes, byte[] signature, byte[] certificate) {
  private static final String ALGORITHM = "SHA256withECDSA";

  /**
   * Signs.
   *
   * @param purpose keeps what is signed for one thing from being taken for another
   */
  public static Signed of(Identity own, String purpose, byte[] bytes) {
    try {
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(own.key());
      signer.update(prefix(purpose));
      signer.update(bytes);
      return new Signed(bytes, signer.sign(), own.certificate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with a key of P-256", e);
    }
  }

  /** Whether it is signed for this purpose by whoever has this fingerprint. Never throws. */
  public boolean isBy(Fingerprint who, String purpose) {
    try {
      X509Certificate shown =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate));
      if (!Fingerprint.of(shown).equals(who)) {
        return false;
      }
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(shown.getPublicKey());
      verifier.update(prefix(purpose));
      verifier.update(bytes);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private static byte[] prefix(String purpose) {
    return (purpose + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
