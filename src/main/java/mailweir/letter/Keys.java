package mailweir.letter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mailweir.trust.Secrets;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PacketFormat;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.api.OpenPGPApi;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.SignatureParameters;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.bouncycastle.openpgp.operator.PGPKeyPairGenerator;

/**
 * OpenPGP keys in a folder: one's own, and those of others that are known.
 *
 * <pre>
 *   own.asc           own secret key, readable by its owner alone
 *   known/NAME.asc    a certificate (public key) for each name that is known
 * </pre>
 *
 * <p>Keys are of version 4, Ed25519 and X25519 in the form that GnuPG 2.1 and later read, so that gpg can stand on either end. They do not expire: a host that ships
 * by mail is looked at by nobody for years.
 */
public final class Keys {
  static final OpenPGPApi PGP = new BcOpenPGPApi();
  private static final String OWN = "own.asc";
  private static final String ENDING = ".asc";

  private final Path folder;

  /** Nothing is read or made yet. */
  public Keys(Path folder) {
    this.folder = folder;
  }

  /** Somebody that is known. */
  public record Known(String name, OpenPGPCertificate certificate) {}

  /** One's own key, made when there is none. {@code name}: what its user id says. */
  public OpenPGPKey own(String name) throws IOException {
    Path file = folder.resolve(OWN);
    if (!Files.exists(file)) {
      try {
        make(file, name);
      } catch (FileAlreadyExistsException e) {
        // another process was faster: that one is ours, too
      }
    }
    return PGP.readKeyOrCertificate().parseKey(Files.readString(file));
  }

  private void make(Path file, String name) throws IOException {
    try {
      OpenPGPKey key =
          PGP.generateKey(PublicKeyPacket.VERSION_4)
              .withPrimaryKey(
                  PGPKeyPairGenerator::generateLegacyEd25519KeyPair,
                  SignatureParameters.Callback.Util.modifyHashedSubpackets(s -> {
                    s.removePacketsOfType(SignatureSubpacketTags.KEY_EXPIRE_TIME);
                    return wishes(s);
                  }))
              // gpg looks for wishes at the user id, and takes SHA-1 where it finds none
              .addUserId(
                  "Mailweir " + name,
                  SignatureParameters.Callback.Util.modifyHashedSubpackets(Keys::wishes))
              .addSigningSubkey(PGPKeyPairGenerator::generateLegacyEd25519KeyPair)
              .addEncryptionSubkey(PGPKeyPairGenerator::generateLegacyX25519KeyPair)
              .build();
      byte[] text =
          key.toAsciiArmoredString(PacketFormat.LEGACY).getBytes(StandardCharsets.US_ASCII);
      Path fresh = folder.resolve("own." + UUID.randomUUID());
      Secrets.write(fresh, text);
      try {
        Files.createLink(file, fresh);
      } finally {
        Files.delete(fresh);
      }
    } catch (PGPException e) {
      throw new IOException("a key could not be made: " + e.getMessage(), e);
    }
  }

  /** What both ends can do. */
  private static PGPSignatureSubpacketGenerator wishes(PGPSignatureSubpacketGenerator s) {
    s.removePacketsOfType(SignatureSubpacketTags.PREFERRED_HASH_ALGS);
    s.setPreferredHashAlgorithms(
        false, new int[] {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA256});
    s.removePacketsOfType(SignatureSubpacketTags.PREFERRED_SYM_ALGS);
    s.setPreferredSymmetricAlgorithms(false, new int[] {SymmetricKeyAlgorithmTags.AES_256});
    s.removePacketsOfType(SignatureSubpacketTags.PREFERRED_COMP_ALGS);
    s.setPreferredCompressionAlgorithms(false, new int[] {CompressionAlgorithmTags.UNCOMPRESSED});
    return s;
  }

  /**
   * Makes somebody known, or known anew.
   *
   * @param name as in {@code known/NAME.asc}
   * @param certificate a public key, armored or not
   */
  public Known trust(String name, byte[] certificate) throws IOException {
    if (!isName(name)) {
      throw new IOException(
          "'" + name + "' is no name for a sender; letters, digits, dots, dashes, 63 at most");
    }
    OpenPGPCertificate read;
    try {
      read = PGP.readKeyOrCertificate().parseKeyOrCertificate(certificate);
    } catch (IOException | RuntimeException e) {
      throw new IOException("holds no OpenPGP key", e);
    }
    OpenPGPCertificate shared = read instanceof OpenPGPKey secret ? secret.toCertificate() : read;
    Secrets.write(
        folder.resolve("known").resolve(name + ENDING),
        shared.toAsciiArmoredString().getBytes(StandardCharsets.US_ASCII));
    return new Known(name, shared);
  }

  /** Forgets somebody; whether it was known. */
  public boolean distrust(String name) throws IOException {
    return isName(name) && Files.deleteIfExists(folder.resolve("known").resolve(name + ENDING));
  }

  /** All that are known, by name. A file that holds no key is left out. */
  public List<Known> known() throws IOException {
    Path known = folder.resolve("known");
    if (!Files.isDirectory(known)) {
      return List.of();
    }
    List<Known> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(known)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(ENDING)) {
          try {
            all.add(
                new Known(
                    name.substring(0, name.length() - ENDING.length()),
                    PGP.readKeyOrCertificate().parseCertificate(Files.readString(file))));
          } catch (IOException | RuntimeException e) {
            // a file that somebody put there and that is no key
          }
        }
      }
    }
    return all;
  }

  static boolean isName(String name) {
    return name.matches("[a-z0-9][a-z0-9._-]{0,62}");
  }

  /** The fingerprint, as people compare it. */
  public static String fingerprint(OpenPGPCertificate key) {
    return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
  }

  /** The certificate of a key, armored: what others need to write to it, or to believe it. */
  public static String shared(OpenPGPKey key) throws IOException {
    return key.toCertificate().toAsciiArmoredString(PacketFormat.LEGACY);
  }
}
