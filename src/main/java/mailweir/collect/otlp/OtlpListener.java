package mailweir.collect.otlp;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import mailweir.collect.syslog.Batch;
import mailweir.collect.syslog.Origin;
import mailweir.collect.syslog.Taker;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** {@code POST /v1/logs}, each request on its own virtual thread; few are read at once, whatever comes. */
public final class OtlpListener implements AutoCloseable {
  /** Bytes of a request, unpacked. */
  static final int LARGEST = 16 << 20;

  private static final int AT_ONCE = 2;
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final OtlpSetting setting;
  private final Taker taker;
  private final InstantSource clock;
  private final Javalin javalin;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** An answer that is no success. */
  private static final class No extends Exception {
    private static final long serialVersionUID = 1L;
    final int status;

    No(int status, String why) {
      super(why);
      this.status = status;
    }
  }

  /**
   * Does not listen before {@link #start}.
   *
   * @throws IllegalArgumentException for an address that others can reach, without a token
   */
  public OtlpListener(OtlpSetting setting, Taker taker, InstantSource clock) {
    if (setting.token() == null && !setting.bind().getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "otlp.listen: others can reach "
              + setting.bind().getHostString()
              + ", and no token is asked for; anybody could store lines; set otlp.token.file, or listen on loopback");
    }
    this.setting = setting;
    this.taker = taker;
    this.clock = clock;
    this.javalin =
        Javalin.create(config -> {
          config.concurrency.useVirtualThreads = true;
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(16_384);
          });
          config.jetty.addConnector((server, http) -> {
            HttpConnectionFactory plain = new HttpConnectionFactory(http);
            ServerConnector connector =
                setting.tls() == null
                    ? new ServerConnector(server, plain)
                    : new ServerConnector(server, tls(setting), plain);
            connector.setHost(setting.bind().getAddress().getHostAddress());
            connector.setPort(setting.bind().getPort());
            connector.setIdleTimeout(60_000);
            return connector;
          });
          config.routes.post("/v1/logs", this::logs);
        });
  }

  private static SslContextFactory.Server tls(OtlpSetting setting) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(setting.tls());
    return tls;
  }

  /** Listens. */
  public OtlpListener start() throws IOException {
    try {
      javalin.start();
      return this;
    } catch (RuntimeException e) {
      throw new IOException(
          "otlp.listen: cannot listen on "
              + setting.bind().getHostString()
              + ":"
              + setting.bind().getPort()
              + "; nothing was read; end what uses that port, or choose another",
          e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** Figures since the start: records that came, that were rejected, requests that were refused. */
  public Map<String, Long> counts() {
    return Map.of("received", received.get(), "rejected", rejected.get(), "refused", refused.get());
  }

  private void logs(Context ctx) {
    String type = type(ctx);
    try {
      if (!isAllowed(ctx.header("Authorization"))) {
        throw new No(401, "the token is missing or wrong; give it as 'Authorization: Bearer …'");
      }
      if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
        throw new No(415, "logs are taken as " + PROTOBUF + " or " + JSON);
      }
      if (!turns.tryAcquire(setting.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new No(503, "too many send at once; send it again later");
      }
      try {
        take(ctx, type.equals(JSON));
      } finally {
        turns.release();
      }
    } catch (No e) {
      refused.incrementAndGet();
      refuse(ctx, type, e.status, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(ctx, type, 503, "it is being closed; send it again later");
    }
  }

  private static String type(Context ctx) {
    String stated = ctx.contentType();
    int end = stated == null ? -1 : stated.indexOf(';');
    return stated == null
        ? ""
        : (end < 0 ? stated : stated.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private boolean isAllowed(String header) {
    return setting.token() == null
        || header != null
            && header.startsWith("Bearer ")
            && MessageDigest.isEqual(
                header.substring(7).strip().getBytes(StandardCharsets.UTF_8),
                setting.token().getBytes(StandardCharsets.UTF_8));
  }

  private void take(Context ctx, boolean isJson) throws No, InterruptedException {
    byte[] bytes = body(ctx);
    List<Record> records;
    try {
      records = isJson ? Records.ofJson(bytes) : Records.ofProtobuf(bytes);
    } catch (Records.Malformed e) {
      throw new No(400, e.getMessage());
    }
    Texts texts = new Texts(clock);
    List<byte[]> lines = new ArrayList<>(records.size());
    for (Record one : records) {
      byte[] line = texts.line(one);
      if (line != null) {
        lines.add(line);
      }
    }
    store(ctx, lines);
    int left = records.size() - lines.size();
    received.addAndGet(records.size());
    rejected.addAndGet(left);
    answer(ctx, isJson, left);
  }

  private static byte[] body(Context ctx) throws No {
    try {
      String encoding = ctx.header("Content-Encoding");
      InputStream in = ctx.bodyInputStream();
      if ("gzip".equalsIgnoreCase(encoding)) {
        in = new GZIPInputStream(in);
      } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
        throw new No(415, "only gzip is understood, not " + encoding.replaceAll("[^!-~]", "?"));
      }
      byte[] all = in.readNBytes(LARGEST + 1);
      if (all.length > LARGEST) {
        throw new No(413, "a request may have " + LARGEST + " bytes, unpacked; send fewer at once");
      }
      return all;
    } catch (IOException e) {
      throw new No(400, "the body could not be read: " + e.getMessage());
    }
  }

  private void store(Context ctx, List<byte[]> lines) throws No, InterruptedException {
    if (lines.isEmpty()) {
      return;
    }
    try {
      Origin origin = new Origin(address(ctx.req().getRemoteAddr()), "otlp");
      CompletableFuture<Void> stored = taker.take(Batch.of(origin, lines));
      stored.get(setting.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (Taker.NotNow | ExecutionException | TimeoutException e) {
      throw new No(503, "the lines cannot be stored now; send them again later");
    }
  }

  /** In the form of all other senders. */
  private static String address(String text) {
    try {
      String bare = text.replaceAll("[\\[\\]]", "").replaceAll("%.*", "");
      return InetAddress.getByName(bare).getHostAddress();
    } catch (UnknownHostException e) {
      return text;
    }
  }

  private static void answer(Context ctx, boolean isJson, int left) {
    String why = left == 0 ? "" : "records without a body that is a text were left out";
    ctx.status(200);
    if (isJson) {
      ctx.contentType(JSON);
      ctx.result(
          left == 0
              ? "{\"partialSuccess\":{}}"
              : "{\"partialSuccess\":{\"rejectedLogRecords\":\""
                  + left
                  + "\",\"errorMessage\":\""
                  + why
                  + "\"}}");
      return;
    }
    ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
    if (left > 0) {
      response.setPartialSuccess(
          ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(left).setErrorMessage(why));
    }
    ctx.contentType(PROTOBUF);
    ctx.result(response.build().toByteArray());
  }

  private static void refuse(Context ctx, String type, int status, String why) {
    ctx.status(status);
    if (status == 503) {
      ctx.header("Retry-After", "5");
    }
    if (type.equals(PROTOBUF)) {
      ctx.contentType(PROTOBUF);
      ctx.result(Status.of(status, why));
    } else {
      ctx.contentType(JSON);
      ctx.result(
          new com.fasterxml.jackson.databind.node.ObjectNode(
                  com.fasterxml.jackson.databind.node.JsonNodeFactory.instance)
              .put("code", Status.code(status))
              .put("message", why)
              .toString());
    }
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
