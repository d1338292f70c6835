package mailweir.letter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.OpenPGPMessageInputStream;
import org.bouncycastle.openpgp.api.OpenPGPMessageProcessor;
import org.bouncycastle.openpgp.api.OpenPGPSignature.OpenPGPDocumentSignature;

/** Signs and encrypts, and takes apart again what was signed and encrypted (RFC 9580, 4880). */
final class Seal {
  private Seal() {}

  /** What was sealed, and by whom. */
  record Opened(byte[] content, String signer) {}

  /** The armored message. */
  static String seal(byte[] content, OpenPGPKey from, List<OpenPGPCertificate> to)
      throws IOException {
    try {
      var message = Keys.PGP.signAndOrEncryptMessage();
      message.setArmored(true);
      // gpg 2.2 takes a message without the checksum for a broken one
      message.setArmorStreamFactory(
          out -> ArmoredOutputStream.builder().clearHeaders().enableCRC(true).build(out));
      message.setAllowPadding(false);
      message.addSigningKey(from);
      for (OpenPGPCertificate one : to) {
        message.addEncryptionCertificate(one);
      }
      ByteArrayOutputStream armored = new ByteArrayOutputStream(content.length * 2);
      try (OutputStream out = message.open(armored)) {
        out.write(content);
      }
      return armored.toString(StandardCharsets.US_ASCII);
    } catch (PGPException e) {
      throw new IOException("could not be signed and encrypted: " + e.getMessage(), e);
    }
  }

  /**
   * Opens what was sealed for us by somebody known.
   *
   * @param most bytes that it may hold
   * @throws BadLetter when it is not for us, was not signed by anybody known, was changed on the way, or is too large
   */
  static Opened open(InputStream armored, OpenPGPKey own, List<Keys.Known> known, int most)
      throws BadLetter {
    try {
      OpenPGPMessageProcessor processor = Keys.PGP.decryptAndOrVerifyMessage();
      processor.addDecryptionKey(own);
      for (Keys.Known one : known) {
        processor.addVerificationCertificate(one.certificate());
      }
      byte[] content;
      OpenPGPMessageInputStream in = processor.process(armored);
      try (in) {
        content = in.readNBytes(most + 1);
        if (content.length > most) {
          throw new BadLetter("holds more than " + most + " bytes");
        }
        in.transferTo(OutputStream.nullOutputStream());
      }
      OpenPGPMessageInputStream.Result result = in.getResult();
      if (result.getDecryptionKey() == null) {
        throw new BadLetter("is not encrypted for this server");
      }
      return new Opened(content, signer(result.getSignatures(), known));
    } catch (IOException | PGPException | RuntimeException e) {
      throw new BadLetter("cannot be decrypted (" + e.getMessage() + ")", e);
    }
  }

  private static String signer(List<OpenPGPDocumentSignature> signatures, List<Keys.Known> known)
      throws BadLetter, PGPException {
    for (OpenPGPDocumentSignature signature : signatures) {
      OpenPGPCertificate issuer = signature.getIssuerCertificate();
      if (issuer != null && signature.isTestedCorrect() && signature.isValid()) {
        Optional<Keys.Known> who =
            known.stream()
                .filter(k ->
                    java.util.Arrays.equals(
                        k.certificate().getFingerprint(), issuer.getFingerprint()))
                .findFirst();
        if (who.isPresent()) {
          return who.get().name();
        }
      }
    }
    throw new BadLetter(
        "is not signed by anybody known here; 'mailweir receive trust NAME' makes a sender known");
  }
}
