package mailweir.agent;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import mailweir.trust.Tls;

/**
 * A connection to the one server, which is made when it is needed and kept: POST and its answer, one at a time. It takes a tenth of the
 * memory of Java's own client, and what hangs can be cut ({@link #cutIfOverdue}, by another thread).
 */
public final class Post implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int LONGEST_LINE = 8192;
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final long IDLE = Duration.ofSeconds(60).toNanos();

  private final URI server;
  private final SSLContext tls;
  private Socket plain;
  private SSLSocket socket;
  private InputStream in;
  private long used;
  private volatile long deadline;
  private volatile Socket cuttable;

  /**
   * What was answered.
   *
   * @param retryAfter seconds; 0: not said
   */
  public record Answer(int status, int retryAfter, String body) {}

  /** {@code server}: {@code https://HOST:PORT}. */
  public Post(URI server, SSLContext tls) {
    this.server = server;
    this.tls = tls;
  }

  /** Sends a body and waits for the answer, so long at most. */
  public Answer post(String path, Map<String, String> headers, byte[] body, Duration limit)
      throws IOException {
    deadline = System.nanoTime() + limit.toNanos();
    boolean kept = socket != null && System.nanoTime() - used < IDLE;
    if (!kept) {
      close();
    }
    try {
      Answer answer = exchange(path, headers, body);
      used = System.nanoTime();
      return answer;
    } catch (IOException | RuntimeException e) {
      close();
      if (kept && deadline - System.nanoTime() > 0 && e instanceof IOException) {
        // the server may have closed it meanwhile: once more on a new one
        return again(path, headers, body);
      }
      throw e;
    } finally {
      deadline = 0;
    }
  }

  private Answer again(String path, Map<String, String> headers, byte[] body) throws IOException {
    try {
      Answer answer = exchange(path, headers, body);
      used = System.nanoTime();
      return answer;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Answer exchange(String path, Map<String, String> headers, byte[] body)
      throws IOException {
    if (socket == null) {
      connect();
    }
    StringBuilder head = new StringBuilder(256);
    head.append("POST ").append(path).append(" HTTP/1.1\r\nHost: ").append(server.getAuthority());
    headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    head.append("\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
    byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    socket.getOutputStream().write(all);
    socket.getOutputStream().flush();
    return answer();
  }

  private void connect() throws IOException {
    plain = new Socket();
    cuttable = plain;
    plain.setTcpNoDelay(true);
    plain.setKeepAlive(true);
    int port = server.getPort() < 0 ? 443 : server.getPort();
    String host = server.getHost().replaceAll("[\\[\\]]", "");
    plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {Tls.VERSION});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    in = new BufferedInputStream(socket.getInputStream(), 2048);
  }

  private Answer answer() throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2
        || !status[0].equals("HTTP/1.1")
        || !status[1].matches("[1-5][0-9][0-9]")) {
      throw new IOException("the answer is not one of HTTP/1.1");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      if (colon < 0 || headers.size() > 100) {
        throw new IOException("the answer is not one of HTTP/1.1");
      }
      headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    String text = headers.getOrDefault("Content-Length", "0");
    int length = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : -1;
    if (length < 0 || length > LARGEST_ANSWER) {
      throw new IOException("the answer is too long");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer was cut off");
    }
    if (headers.getOrDefault("Connection", "").equalsIgnoreCase("close")) {
      close();
    }
    String after = headers.getOrDefault("Retry-After", "0");
    return new Answer(
        Integer.parseInt(status[1]),
        after.matches("[0-9]{1,4}") ? Integer.parseInt(after) : 0,
        new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("the answer is not one of HTTP/1.1");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Cuts the connection when its answer should have come by now. May be called by any thread. */
  void cutIfOverdue() {
    long until = deadline;
    Socket s = cuttable;
    if (until != 0 && s != null && until - System.nanoTime() < 0) {
      shut(s);
    }
  }

  private static void shut(Socket s) {
    try {
      s.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  /** Closes it, at once: what is under way is given up. */
  @Override
  public void close() {
    if (plain != null) {
      shut(plain);
    }
    cuttable = null;
    plain = null;
    socket = null;
    in = null;
  }
}
