package mailweir.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mailweir.parse.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceReaderTest {
  private static final Path RECORDED = Path.of("src/test/resources/reading");
  private static final Reading OPTIONS =
      Reading.of(ZoneId.of("Asia/Kathmandu"), micros("2026-11-20T18:00:00Z"));

  @TempDir Path folder;

  static long micros(String instant) {
    return Instant.parse(instant).toEpochMilli() * 1000;
  }

  static String seen(Line line) {
    String time =
        line.time == Line.NO_TIME ? "-" : Instant.ofEpochSecond(line.time / 1_000_000).toString();
    return String.join(
        "|",
        Long.toString(line.number),
        time,
        line.host == null ? "-" : line.host.text(),
        line.program == null ? "-" : line.program.text(),
        String.valueOf(line.pid()),
        line.text().toString());
  }

  static List<String> lines(SourceReader reader) throws IOException {
    List<String> lines = new ArrayList<>();
    while (reader.read(line -> lines.add(seen(line)), 7) > 0) {}
    return lines;
  }

  static List<String> lines(Path file, Reading options) throws IOException {
    try (SourceReader reader = SourceReader.open(Source.of(file), options, Position.START)) {
      return lines(reader);
    }
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path file(String name, String text) throws IOException {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mail.log", "postfix-facsev.log", "postfix-isospace.log", "postfix-pri.log"})
  void read_theSameLinesInAnotherForm_areTheSameLines(String name) throws IOException {
    List<String> expected = lines(RECORDED.resolve("mail-iso.log"), OPTIONS);
    assertEquals(120, expected.size());
    assertTrue(
        expected.getFirst().startsWith("1|2026-11-20T13:34:12Z|mx1|dovecot|null|master: Dovecot"));
    assertEquals(expected, lines(RECORDED.resolve(name), OPTIONS));
  }

  @Test
  void read_rfc5424OfRsyslog_losesOnlyTheDaemonsName() throws IOException {
    List<String> expected =
        lines(RECORDED.resolve("mail-iso.log"), OPTIONS).stream()
            .map(l -> l.replaceAll("postfix/[a-z-]+", "postfix"))
            .toList();
    assertEquals(
        expected,
        lines(RECORDED.resolve("postfix-rfc5424.log"), OPTIONS).stream()
            .map(l -> l.replaceAll("postfix/[a-z-]+", "postfix"))
            .toList());
  }

  @Test
  void read_maillogFile_goesOnInItsRotatedCopy() throws IOException {
    List<String> lines = lines(RECORDED.resolve("postfix.log.20261120-134452.gz"), OPTIONS);
    lines.addAll(lines(RECORDED.resolve("postfix.log"), OPTIONS));
    assertTrue(
        lines.stream().allMatch(l -> l.contains("|mx1|mx-in/")),
        () -> lines.stream().filter(l -> !l.contains("|mx1|mx-in/")).toList().toString());
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void read_everyFormat_membersOneAfterTheOther(Format format) throws IOException {
    byte[] text = Files.readAllBytes(RECORDED.resolve("mail-iso.log"));
    byte[] first = Packed.as(format, Arrays.copyOf(text, 5000));
    byte[] second = Packed.as(format, Arrays.copyOfRange(text, 5000, text.length));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Path packed = file("anything", both);
    try (SourceReader reader = SourceReader.open(Source.of(packed), OPTIONS, 0)) {
      assertEquals(format, reader.format());
      assertEquals(lines(RECORDED.resolve("mail-iso.log"), OPTIONS), lines(reader));
      assertEquals(text.length, reader.offset());
      assertEquals(both.length, reader.consumed());
      assertEquals(both.length, reader.size());
      assertEquals(List.of(), reader.problems());
    }
  }

  @ParameterizedTest
  @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
  void read_truncated_givesWhatCanBeReadAndTells(Format format) throws IOException {
    StringBuilder text = new StringBuilder();
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      text.append("Nov 20 10:00:00 mx1 postfix/qmgr[1]: ")
          .append(Long.toHexString(random.nextLong()))
          .append(": removed\n");
    }
    byte[] whole = Packed.as(format, text.toString().getBytes(StandardCharsets.US_ASCII));
    List<String> expected = lines(file("whole", whole), OPTIONS);
    int most = 0;
    for (int cut :
        new int[] {whole.length - 1, whole.length - 5, whole.length * 3 / 4, whole.length / 2}) {
      Path path = file("cut" + cut, Arrays.copyOf(whole, cut));
      try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS, 0)) {
        List<String> lines = lines(reader);
        assertEquals(expected.subList(0, lines.size()), lines);
        assertEquals(1, reader.problems().size(), "cut at " + cut);
        Problem problem = reader.problems().getFirst();
        assertEquals(Problem.Kind.DAMAGED, problem.kind());
        assertTrue(problem.failure());
        assertTrue(
            problem.message().startsWith(path + "@" + reader.offset() + ": its " + format.word()),
            problem.message());
        most = Math.max(most, lines.size());
      }
    }
    assertTrue(most > 15_000, "read " + most + " of 20000 lines");
  }

  @ParameterizedTest
  @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
  void read_damagedAnywhere_neverThrows(Format format) throws IOException {
    byte[] text = Files.readAllBytes(RECORDED.resolve("mail-iso.log"));
    byte[] packed = Packed.as(format, text);
    Random random = new Random(5);
    for (int round = 0; round < 60; round++) {
      byte[] bad = packed.clone();
      for (int i = Format.MAGIC + random.nextInt(bad.length - Format.MAGIC), n = 0;
          n < 3 && i < bad.length;
          i++, n++) {
        bad[i] = (byte) random.nextInt();
      }
      Path path = file("bad", bad);
      try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS, 0)) {
        lines(reader);
      } catch (UnreadableSource e) {
        assertTrue(e.problem().failure());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void open_atEveryPosition_goesOnExactly(Format format) throws IOException {
    String text =
        "Dec 31 23:59:59 mx1 postfix/qmgr[1]: a\r\n\0\0Jan  1 00:00:01 mx1 postfix/qmgr[1]: b\nno envelope\n"
            + "Jan  1 00:00:02 mx1 postfix/qmgr[1]: c\nJan  1 00:00:03 mx2 postfix/qmgr[1]: d";
    Path path = file("log", Packed.as(format, text.getBytes(StandardCharsets.US_ASCII)));
    List<String> all = lines(path, OPTIONS);
    assertEquals(5, all.size());
    assertTrue(all.getFirst().startsWith("1|2025-12-31T18:14:59Z|"), all.getFirst());
    for (int n = 0; n <= 5; n++) {
      Position kept = Position.START;
      long offset = 0;
      if (n > 0) {
        try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS, 0)) {
          reader.read(line -> {}, n);
          kept = reader.position();
          offset = reader.offset();
        }
      }
      try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS, kept)) {
        assertEquals(all.subList(n, 5), lines(reader), "from the position after line " + n);
      }
      try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS, offset)) {
        assertEquals(all.subList(n, 5), lines(reader), "from the offset after line " + n);
      }
    }
  }

  @Test
  void open_fileShorterThanItWas_beginsAgain() throws IOException {
    Path path = file("log", "Nov 20 10:00:00 mx1 postfix/qmgr[1]: a\n");
    try (SourceReader reader =
        SourceReader.open(
            Source.of(path),
            OPTIONS,
            new Position(1000, 9, new mailweir.parse.syslog.Calendar.Mark(0)))) {
      assertEquals(1, lines(reader).size());
      assertEquals(Problem.Kind.SHORTER, reader.problems().getFirst().kind());
    }
  }

  @Test
  void read_following_takesWhatIsAdded() throws IOException {
    Path path = file("log", "Nov 20 10:00:00 mx1 postfix/qmgr[1]: a\nNov 20 10:00:01 mx1 po");
    try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS.withFollow(true), 0)) {
      assertEquals(1, lines(reader).size());
      Files.writeString(path, "stfix/qmgr[1]: b\n", java.nio.file.StandardOpenOption.APPEND);
      assertEquals(List.of("2|2026-11-20T04:15:01Z|mx1|postfix/qmgr|1|b"), lines(reader));
    }
  }

  @Test
  void read_forcedHost_isOnEveryLine() throws IOException {
    Path path = file("log", "Nov 20 10:00:00 mx1 postfix/qmgr[1]: a\nnothing\n");
    List<String> lines = lines(path, OPTIONS.withHost("relay"));
    assertEquals(
        List.of("1|2026-11-20T04:15:00Z|relay|postfix/qmgr|1|a", "2|-|relay|-|null|nothing"),
        lines);
  }

  @Test
  void read_lineOfMegabytes_isCutWithAWord() throws IOException {
    Path path =
        file(
            "log",
            "Nov 20 10:00:00 mx1 postfix/qmgr[1]: "
                + "x".repeat(5 << 20)
                + "\nNov 20 10:00:00 mx1 postfix/qmgr[1]: b\n");
    try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS, 0)) {
      assertEquals(2, lines(reader).size());
      assertEquals(1, reader.linesCut());
      assertEquals(Problem.Kind.LINE_CUT, reader.problems().getFirst().kind());
      assertFalse(reader.problems().getFirst().failure());
    }
  }

  @Test
  void open_whatIsNoText_saysWhatToDo() throws IOException {
    byte[] binary = new byte[4000];
    new Random(1).nextBytes(binary);
    assertProblem(file("b", binary), Problem.Kind.BINARY, "it is not a text log");
    assertProblem(
        file("j", "LPKSHHRH and more".getBytes(StandardCharsets.US_ASCII)),
        Problem.Kind.BINARY,
        "-o export");
    assertProblem(Path.of("/nowhere/mail.log"), Problem.Kind.MISSING, "there is no such file");
    assertProblem(
        file("g", new byte[] {0x1f, (byte) 0x8b, 8, 0}),
        Problem.Kind.DAMAGED,
        "get the file again");
    assertProblem(
        file("p", Packed.as(Format.GZIP, binary)), Problem.Kind.BINARY, "it is not a text log");
  }

  private static void assertProblem(Path path, Problem.Kind kind, String part) {
    UnreadableSource e =
        assertThrows(UnreadableSource.class, () -> SourceReader.open(Source.of(path), OPTIONS, 0));
    assertEquals(kind, e.problem().kind());
    assertTrue(
        e.getMessage().startsWith(path + ": ") && e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void read_emptyFile_hasNoLines() throws IOException {
    assertEquals(List.of(), lines(file("empty", ""), OPTIONS));
  }

  @Test
  void fingerprint_isTheSameForARotatedPackedAndGrownCopy() throws IOException {
    byte[] text = Files.readAllBytes(RECORDED.resolve("mail.log"));
    Path path = file("mail.log", text);
    Path young = file("young", Arrays.copyOf(text, 1000));
    Path other = file("other", ("x" + new String(text, StandardCharsets.UTF_8)));
    try (SourceReader plain = SourceReader.open(Source.of(path), OPTIONS, 0);
        SourceReader early = SourceReader.open(Source.of(young), OPTIONS, 0);
        SourceReader strange = SourceReader.open(Source.of(other), OPTIONS, 0)) {
      for (Format format : Format.values()) {
        Path copy = file("copy", Packed.as(format, text));
        try (SourceReader packed = SourceReader.open(Source.of(copy), OPTIONS, 0)) {
          assertTrue(packed.fingerprint().sameHead(plain.fingerprint()));
          assertTrue(packed.beginsWith(early.fingerprint()));
          assertFalse(packed.beginsWith(strange.fingerprint()));
        }
      }
      assertFalse(early.beginsWith(plain.fingerprint()));
    }
  }

  @Test
  void read_standardInput_packedOrNot() throws IOException {
    byte[] text = Files.readAllBytes(RECORDED.resolve("mail.log"));
    List<String> expected = lines(RECORDED.resolve("mail.log"), OPTIONS);
    for (Format format : Format.values()) {
      InputStream stdin = new ByteArrayInputStream(Packed.as(format, text));
      try (SourceReader reader =
          SourceReader.open(Source.stdin(), OPTIONS, Position.START, stdin)) {
        assertEquals(expected, lines(reader));
      }
    }
  }

  @Test
  void read_standardInputWithoutYears_knowsTheLastLineBeforeTheFirst() throws IOException {
    String text =
        "Nov 21 10:00:00 mx1 postfix/qmgr[1]: a\nMar  1 10:00:00 mx1 postfix/qmgr[1]: b\nAug  1 10:00:00 mx1 postfix/qmgr[1]: c\nDec  1 10:00:00 mx1 postfix/qmgr[1]: d\n";
    Reading utc = Reading.of(ZoneOffset.UTC, micros("2026-11-20T18:00:00Z"));
    try (SourceReader reader =
        SourceReader.open(
            Source.stdin(),
            utc,
            Position.START,
            new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
      List<String> lines = lines(reader);
      assertEquals("1|2024-11-21T10:00:00Z|mx1|postfix/qmgr|1|a", lines.getFirst());
      assertEquals("4|2025-12-01T10:00:00Z|mx1|postfix/qmgr|1|d", lines.getLast());
    }
  }

  @Test
  void read_journalExport_aRecordALine() throws IOException {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    out.writeBytes(
        "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1763646290435258\n_HOSTNAME=mx1\nSYSLOG_IDENTIFIER=postfix/smtpd\nSYSLOG_PID=33\nMESSAGE=connect from a\n\n"
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(
        "__CURSOR=s=2\n__REALTIME_TIMESTAMP=1763646291000000\n_HOSTNAME=mx1\n_COMM=x\n_PID=5\nMESSAGE\n"
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {7, 0, 0, 0, 0, 0, 0, 0, 'o', 'n', 'e', '\n', 't', 'w', 'o', '\n'});
    out.writeBytes(
        "\n__CURSOR=s=3\n__REALTIME_TIMESTAMP=1763646292000000\nX=no message\n\n"
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(
        "__CURSOR=s=4\n__REALTIME_TIMESTAMP=1763646293000000\nMESSAGE=message repeated 2 times: [ a]\n"
            .getBytes(StandardCharsets.US_ASCII));
    byte[] export = out.toByteArray();
    List<String> expected =
        List.of(
            "1|2025-11-20T13:44:50Z|mx1|postfix/smtpd|33|connect from a",
            "2|2025-11-20T13:44:51Z|mx1|x|5|one#012two",
            "3|2025-11-20T13:44:53Z|-|-|null|a");
    Path path = file("journal.export", export);
    assertEquals(expected, lines(path, OPTIONS));
    try (SourceReader reader = SourceReader.open(Source.of(path), OPTIONS, 0)) {
      reader.read(line -> {}, 1);
      Position kept = reader.position();
      try (SourceReader again = SourceReader.open(Source.of(path), OPTIONS, kept)) {
        assertEquals(expected.subList(1, 3), lines(again));
      }
    }
    int damaged = 0;
    for (int cut = 30; cut < export.length; cut++) {
      try (SourceReader reader =
          SourceReader.open(Source.of(file("cut", Arrays.copyOf(export, cut))), OPTIONS, 0)) {
        lines(reader);
        damaged += reader.problems().size();
      }
    }
    assertTrue(damaged > 50);
  }
}
