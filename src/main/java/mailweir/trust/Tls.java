package mailweir.trust;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS where fingerprints decide and nothing else: no authority, no host name, no date. The other side proves that it has the key. */
public final class Tls {
  /** The only version that is spoken. */
  public static final String VERSION = "TLSv1.3";

  private Tls() {}

  /** A client's: it speaks with the server that has this fingerprint only. */
  public static SSLContext client(Identity own, Fingerprint server) {
    return context(own, new Pinned(server));
  }

  /** A server's: it takes any certificate; who may do what is decided by its fingerprint, request by request. */
  public static SSLContext server(Identity own) {
    return context(own, new Pinned(null));
  }

  private static SSLContext context(Identity own, TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance(VERSION);
      context.init(own.keys(), new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + VERSION, e);
    }
  }

  private static final class Pinned extends X509ExtendedTrustManager {
    private final Fingerprint wanted;

    Pinned(Fingerprint wanted) {
      this.wanted = wanted;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain == null || chain.length == 0) {
        throw new CertificateException("there is no certificate");
      }
      if (wanted != null && !Fingerprint.of(chain[0]).equals(wanted)) {
        throw new CertificateException(
            "the certificate is another one than was agreed on: " + Fingerprint.of(chain[0]));
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
