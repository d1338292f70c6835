package mailweir.queue.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mailweir.queue.Bytes;
import mailweir.queue.Discover;
import mailweir.queue.Place;
import mailweir.queue.QueueReader;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostfixTextsTest {
  @TempDir Path folder;

  private static byte[] records(String... records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String record : records) {
      byte[] data = record.substring(1).getBytes(StandardCharsets.UTF_8);
      out.write(record.charAt(0));
      int length = data.length;
      while (length > 127) {
        out.write(length & 0x7f | 0x80);
        length >>= 7;
      }
      out.write(length);
      out.writeBytes(data);
    }
    return out.toByteArray();
  }

  private static String size(int size, int offset) {
    return "C%15d %15d %15d %15d %15d %15d".formatted(size, offset, 1, 0, size, 0);
  }

  @Property
  void anyBytes_giveAnEnvelopeOrNone(@ForAll byte[] bytes) throws IOException {
    Envelope.read(Bytes.of(bytes));
    DeferLog.read(bytes);
    PostqueueJson.read(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 300)
  void anyRecords_giveAnEnvelopeOrNone(
      @ForAll @Size(max = 30) List<Byte> letters, @ForAll long offset, @ForAll byte[] data)
      throws IOException {
    String types = "CTSARDOpMXELNwKcF/W>";
    String[] records = new String[letters.size()];
    for (int i = 0; i < records.length; i++) {
      char type = types.charAt(Math.floorMod(letters.get(i), types.length()));
      records[i] =
          switch (type) {
            case 'C' -> size(Math.floorMod(letters.get(i), 100), (int) offset & 1023);
            case 'p' -> "p%15d".formatted(offset & 511);
            case 'T' -> "T" + offset + " " + letters.get(i);
            case 'A' -> "Alog_client_address=" + offset;
            default -> type + new String(data, StandardCharsets.ISO_8859_1);
          };
    }
    Envelope.read(Bytes.of(records(records)));
  }

  @Test
  void envelope_findsRecipientsBehindTheContentWithoutReadingIt() throws IOException {
    String[] before = {
      size(5000, 0),
      "T1795181278 249736",
      "Ssome one@example.org",
      "Asasl_username=heidi",
      "Alog_client_address=unknown",
      "M"
    };
    int offset = records(before).length;
    before[0] = size(5004, offset);
    String[] content = {"N" + "x".repeat(5001)};
    assertEquals(5004, records(content).length);
    byte[] behind = records("X", "Oa", "Ra@example.org", "Db@example.org", "Rc@example.org", "E");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(records(before));
    all.writeBytes(records(content));
    all.writeBytes(behind);
    byte[] bytes = all.toByteArray();
    Bytes watched =
        new Bytes() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public byte[] at(long position, int length) throws IOException {
            byte[] got = Bytes.of(bytes).at(position, length);
            assertFalse(
                position + got.length > offset && position < offset + 5004,
                "reads the content: " + position + "+" + length);
            return got;
          }
        };
    Envelope envelope = Envelope.read(watched);
    assertEquals(
        new Envelope(
            1_795_181_278_249_736L,
            5004,
            "some one@example.org",
            null,
            null,
            "heidi",
            2,
            List.of("a@example.org", "c@example.org"),
            1),
        envelope);
  }

  @Test
  void envelope_followsPointersAndEndsInCircles() throws IOException {
    byte[] head = records("T1 2", "p%15d".formatted(40));
    byte[] all = java.util.Arrays.copyOf(head, 200);
    byte[] there = records("Sedited@example.org", "Rx@example.org", "E");
    System.arraycopy(there, 0, all, 40, there.length);
    assertEquals("edited@example.org", Envelope.read(Bytes.of(all)).sender());
    byte[] circle = records("T1 2", "Ss@example.org", "p%15d".formatted(5));
    assertNotNull(Envelope.read(Bytes.of(circle)));
  }

  @Test
  void id_isOneByItsLetters() {
    assertTrue(QueueId.isOne("3FC4D2D0D42"));
    assertTrue(QueueId.isOne("4jWG9K5CWqzQD0x"));
    for (String not :
        new String[] {
          "",
          "-",
          "ALL",
          "-d",
          "../../a",
          "3FC4D2D0D4\n",
          "3FC4D 2D0D42",
          "3FC4D.2D0D42",
          "é23456789"
        }) {
      assertFalse(QueueId.isOne(not), not);
    }
    assertFalse(QueueId.isOne(null));
  }

  @Test
  void id_namesItsFoldersAsPostfixDoes() {
    assertEquals("3/", QueueId.folders("3FC4D2D0D42", 1));
    assertEquals("3/F/C/", QueueId.folders("3FC4D2D0D42", 3));
    assertEquals("E/", QueueId.folders("4jWG9K6b6FzQDyd", 1));
    assertEquals("0/", QueueId.folders("4jWG9L0C8HzQF04", 1));
    assertEquals("", QueueId.folders("3FC4D2D0D42", 0));
  }

  @Test
  void id_withAnotherInode_keepsItsTime() {
    assertEquals("3FC4DFF", QueueId.withInode("3FC4D2D0D42", 255));
    assertEquals("4jWG9K6b6Fz1", QueueId.withInode("4jWG9K6b6FzQDyd", 1));
    assertEquals("4jWG9K6b6Fz10", QueueId.withInode("4jWG9K6b6FzQDyd", 51));
  }

  @Test
  void settings_goOnOverLinesAndNameOthers() throws IOException {
    Files.writeString(
        folder.resolve("main.cf"),
        """
        # queue_directory = /nowhere
        base = /srv
        queue_directory = $base/spool
        hash_queue_names = deferred,
          # between
          defer hold
        hash_queue_depth = 2
        multi_instance_name = postfix-out
        multi_instance_directories = %s
        """
            .formatted(folder.resolve("other")));
    Files.createDirectory(folder.resolve("other"));
    Files.writeString(
        folder.resolve("other/main.cf"), "queue_directory=" + folder.resolve("q2") + "\n");
    List<Instance> all = Instance.all(folder);
    assertEquals(
        new Instance(
            "postfix-out", folder, Path.of("/srv/spool"), List.of("deferred", "defer", "hold"), 2),
        all.getFirst());
    assertEquals(
        Path.of("/srv/spool/hold/3/F/3FC4D2D0D42"), all.getFirst().file("hold", "3FC4D2D0D42"));
    assertEquals(
        folder.resolve("q2/deferred/3/3FC4D2D0D42"), all.getLast().file("deferred", "3FC4D2D0D42"));
    List<QueueReader> readers =
        new Discover(
                List.of(
                    new PostfixFinder(
                        List.of(folder, folder.resolve("other"), folder.resolve("none")),
                        folder.resolve("none"),
                        () -> 0)))
            .readers();
    assertEquals(
        List.of(new Place("postfix", "postfix-out"), new Place("postfix", "other")),
        readers.stream().map(QueueReader::place).toList());
    assertEquals(List.of(), Instance.all(folder.resolve("none")));
  }

  @Property
  void anySettings_end(@ForAll String text) {
    Instance.value(Instance.settings(text + "\na=$b\nb=${a}x$a\n"), "a", "");
  }

  @Test
  void json_isOfAMessageOrNothing() {
    assertNull(
        PostqueueJson.read(
            "{\"queue_name\":\"deferred\",\"queue_id\":\"../..\",\"arrival_time\":1}"));
    assertNull(PostqueueJson.read("[]"));
    assertNull(
        PostqueueJson.read(
            "{\"queue_name\":\"x\",\"queue_id\":\"3FC4D2D0D42\",\"arrival_time\":1}"));
    assertEquals(
        "a b@example.org",
        PostqueueJson.read(
                "{\"queue_name\":\"hold\",\"queue_id\":\"3FC4D2D0D42\",\"arrival_time\":1,\"sender\":\"\\\"a b\\\"@example.org\"}")
            .sender());
  }

  @Test
  void deferLog_tellsTheNewestReasonOfThoseThatWait() {
    List<DeferLog.Entry> entries =
        DeferLog.read(
            "<a@x>: old\nrecipient=a@x\nreason=first\n\n<\"b c\"@x>: of b\n\nrecipient=d@x\nreason=of d\n\n\n"
                .getBytes(StandardCharsets.UTF_8));
    assertEquals("first", DeferLog.reason(entries, List.of("a@x")));
    assertEquals("of b", DeferLog.reason(entries, List.of("b c@x")));
    assertEquals("of d", DeferLog.reason(entries, List.of("nobody")));
    assertNull(DeferLog.reason(List.of(), List.of()));
  }
}
