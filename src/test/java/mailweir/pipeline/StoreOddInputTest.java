package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.Story;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import mailweir.store.StoreFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans, bytes and files that a store does not meet every day. */
class StoreOddInputTest {
  @TempDir Path folder;

  @Test
  void busiestOfASpan_areThoseOfTheFile() throws IOException {
    Path log = write("day.log", Feeding.traffic(5, 4_000));
    Report all = Feeding.reportOf(log);
    Instant middle = all.byHour().get(all.byHour().size() / 2).hour();
    Query half = Query.ALL.between(middle, Instant.parse("2030-01-01T00:00:00Z"));
    Report told =
        new FileReport(Site.DEFAULT, Feeding::dialects, 1, Progress.NONE)
            .run(List.of(Source.of(log)), Feeding.reading(), half);
    load(log);
    try (Store store = open()) {
      Report stored = store.answers().report(half);
      assertTrue(!told.top().senders().isEmpty(), "somebody sent");
      assertEquals(told.top(), stored.top());
      assertEquals(told.virusByName(), stored.virusByName());
    }
  }

  @Test
  void textsThatAreNoUtf8_keepTheirNumbers() throws IOException {
    List<String> lines = new ArrayList<>();
    String[] senders = {
      "a\u00ff@x.example", "a\u00fe@x.example", "b\u0000c@x.example", "carol@x.example"
    };
    for (int i = 0; i < senders.length; i++) {
      lines.addAll(message("4a" + i, senders[i], "10:0" + i));
    }
    load(write("first.log", lines));
    load(write("second.log", message("5b1", "dave@x.example", "11:00")));
    try (Store store = open()) {
      List<String> found =
          store.answers().trace(Query.ALL, false).stream().map(Story::from).sorted().toList();
      assertEquals(5, found.size(), found.toString());
      assertEquals(
          List.of("a\ufffd@x.example", "a\ufffd@x.example"),
          found.stream().filter(f -> f.startsWith("a")).toList());
      assertTrue(found.contains("carol@x.example"), found.toString());
      assertTrue(found.contains("dave@x.example"), found.toString());
    }
  }

  @Test
  void whatIsOpenIsMissing_theStoreIsNotOpened() throws IOException {
    load(write("open.log", message("6c1", "erin@x.example", "12:00").subList(0, 2)));
    for (Path file : files("open-")) {
      Files.delete(file);
    }
    try (Store store = open()) {
      StoreFault fault = assertThrows(StoreFault.class, store::ingest);
      assertTrue(fault.getMessage().contains("open-"), fault.getMessage());
    }
  }

  @Test
  void filesThatOnlyLookLikeOpenOnes_areLeftAlone() throws IOException {
    load(write("open.log", message("6c1", "erin@x.example", "12:00").subList(0, 2)));
    Path copy = files("open-").get(0).resolveSibling("open-1.bak");
    Files.writeString(copy, "mine");
    try (Store store = open()) {
      store.ingest();
    }
    assertEquals("mine", Files.readString(copy));
  }

  @Test
  void oldDaysAreForgotten_newerStay() throws IOException {
    List<String> lines = new ArrayList<>(message("7d1", "frank@x.example", "13:00"));
    // a notice has no origin line: it never looks complete
    lines.addAll(message("7d2", "", "13:10").subList(1, 5));
    for (String line : message("7d3", "grace@x.example", "13:00")) {
      lines.add(line.replace("2025-01-02", "2025-01-05"));
    }
    load(write("days.log", lines));
    try (Store store = open()) {
      assertEquals(3, store.answers().trace(Query.ALL, false).size());
      store.ingest().forgetBefore(LocalDate.parse("2025-01-04"));
      assertEquals(
          List.of("grace@x.example"),
          store.answers().trace(Query.ALL, false).stream().map(Story::from).toList());
      assertEquals(0, store.ingest().openHops());
    }
    try (Store store = open()) {
      assertEquals(0, store.ingest().openHops());
    }
  }

  @Test
  void lateLineOfTheStayBefore_leavesTheOpenStayItsPlace() throws IOException {
    String sent =
        ": to=<z@y.example>, relay=mx.y.example[198.51.100.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)";
    String deferred =
        sent.replace("2.0.0, status=sent (250 ok)", "4.0.0, status=deferred (450 later)");
    String passed =
        ": to=<z@y.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as A1B2C3D4E5)";
    List<Path> rounds =
        List.of(
            write("1.log", stay("00:0", "A1B2C3D4E5", "c.example[192.0.2.7]", "one", sent)),
            write("2.log", stay("04:5", "F1F2F3F4F5", "c.example[192.0.2.7]", "two", passed)),
            write(
                "3.log",
                stay("04:5", "A1B2C3D4E5", "localhost[127.0.0.1]", "two", sent).subList(0, 3)),
            write(
                "4.log",
                List.of(
                    "2025-01-02T10:00:01.500000+00:00 mx1 postfix/smtp[10]: A1B2C3D4E5"
                        + deferred
                        + "\n")),
            write(
                "5.log",
                stay("04:5", "A1B2C3D4E5", "localhost[127.0.0.1]", "two", sent).subList(3, 5)));
    rounds.forEach(this::load);
    Report told = Feeding.reportOf(rounds.toArray(new Path[0]));
    assertEquals(2, told.counters().get("accepted"));
    try (Store store = open()) {
      assertEquals(told.counters(), store.answers().report(Query.ALL).counters());
      assertEquals(2, store.answers().trace(Query.ALL, false).size());
    }
  }

  private static List<String> stay(
      String time, String id, String client, String message, String delivery) {
    String head = "2025-01-02T10:" + time;
    return List.of(
        head + "1.000000+00:00 mx1 postfix/smtpd[7]: " + id + ": client=" + client + "\n",
        head
            + "1.100000+00:00 mx1 postfix/cleanup[8]: "
            + id
            + ": message-id=<"
            + message
            + "@x.example>\n",
        head
            + "1.200000+00:00 mx1 postfix/qmgr[9]: "
            + id
            + ": from=<a@x.example>, size=900, nrcpt=1 (queue active)\n",
        head + "2.000000+00:00 mx1 postfix/smtp[10]: " + id + delivery + "\n",
        head + "2.100000+00:00 mx1 postfix/qmgr[9]: " + id + ": removed\n");
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("data/lines"))) {
      return all.filter(f -> f.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static List<String> message(String id, String from, String time) {
    String head = "2025-01-02T" + time + ":0";
    String tail = " mx1 postfix/";
    String queue = "4XYZ" + id + "z1234";
    return List.of(
        head + "1.000000+00:00" + tail + "smtpd[7]: " + queue + ": client=c.example[192.0.2.7]\n",
        head
            + "1.100000+00:00"
            + tail
            + "cleanup[8]: "
            + queue
            + ": message-id=<"
            + id
            + "@x.example>\n",
        head
            + "1.200000+00:00"
            + tail
            + "qmgr[9]: "
            + queue
            + ": from=<"
            + from
            + ">, size=900, nrcpt=1 (queue active)\n",
        head
            + "2.000000+00:00"
            + tail
            + "smtp[10]: "
            + queue
            + ": to=<z@y.example>, relay=mx.y.example[198.51.100.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n",
        head + "2.100000+00:00" + tail + "qmgr[9]: " + queue + ": removed\n");
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(
        folder.resolve(name), String.join("", lines).getBytes(StandardCharsets.ISO_8859_1));
  }

  private Store open() {
    return new Store(folder.resolve("data"), Site.DEFAULT, Feeding::dialects);
  }

  private void load(Path log) {
    Reading reading =
        Reading.of(ZoneOffset.UTC, Clock.systemUTC().millis() * 1000).withFirstYear(2024);
    try (Store store = open()) {
      new Importer(store.ingest(), 100_000, Progress.NONE, () -> false)
          .run(List.of(Source.of(log)), reading);
    }
  }

  @Test
  void folderOfANewStore_isClosedToOthers() throws IOException {
    try (Store store = open()) {
      assertEquals(
          "rwxr-x---",
          java.nio.file.attribute.PosixFilePermissions.toString(
              Files.getPosixFilePermissions(store.folder())));
    }
  }
}
