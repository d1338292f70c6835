package mailweir.collect.syslog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server's certificate and key, and whom it trusts, from files in the PEM form. They are looked at again when they have changed: a renewed
 * certificate holds for the connections that begin then; one that cannot be read is said, and the one before stays.
 */
public final class PemFiles implements SyslogSetting.Identity {
  private static final long FRESH = TimeUnit.SECONDS.toNanos(10);
  private static final char[] NO_PASSWORD = {};
  private static final String BEGIN = "-----BEGIN ";

  private final Path certificate;
  private final Path key;
  private final Path authority;
  private final Consumer<String> say;
  private List<FileTime> times;
  private long lookedAt;
  private SSLContext context;

  /**
   * Reads them.
   *
   * @param authority of the clients' certificates; {@code null}: they need none
   * @throws IOException says what cannot be used, and what to do
   */
  public PemFiles(Path certificate, Path key, Path authority, Consumer<String> say)
      throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.authority = authority;
    this.say = say;
    this.times = times();
    this.context = read();
    this.lookedAt = System.nanoTime();
  }

  @Override
  public synchronized SSLContext now() {
    if (System.nanoTime() - lookedAt > FRESH) {
      lookedAt = System.nanoTime();
      try {
        List<FileTime> found = times();
        if (!found.equals(times)) {
          times = found;
          context = read();
        }
      } catch (IOException e) {
        say.accept(e.getMessage() + "; the certificate from before is used on");
      }
    }
    return context;
  }

  private List<FileTime> times() throws IOException {
    List<FileTime> all = new ArrayList<>();
    for (Path file : files()) {
      try {
        all.add(Files.getLastModifiedTime(file));
      } catch (NoSuchFileException e) {
        throw new IOException(file + ": is not there; TLS needs it; make it, or name another", e);
      }
    }
    return all;
  }

  private List<Path> files() {
    return authority == null ? List.of(certificate, key) : List.of(certificate, key, authority);
  }

  private SSLContext read() throws IOException {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "server",
          privateKey(),
          NO_PASSWORD,
          certificates(certificate).toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, NO_PASSWORD);
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(keys.getKeyManagers(), trusted(), null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          certificate
              + " and "
              + key
              + ": cannot be used for TLS ("
              + e.getMessage()
              + "); do they belong together?",
          e);
    }
  }

  private TrustManager[] trusted() throws IOException, GeneralSecurityException {
    if (authority == null) {
      return null;
    }
    KeyStore all = KeyStore.getInstance("PKCS12");
    all.load(null, null);
    int n = 0;
    for (Certificate one : certificates(authority)) {
      all.setCertificateEntry("authority " + n++, one);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(all);
    return factory.getTrustManagers();
  }

  private static List<Certificate> certificates(Path file) throws IOException {
    try {
      List<Certificate> all =
          new ArrayList<>(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
      if (!all.isEmpty()) {
        return all;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(
          file
              + ": holds no certificate that can be read ("
              + e.getMessage()
              + "); it has to be in the PEM form",
          e);
    }
    throw new IOException(file + ": holds no certificate; it has to be in the PEM form");
  }

  private PrivateKey privateKey() throws IOException {
    String text = Files.readString(key, StandardCharsets.US_ASCII);
    String head = BEGIN + "PRIVATE KEY-----";
    int from = text.indexOf(head);
    int to = text.indexOf("-----END", Math.max(0, from));
    if (from < 0 || to < 0) {
      throw new IOException(
          key
              + ": holds no key in the form PKCS#8 without a passphrase (BEGIN PRIVATE KEY); make one of it with 'openssl pkcs8 -topk8 -nocrypt -in "
              + key.getFileName()
              + "'");
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text.substring(from + head.length(), to));
      for (String kind : List.of("RSA", "EC", "EdDSA")) {
        try {
          return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (InvalidKeySpecException e) {
          // of another kind
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(key + ": holds no key that can be read (" + e.getMessage() + ")", e);
    }
    throw new IOException(key + ": holds a key of a kind that is not known; RSA, EC and EdDSA are");
  }
}
