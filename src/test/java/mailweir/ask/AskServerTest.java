package mailweir.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import mailweir.answer.Query;
import mailweir.answer.WeekOnTwoHosts;
import mailweir.collect.Source;
import mailweir.pipeline.Progress;
import mailweir.store.StoreFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The socket: what is asked comes back as it was; what is hostile does no harm. */
@Timeout(60)
class AskServerTest {
  private final WeekOnTwoHosts week =
      new WeekOnTwoHosts(Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC));

  @TempDir Path folder;

  private AskServer server(Path at) throws IOException {
    return new AskServer(at, week, this::read, text -> {});
  }

  private Imports.Done read(
      Imports.Wanted wanted, Progress progress, java.util.function.BooleanSupplier stopped) {
    if (wanted.files().contains("endless")) {
      while (!stopped.getAsBoolean()) {
        progress.at(Source.of(Path.of("endless")), 0, 1, 2, 3, false);
        Thread.onSpinWait();
      }
      return new Imports.Done(3, 1, 0, false, List.of());
    }
    return new Imports.Done(wanted.year(), 2, 1, true, List.of());
  }

  @Test
  void answers_areThoseOfTheServer() throws Exception {
    try (AskServer s = server(folder)) {
      AskClient client = AskClient.of(folder).orElseThrow();
      assertEquals(week.report(Query.ALL), client.report(Query.ALL));
      assertEquals(week.trace(Query.ALL, true), client.trace(Query.ALL, true));
      assertEquals(week.unknown(Query.ALL), client.unknown(Query.ALL));
      Imports.Wanted wanted = new Imports.Wanted(List.of("/x"), null, 2024, null);
      assertEquals(
          new Imports.Done(2024, 2, 1, true, List.of()),
          client.read(wanted, List.of(), Progress.NONE));
    }
    assertTrue(AskClient.of(folder).isEmpty());
  }

  @Test
  void import_isEndedByWhoAskedForIt() throws Exception {
    try (AskServer s = server(folder)) {
      AskClient client = AskClient.of(folder).orElseThrow();
      Imports.Wanted wanted = new Imports.Wanted(List.of("endless"), null, null, null);
      List<Source> sources = List.of(Source.of(Path.of("endless")));
      Imports.Done done =
          client.read(wanted, sources, (source, at, n, size, lines, looking) -> client.stop());
      assertFalse(done.complete());
    }
  }

  @Test
  void socket_isOfItsOwnerAlone() throws Exception {
    try (AskServer s = server(folder)) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("mailweir.sock"))));
    }
    assertFalse(Files.exists(folder.resolve("mailweir.sock")));
  }

  @Test
  void deepFolder_hasItsSocketElsewhere() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(120)).resolve("store"));
    Path place;
    try (AskServer s = server(deep)) {
      place = Path.of(Files.readString(deep.resolve("socket")).strip());
      assertEquals(week.report(Query.ALL), AskClient.of(deep).orElseThrow().report(Query.ALL));
    }
    assertFalse(Files.exists(place.getParent()));
    assertFalse(Files.exists(deep.resolve("socket")));
  }

  @Test
  void leftSocket_isReplaced() throws Exception {
    Files.writeString(folder.resolve("mailweir.sock"), "left by a kill");
    assertTrue(AskClient.of(folder).isEmpty());
    try (AskServer s = server(folder)) {
      assertTrue(AskClient.of(folder).isPresent());
    }
  }

  @Test
  void hostileRequests_areRefusedAndTheNextIsAnswered() throws Exception {
    Random random = new Random(8);
    byte[] noise = new byte[5000];
    random.nextBytes(noise);
    try (AskServer s = server(folder)) {
      for (String request :
          List.of(
              "\n",
              "null\n",
              "[]\n",
              "{\n",
              "{}\n",
              "{\"ask\":7}\n",
              "{\"ask\":\"\\u001b[2J\"}\n",
              "{\"ask\":\"report\"}\n",
              "{\"ask\":\"report\",\"query\":[1]}\n",
              "{\"ask\":\"report\",\"query\":{\"since\":\"soon\"}}\n",
              "{\"ask\":\"trace\",\"query\":{\"limit\":\"many\"}}\n",
              "{\"ask\":\"import\"}\n",
              "{\"ask\":\"import\",\"wanted\":{\"files\":7}}\n",
              "{\"ask\":\"import\",\"wanted\":{}}\n",
              "{\"a\":".repeat(2000) + "\n",
              "x".repeat(AskServer.LONGEST_REQUEST + 5) + "\n",
              new String(noise, StandardCharsets.ISO_8859_1) + "\n")) {
        String answer = send(request);
        assertTrue(
            answer.isEmpty() || answer.contains("\"fault\""),
            () -> request.substring(0, Math.min(80, request.length())) + " -> " + answer);
        assertTrue(AskClient.of(folder).isPresent());
      }
    }
  }

  @Test
  void halfARequest_keepsNobodyWaiting() throws Exception {
    try (AskServer s = server(folder)) {
      try (SocketChannel half = SocketChannel.open(SocketPlace.toAsk(folder))) {
        half.write(ByteBuffer.wrap("{\"ask\":".getBytes(StandardCharsets.UTF_8)));
        assertTrue(AskClient.of(folder).isPresent());
      }
    }
  }

  @Test
  void nobodyListening_isAFault() {
    assertTrue(AskClient.of(folder).isEmpty());
    assertThrows(
        StoreFault.class,
        () -> {
          AskServer s = server(folder);
          AskClient client = AskClient.of(folder).orElseThrow();
          s.close();
          client.report(Query.ALL);
        });
  }

  private String send(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(SocketPlace.toAsk(folder));
        InputStream in = Channels.newInputStream(channel)) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return "";
      }
    }
  }
}
