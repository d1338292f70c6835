package mailweir.letter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed by us and by gpg, opened by us and by gpg. */
class SealTest {
  private static final int MOST = 1 << 20;

  @TempDir Path folder;
  private byte[] content;
  private Keys server;
  private Keys host;
  private OpenPGPKey serverKey;
  private OpenPGPKey hostKey;

  @BeforeEach
  void keys() throws Exception {
    content = new byte[50_000];
    new Random(3).nextBytes(content);
    server = new Keys(folder.resolve("server"));
    host = new Keys(folder.resolve("host"));
    serverKey = server.own("server");
    hostKey = host.own("mx1");
  }

  private Seal.Opened open(String armored) throws Exception {
    return Seal.open(
        new ByteArrayInputStream(armored.getBytes(StandardCharsets.US_ASCII)),
        serverKey,
        server.known(),
        MOST);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void sealedByAKnownHost_isOpened() throws Exception {
    server.trust("mx1", ascii(Keys.shared(hostKey)));
    String armored = Seal.seal(content, hostKey, List.of(serverKey.toCertificate()));
    Seal.Opened opened = open(armored);
    assertArrayEquals(content, opened.content());
    assertEquals("mx1", opened.signer());
  }

  @Test
  void forgedChangedCutAndForOthers_areRefused() throws Exception {
    server.trust("mx1", ascii(Keys.shared(hostKey)));
    OpenPGPKey stranger = new Keys(folder.resolve("stranger")).own("mx1");
    String forged = Seal.seal(content, stranger, List.of(serverKey.toCertificate()));
    BadLetter notKnown = assertThrows(BadLetter.class, () -> open(forged));
    assertTrue(notKnown.getMessage().contains("anybody known"), notKnown.getMessage());
    String forOthers = Seal.seal(content, hostKey, List.of(stranger.toCertificate()));
    assertThrows(BadLetter.class, () -> open(forOthers));
    String sealed = Seal.seal(content, hostKey, List.of(serverKey.toCertificate()));
    for (int cut : new int[] {0, 40, 500, sealed.length() / 2, sealed.length() - 60}) {
      assertThrows(BadLetter.class, () -> open(sealed.substring(0, cut)), "cut at " + cut);
    }
    String[] lines = sealed.split("\r?\n");
    for (int at : new int[] {5, lines.length / 2, lines.length - 4}) {
      String[] changed = lines.clone();
      changed[at] = new StringBuilder(changed[at]).reverse().toString();
      assertThrows(BadLetter.class, () -> open(String.join("\n", changed)), "line " + at);
    }
    server.distrust("mx1");
    assertThrows(BadLetter.class, () -> open(sealed));
  }

  @Test
  void largerThanAllowed_isRefused() throws Exception {
    server.trust("mx1", ascii(Keys.shared(hostKey)));
    String armored = Seal.seal(new byte[MOST + 1], hostKey, List.of(serverKey.toCertificate()));
    assertTrue(
        assertThrows(BadLetter.class, () -> open(armored)).getMessage().contains("more than"));
  }

  @Test
  void gpgOnEitherEnd_understandsUs() throws Exception {
    Path home =
        Files.createDirectory(
            folder.resolve("gnupg"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Map<String, String> env = Map.of("GNUPGHOME", home.toString());
    try {
      String[] make = {
        "gpg",
        "--batch",
        "--passphrase",
        "",
        "--quick-generate-key",
        "mx2 <root@mx2>",
        "ed25519",
        "default",
        "never"
      };
      Peer.run(new byte[0], env, make);
      byte[] theirs = Peer.run(new byte[0], env, "gpg", "--batch", "--armor", "--export", "mx2");
      String fingerprint =
          new String(
                  Peer.run(new byte[0], env, "gpg", "--batch", "--with-colons", "-k", "mx2"),
                  StandardCharsets.UTF_8)
              .lines()
              .filter(l -> l.startsWith("fpr:"))
              .findFirst()
              .orElseThrow()
              .split(":")[9];
      Peer.run(
          new byte[0],
          env,
          "gpg",
          "--batch",
          "--quick-add-key",
          "--passphrase",
          "",
          fingerprint,
          "cv25519",
          "encr",
          "never");
      theirs = Peer.run(new byte[0], env, "gpg", "--batch", "--armor", "--export", "mx2");
      Keys.Known mx2 = server.trust("mx2", theirs);
      Peer.run(ascii(Keys.shared(serverKey)), env, "gpg", "--batch", "--import");
      byte[] sealed =
          Peer.run(
              content,
              env,
              "gpg",
              "--batch",
              "--trust-model",
              "always",
              "--armor",
              "--sign",
              "--encrypt",
              "-r",
              Keys.fingerprint(serverKey));
      Seal.Opened opened = open(new String(sealed, StandardCharsets.US_ASCII));
      assertArrayEquals(content, opened.content());
      assertEquals("mx2", opened.signer());

      String ours = Seal.seal(content, serverKey, List.of(mx2.certificate()));
      byte[] clear = Peer.run(ascii(ours), env, "gpg", "--batch", "--trust-model", "always", "-d");
      assertArrayEquals(content, clear);
    } finally {
      Peer.run(new byte[0], env, "gpgconf", "--kill", "all");
    }
  }
}
