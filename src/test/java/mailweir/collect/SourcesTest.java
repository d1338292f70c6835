package mailweir.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
  private static final Reading OPTIONS =
      Reading.of(ZoneOffset.UTC, SourceReaderTest.micros("2026-11-20T18:00:00Z"));

  @TempDir Path folder;

  private Path log(String name, Format format, String modified, String... stamps)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (String stamp : stamps) {
      text.append(stamp).append(" mx1 postfix/qmgr[1]: 4X: removed\n");
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Packed.as(format, text.toString().getBytes(StandardCharsets.US_ASCII)));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
    return file;
  }

  private List<String> names(Found found) {
    return found.sources().stream()
        .map(s -> s.isStdin() ? "-" : folder.relativize(s.path()).toString())
        .toList();
  }

  private static List<Problem.Kind> kinds(Found found) {
    return found.problems().stream().map(Problem::kind).toList();
  }

  @Test
  void discover_folder_isItsLogsOldestFirst() throws IOException {
    log("mail.log", Format.PLAIN, "2026-11-20T10:00:00Z", "Nov 15 00:00:00");
    log("mail.log.1", Format.PLAIN, "2026-11-15T10:00:00Z", "Nov  8 00:00:00");
    log("mail.log.2.gz", Format.GZIP, "2026-11-08T10:00:00Z", "Nov  1 00:00:00");
    log("maillog-20260104.zst", Format.ZSTD, "2026-01-04T10:00:00Z", "Dec 28 00:00:00");
    log("mail.err", Format.PLAIN, "2026-11-20T10:00:00Z", "Nov 16 00:00:00");
    log("mx2/mail.log.3.xz", Format.XZ, "2026-10-20T10:00:00Z", "Oct 16 00:00:00");
    log("mx2/deeper/mail.log", Format.PLAIN, "2026-10-20T10:00:00Z", "Oct 16 00:00:00");
    log("notes.txt", Format.PLAIN, "2026-11-20T10:00:00Z", "Nov 16 00:00:00");
    Files.writeString(folder.resolve("mail.info"), "");
    Files.writeString(
        folder.resolve("dpkg.log"), "2026-11-20 10:00:00 status installed libc6\n".repeat(3));
    Found found = Sources.discover(List.of(folder.toString()), OPTIONS);
    assertEquals(
        List.of(
            "maillog-20260104.zst",
            "mx2/mail.log.3.xz",
            "mail.log.2.gz",
            "mail.log.1",
            "mail.log",
            "mail.err"),
        names(found));
    assertEquals(
        SourceReaderTest.micros("2025-12-28T00:00:00Z"), found.sources().getFirst().firstTime());
    assertEquals(List.of(Problem.Kind.NOT_A_LOG), kinds(found));
    assertTrue(found.problems().getFirst().message().startsWith(folder.resolve("dpkg.log") + ": "));
    assertFalse(found.problems().getFirst().failure());
  }

  @Test
  void discover_symbolicLinkInAFolder_isTheSameFileOnce() throws IOException {
    log("mail-20261120.log", Format.PLAIN, "2026-11-20T10:00:00Z", "Nov 15 00:00:00");
    Files.createSymbolicLink(folder.resolve("mail.log"), folder.resolve("mail-20261120.log"));
    assertEquals(1, Sources.discover(List.of(folder.toString()), OPTIONS).sources().size());
  }

  @Test
  void discover_fileNamedTwice_isReadTwice() throws IOException {
    String file =
        log("mail.log", Format.PLAIN, "2026-11-20T10:00:00Z", "Nov 15 00:00:00").toString();
    assertEquals(2, Sources.discover(List.of(file, file), OPTIONS).sources().size());
  }

  @Test
  void discover_whatCannotBeRead_isTold() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("none"));
    byte[] binary = new byte[5000];
    new Random(2).nextBytes(binary);
    Files.write(folder.resolve("mail.log"), binary);
    Files.writeString(folder.resolve("empty"), "");
    Files.writeString(folder.resolve("passwd"), "root:x:0:0:root:/root:/bin/bash\n");
    Found found =
        Sources.discover(
            List.of(
                folder.resolve("gone\u001b[2J").toString(),
                empty.toString(),
                folder.resolve("mail.log").toString(),
                folder.resolve("empty").toString(),
                folder.resolve("passwd").toString(),
                "-"),
            OPTIONS);
    assertEquals(
        List.of(
            Problem.Kind.MISSING,
            Problem.Kind.NO_LOGS,
            Problem.Kind.BINARY,
            Problem.Kind.EMPTY,
            Problem.Kind.NOT_A_LOG),
        kinds(found));
    assertEquals(
        List.of(true, true, true, false, false),
        found.problems().stream().map(Problem::failure).toList());
    assertEquals(List.of("empty", "passwd", "-"), names(found));
    assertFalse(found.problems().getFirst().message().contains("\u001b"), "safe for a terminal");
  }

  @Test
  void discover_binaryInAFolder_isLeftOut() throws IOException {
    byte[] binary = new byte[5000];
    new Random(2).nextBytes(binary);
    Files.write(folder.resolve("strange.log"), binary);
    log("mail.log", Format.PLAIN, "2026-11-20T10:00:00Z", "Nov 15 00:00:00");
    Found found = Sources.discover(List.of(folder.toString()), OPTIONS);
    assertEquals(List.of("mail.log"), names(found));
    assertEquals(List.of(Problem.Kind.NOT_A_LOG), kinds(found));
  }

  @Test
  void discover_givenYear_isThatOfTheEarliestLineOfAll() throws IOException {
    String now = "2026-11-20T10:00:00Z";
    String old =
        log("mail.log.1", Format.PLAIN, now, "Oct  3 00:00:00", "Dec 31 00:00:00").toString();
    String young =
        log("mail.log", Format.PLAIN, now, "Jan  1 00:00:00", "Feb 20 00:00:00").toString();
    Found found = Sources.discover(List.of(young, old), OPTIONS.withFirstYear(2015));
    assertEquals(List.of("mail.log.1", "mail.log"), names(found));
    assertEquals(List.of(2015, 2016), found.sources().stream().map(Source::firstYear).toList());
    try (SourceReader reader =
        SourceReader.open(found.sources().getLast(), OPTIONS.withFirstYear(2015), 0)) {
      assertEquals(
          "1|2016-01-01T00:00:00Z|mx1|postfix/qmgr|1|4X: removed",
          SourceReaderTest.lines(reader).getFirst());
    }
  }

  private void multilog(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  /** multilog's folders at the depths at which they stand below /var/log, /var/log/qmail and themselves. */
  @ParameterizedTest
  @ValueSource(strings = {"", "send/", "qmail/send/", "qmail/smtpd/smtp/"})
  void discover_folderOfMultilog_isItsFilesInOrder(String at) throws IOException {
    String second = "@400000006b004adc3aa1932c";
    multilog(at + "current", "@400000006b004ae000000000 end msg 3");
    multilog(at + second + ".s", "@400000006b004ada3980832c new msg 1");
    multilog(at + "@400000006b004ade22922a44.u", second + " new msg 2");
    multilog(at + "lock");
    multilog(at + "state", "0");
    multilog(at + "mailto", "@400000006b004ada3980832c new msg 9");
    Found found = Sources.discover(List.of(folder.toString()), OPTIONS);
    assertEquals(
        List.of(at + second + ".s", at + "@400000006b004ade22922a44.u", at + "current"),
        names(found));
    assertEquals(List.of(), found.problems());
  }

  @Test
  void discover_foldersOfMultilogBesideEachOther_areAllRead() throws IOException {
    multilog("qmail/send/current", "@400000006b004ae000000000 end msg 3");
    multilog("qmail/send/lock");
    multilog(
        "qmail/smtpd/@400000006b004ade22922a44.s",
        "@400000006b004ada3980832c tcpserver: status: 0/20");
    multilog("copied/current", "@400000006b004ade3980832c new msg 1");
    log("mail.log", Format.PLAIN, "2026-11-20T10:00:00Z", "Nov 15 00:00:00");
    assertEquals(
        List.of(
            "mail.log",
            "qmail/smtpd/@400000006b004ade22922a44.s",
            "copied/current",
            "qmail/send/current"),
        names(Sources.discover(List.of(folder.toString()), OPTIONS)));
  }

  /** Neither multilog's labels nor what tai64nlocal makes of them are taken for no log. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@400000006b004ada3980832c status: local 0/20 remote 0/30",
        "@400000006b004ada3980832c tcpserver: ok 9710 mx1:192.0.2.3:25 :198.51.100.18::58273",
        "2026-11-20 13:25:17.964724500 status: local 0/20 remote 0/30",
        "2026-11-20 13:25:17.964724500 new msg 3121526",
        "2026-11-20 13:25:17.964724500 tcpserver: status: 0/20",
        "2026-11-20 13:25:17.964724500 CHKUSER accepted sender: from <a@b.example::> remote <h:n:192.0.2.1> rcpt <> : x"
      })
  void discover_qmailsOwnLog_givesNoWarning(String line) throws IOException {
    multilog("log", line, line);
    multilog("current", line, line);
    multilog("lock");
    assertEquals(
        List.of(), Sources.discover(List.of(folder.resolve("log").toString()), OPTIONS).problems());
    Found found = Sources.discover(List.of(folder.toString()), OPTIONS);
    assertEquals(List.of(), found.problems());
    assertEquals(List.of("current"), names(found));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail.log", "mail.log.1", "mail.log.12.gz", "mail.log-20261120", "mail.log-20261120.zst",
            "maillog", "maillog.3", "maillog-20260101",
        "maillog-20260101.bz2", "mail", "mail.info", "mail.warn.1.gz", "mail.err", "syslog.1",
            "postfix.log.20261120-134452.gz", "mx1-mail.log",
        "mail.2026-11-20.log", "mail.log.2026-11-20", "mail.log.old", "mail.log-1763646290.xz",
            "central-iso.log.gz"
      })
  void named_logsAndTheirCopies(String name) {
    assertTrue(Sources.named(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wtmp",
        "mail.txt",
        "maillog.bak~",
        "mail.cf",
        "log",
        "mail.log.swp",
        "truth.jsonl",
        "dpkg.log.gz.part"
      })
  void named_nothingElse(String name) {
    assertFalse(Sources.named(name));
  }
}
