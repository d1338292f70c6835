package mailweir.listen;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import mailweir.trust.Fingerprint;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A request whose body is still to come. */
final class Call {
  /** Who sends slower than this is cut off, in bytes a second. */
  private static final long SLOWEST = 4096;

  private static final int GRACE_SECONDS = 10;

  /** Longer than any commit is waited for. */
  private static final Duration OURS = Duration.ofMinutes(3);

  private final Request request;
  private final Crowd.Guest guest;
  private final String agent;
  private final Fingerprint certificate;
  private boolean read;

  Call(Request request, Crowd.Guest guest, String agent, Fingerprint certificate) {
    this.request = request;
    this.guest = guest;
    this.agent = agent;
    this.certificate = certificate;
  }

  /** The enrolled agent that calls; {@code null}: somebody else. */
  String agent() {
    return agent;
  }

  /** The textual address from which it calls; {@code null}: not known. */
  String address() {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof java.net.InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : null;
  }

  /** Of the certificate whose key the caller has; {@code null}: it showed none. */
  Fingerprint certificate() {
    return certificate;
  }

  String header(String name) {
    return request.getHeaders().get(name);
  }

  /** A number of a header; {@code fallback} when there is none. */
  long number(String name, long fallback) {
    String text = header(name);
    return text == null || !text.matches("[0-9]{1,18}") ? fallback : Long.parseLong(text);
  }

  /** How long the body will be; -1: that is not said. */
  long length() {
    return number(HttpHeader.CONTENT_LENGTH.asString(), -1);
  }

  /** Reads the body. Who is slow is cut off meanwhile. */
  byte[] body(int length) throws IOException {
    guest.within(Duration.ofSeconds(GRACE_SECONDS + length / SLOWEST));
    read = true;
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new IOException("the body was cut off");
      }
      // what takes time now is ours
      guest.within(OURS);
      return bytes;
    }
  }

  /** It has to wait for us, and is not cut off meanwhile. */
  void waits() {
    guest.within(OURS);
  }

  /** Reads over a body that nobody wants, so that the answer arrives. */
  void skip(long most) throws IOException {
    long length = length();
    if (!read && length > 0 && length <= most) {
      guest.within(Duration.ofSeconds(GRACE_SECONDS));
      try (InputStream in = Content.Source.asInputStream(request)) {
        in.skipNBytes(length);
      }
    }
  }
}
