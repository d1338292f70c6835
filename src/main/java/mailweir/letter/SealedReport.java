package mailweir.letter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKey;

/**
 * A report of what was stopped, as a mail that no scanner on its way can read: what stands in it looks like spam and viruses, and would
 * be stopped itself.
 */
public final class SealedReport {
  private SealedReport() {}

  /** Complains of bytes that are no OpenPGP key. */
  public static void check(byte[] key) throws IOException {
    key(key);
  }

  private static OpenPGPCertificate key(byte[] key) throws IOException {
    try {
      return Keys.PGP.readKeyOrCertificate().parseKeyOrCertificate(key);
    } catch (IOException | RuntimeException e) {
      throw new IOException("it holds no OpenPGP key", e);
    }
  }

  /**
   * Sends it, signed and encrypted (RFC 3156): a mail program that knows OpenPGP shows the text.
   *
   * @param type of the text: {@code text/plain}, {@code text/csv}
   * @param key the recipient's public key, armored or not
   * @throws IOException when the key is none, or no mail server took it
   */
  public static void send(
      Sending sending,
      OpenPGPKey own,
      byte[] key,
      String from,
      String to,
      String subject,
      String type,
      String text,
      Date now)
      throws IOException, InterruptedException {
    OpenPGPCertificate recipient = key(key);
    String entity =
        "Content-Type: "
            + type
            + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    String sealed = Seal.seal(entity.getBytes(StandardCharsets.US_ASCII), own, List.of(recipient));
    String id = UUID.randomUUID() + "@" + from.substring(from.lastIndexOf('@') + 1);
    sending.send(from, to, Mail.sealed(from, to, subject, id, now, sealed));
  }
}
