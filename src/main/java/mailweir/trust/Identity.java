package mailweir.trust;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A key of one's own (P-256) and the certificate that it signed itself. Whoever is to trust it knows its fingerprint; nothing else in it
 * is believed, so it names nobody and does not expire.
 */
public final class Identity {
  private static final String ALIAS = "own";

  /** PKCS#12 wants one; the file's mode is what protects it. */
  private static final char[] PASSWORD = "mailweir".toCharArray();

  private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("9999-12-31T23:59:59Z");

  private final KeyStore store;
  private final X509Certificate certificate;

  private Identity(KeyStore store) throws GeneralSecurityException {
    this.store = store;
    this.certificate = (X509Certificate) store.getCertificate(ALIAS);
    if (certificate == null) {
      throw new GeneralSecurityException("it holds no key of Mailweir's");
    }
  }

  /** A new one, kept nowhere. */
  public static Identity make(String name, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          subject,
                          new BigInteger(120, random).setBit(119),
                          Date.from(FROM),
                          Date.from(TO),
                          subject,
                          pair.getPublic())
                      .build(
                          new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
      return new Identity(store);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("this Java cannot make a key of P-256", e);
    }
  }

  /**
   * The one that the file holds; made there when there is none.
   *
   * @throws IOException when it cannot be read or written, or is damaged
   */
  public static Identity at(Path file, String name, SecureRandom random) throws IOException {
    byte[] bytes = Secrets.read(file);
    if (bytes == null) {
      Identity made = make(name, random);
      made.save(file);
      return made;
    }
    return of(bytes, file);
  }

  /** The one that the file holds; {@code null} when there is no file. */
  public static Identity of(Path file) throws IOException {
    byte[] bytes = Secrets.read(file);
    return bytes == null ? null : of(bytes, file);
  }

  private static Identity of(byte[] bytes, Path file) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), PASSWORD);
      return new Identity(store);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": holds no key (" + e.getMessage() + ")", e);
    }
  }

  /** Keeps it. */
  public void save(Path file) throws IOException {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, PASSWORD);
      Secrets.write(file, out.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that cannot be written", e);
    }
  }

  /** By what others know it. */
  public Fingerprint fingerprint() {
    return Fingerprint.of(certificate);
  }

  /** Its certificate, as others see it. */
  X509Certificate certificate() {
    return certificate;
  }

  PrivateKey key() throws GeneralSecurityException {
    return (PrivateKey) store.getKey(ALIAS, PASSWORD);
  }

  KeyManager[] keys() throws GeneralSecurityException {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, PASSWORD);
    return factory.getKeyManagers();
  }
}
