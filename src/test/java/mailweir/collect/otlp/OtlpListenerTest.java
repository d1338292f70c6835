package mailweir.collect.otlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import mailweir.collect.syslog.Batch;
import mailweir.collect.syslog.Origin;
import mailweir.collect.syslog.Taker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests as OpenTelemetry's own messages make them, and as their JSON is specified. */
@Timeout(60)
class OtlpListenerTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String WHOLE =
      "<22>Nov 25 08:00:01 mx1 postfix/smtpd[1]: connect from a.example[192.0.2.7]";
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:03Z");

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private boolean refuses;
  private final HttpClient client = HttpClient.newHttpClient();
  private OtlpListener listener;

  @BeforeEach
  void listen() throws IOException {
    listener = listening(null);
  }

  private OtlpListener listening(String token) throws IOException {
    return new OtlpListener(
            new OtlpSetting(ANY, token, null, Duration.ofSeconds(5)),
            this::take,
            InstantSource.fixed(NOW))
        .start();
  }

  private CompletableFuture<Void> take(Batch batch) throws Taker.NotNow {
    if (refuses) {
      throw new Taker.NotNow(null);
    }
    batch.each(
        new Batch.Sink() {
          @Override
          public void from(Origin origin) {
            assertEquals("otlp 127.0.0.1", origin.name());
          }

          @Override
          public void line(byte[] array, int from, int to, int priority) {
            lines.add(priority + " " + new String(array, from, to - from, StandardCharsets.UTF_8));
          }
        });
    return CompletableFuture.completedFuture(null);
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private HttpResponse<byte[]> send(byte[] body, String type, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + "/v1/logs"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static KeyValue pair(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
  }

  private static byte[] request(LogRecord... records) {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(pair("host.name", "mx7"))
                        .addAttributes(pair("service.name", "unknown_service:x")))
                .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(List.of(records))))
        .build()
        .toByteArray();
  }

  @Test
  void recordsAsProtobuf_becomeLines() throws Exception {
    LogRecord journal =
        LogRecord.newBuilder()
            .setTimeUnixNano(1_795_593_602_500_000_000L)
            .setSeverityNumberValue(9)
            .setBody(
                AnyValue.newBuilder()
                    .setKvlistValue(
                        KeyValueList.newBuilder()
                            .addValues(pair("MESSAGE", "two\nlines"))
                            .addValues(pair("SYSLOG_IDENTIFIER", "postfix/qmgr"))
                            .addValues(pair("SYSLOG_FACILITY", "2"))
                            .addValues(pair("_PID", "17"))))
            .build();
    LogRecord syslog =
        LogRecord.newBuilder()
            .setBody(text("connect from b.example[192.0.2.8]"))
            .addAttributes(pair("hostname", "mx8"))
            .addAttributes(pair("appname", "postfix/smtpd"))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("proc_id")
                    .setValue(AnyValue.newBuilder().setIntValue(18)))
            .build();
    HttpResponse<byte[]> answer =
        send(
            request(LogRecord.newBuilder().setBody(text(WHOLE)).build(), journal, syslog),
            "application/x-protobuf");
    assertEquals(200, answer.statusCode());
    assertTrue(!ExportLogsServiceResponse.parseFrom(answer.body()).hasPartialSuccess());
    assertEquals(
        List.of(
            "22 " + WHOLE.substring(4),
            "22 <22>1 2026-11-25T08:00:02.500000+00:00 mx7 postfix/qmgr 17 - - two lines",
            "-1 1 2026-11-25T08:00:03.000000+00:00 mx8 postfix/smtpd 18 - - connect from b.example[192.0.2.8]"),
        lines);
  }

  @Test
  void recordsAsJson_becomeLinesAndSomeAreLeftOut() throws Exception {
    String body =
        """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"mx7"}}]},
          "scopeLogs":[{"logRecords":[
            {"timeUnixNano":"1795593602500000000","severityNumber":13,"severityText":"Warn",
             "body":{"stringValue":"warning: x"},
             "attributes":[{"key":"service.name","value":{"stringValue":"dovecot"}},
                           {"key":"process.pid","value":{"intValue":"19"}},
                           {"key":"facility","value":{"stringValue":"mail"}}]},
            {"body":{"arrayValue":{"values":[]}}},
            {"timeUnixNano":1795593602500000000}]}]}]}
        """;
    HttpResponse<byte[]> answer =
        send(body.getBytes(StandardCharsets.UTF_8), "application/json; charset=utf-8");
    assertEquals(200, answer.statusCode());
    String told = new String(answer.body(), StandardCharsets.UTF_8);
    assertTrue(told.contains("\"rejectedLogRecords\":\"2\""), told);
    assertEquals(
        List.of("20 <20>1 2026-11-25T08:00:02.500000+00:00 mx7 dovecot 19 - - warning: x"), lines);
    assertEquals(Map.of("received", 3L, "rejected", 2L, "refused", 0L), listener.counts());
  }

  @Test
  void packedRequests_areUnpackedUpToABound() throws Exception {
    byte[] request = request(LogRecord.newBuilder().setBody(text(WHOLE)).build());
    assertEquals(
        200,
        send(gzip(request), "application/x-protobuf", "Content-Encoding", "gzip").statusCode());
    assertEquals(1, lines.size());
    byte[] bomb = gzip(new byte[OtlpListener.LARGEST + 10]);
    assertEquals(
        413, send(bomb, "application/x-protobuf", "Content-Encoding", "gzip").statusCode());
    assertEquals(
        400, send(request, "application/x-protobuf", "Content-Encoding", "gzip").statusCode());
    assertEquals(
        415, send(request, "application/x-protobuf", "Content-Encoding", "zstd").statusCode());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void storeThatRefuses_answersToComeAgain() throws Exception {
    refuses = true;
    HttpResponse<byte[]> answer =
        send(
            request(LogRecord.newBuilder().setBody(text(WHOLE)).build()), "application/x-protobuf");
    assertEquals(503, answer.statusCode());
    assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
  }

  @Test
  void token_isAskedForBeyondLoopback() throws Exception {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new OtlpListener(
                new OtlpSetting(
                    new InetSocketAddress("0.0.0.0", 0), null, null, Duration.ofSeconds(5)),
                this::take,
                InstantSource.fixed(NOW)));
    listener.close();
    listener = listening("s3cret");
    byte[] request = request(LogRecord.newBuilder().setBody(text(WHOLE)).build());
    assertEquals(401, send(request, "application/x-protobuf").statusCode());
    assertEquals(
        401, send(request, "application/x-protobuf", "Authorization", "Bearer s3cre").statusCode());
    assertEquals(List.of(), lines);
    assertEquals(
        200,
        send(request, "application/x-protobuf", "Authorization", "Bearer s3cret").statusCode());
    assertEquals(1, lines.size());
  }

  @Test
  void anyBytes_areAnswered() throws Exception {
    Random random = new Random(3);
    byte[] whole = request(LogRecord.newBuilder().setBody(text(WHOLE)).build());
    for (int i = 0; i < 200; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length) + 1);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      String type = i % 2 == 0 ? "application/x-protobuf" : "application/json";
      int status = send(bytes, type).statusCode();
      assertTrue(status == 200 || status == 400, "status " + status);
    }
    assertEquals(400, send("[]".getBytes(StandardCharsets.UTF_8), "application/json").statusCode());
    assertEquals(200, send("{}".getBytes(StandardCharsets.UTF_8), "application/json").statusCode());
    assertEquals(
        400,
        send("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), "application/json")
            .statusCode());
    assertEquals(415, send(whole, "text/plain").statusCode());
  }
}
