package mailweir.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import mailweir.parcel.Parcel;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal, as journalctl and a program that prints exports and takes a cursor tell it. */
@Timeout(60)
class JournalReaderTest {
  private static final String PROGRAM =
      """
      #!/bin/sh
      record() {
          printf '__CURSOR=%s\\n__REALTIME_TIMESTAMP=17641%s000000000\\n_HOSTNAME=mx1\\n' "$1" "$1"
          printf 'SYSLOG_IDENTIFIER=postfix/smtpd\\n_PID=7\\nMESSAGE=connect from a%s.example[192.0.2.7]\\n\\n' "$1"
      }
      case " $* " in
          *" --after-cursor=12 "*) record 13 ;;
          *) record 11; record 12 ;;
      esac
      exec sleep 600
      """;

  @TempDir Path folder;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Test
  void restart_goesOnBehindTheLastRecord() throws Exception {
    Path program = folder.resolve("journalctl");
    Files.writeString(program, PROGRAM);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    assertEquals(List.of("a11.example", "a12.example"), read(program, 2));
    assertEquals(List.of("a13.example"), read(program, 1));
    assertEquals(List.of(), said);
  }

  @Test
  void realJournalctl_goesOnBehindTheLastRecord() throws Exception {
    Path program = folder.resolve("journalctl");
    Path journal = Files.createDirectory(folder.resolve("journal"));
    Files.writeString(program, "#!/bin/sh\nexec journalctl -D " + journal + " \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    record(journal, 11);
    record(journal, 12);
    assertEquals(List.of("a11.example", "a12.example"), read(program, 2));
    record(journal, 13);
    assertEquals(List.of("a13.example"), read(program, 1));
    assertEquals(List.of(), said);
  }

  /** Has systemd write a record into the journal. */
  private void record(Path journal, int number) throws Exception {
    Path export =
        Files.writeString(
            folder.resolve("export"),
            """
            __REALTIME_TIMESTAMP=17641%1$d000000000
            __MONOTONIC_TIMESTAMP=%1$d000
            _BOOT_ID=11111111111111111111111111111111
            _MACHINE_ID=22222222222222222222222222222222
            _HOSTNAME=mx1
            SYSLOG_IDENTIFIER=postfix/smtpd
            SYSLOG_FACILITY=2
            _PID=7
            PRIORITY=6
            MESSAGE=connect from a%1$d.example[192.0.2.7]

            """
                .formatted(number));
    Process writer =
        new ProcessBuilder(
                "/lib/systemd/systemd-journal-remote",
                "-o",
                journal.resolve("remote-mx1.journal").toString(),
                export.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("written").toFile())
            .start();
    assertEquals(0, writer.waitFor(), () -> "see " + folder.resolve("written"));
  }

  private List<String> read(Path program, int wanted) throws Exception {
    ReentrantLock gate = new ReentrantLock(true);
    List<String> names = new ArrayList<>();
    try (Spool spool = new Spool(folder.resolve("spool"), 64L << 20, new SecureRandom())) {
      Packer packer = new Packer(gate, spool, "mx1", Clock.systemUTC(), List::of, said::add);
      try (JournalReader reader =
          new JournalReader(
              gate,
              packer,
              program.toString(),
              JournalReader.MAIL,
              JournalReader.calendar(Clock.systemUTC()),
              said::add)) {
        reader.start();
        while (names.size() < wanted) {
          assertTrue(
              Feeding.comes(
                  Duration.ofSeconds(30),
                  () -> {
                    packer.tick();
                    return spool.waiting() > 0;
                  }),
              said::toString);
          Spool.Entry entry = spool.next(false);
          Parcel.of(entry.read())
              .each((part, micros, array, from, to) -> {
                String line = new String(array, from, to - from);
                assertTrue(line.startsWith("2025-11-2"), line);
                names.add(line.replaceAll(".*from (.*)\\[.*", "$1"));
              });
          spool.done(entry);
        }
      }
    }
    return names;
  }
}
