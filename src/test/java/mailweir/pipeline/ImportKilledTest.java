package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.demo.TrafficGenerator;
import mailweir.demo.TrafficOptions;
import mailweir.demo.Truth;
import mailweir.journey.Site;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law 3: an import that is killed at any instant and run again ends with the figures of the files. */
@Tag("long")
class ImportKilledTest {
  private static final int KILLS = 12;

  @TempDir Path folder;

  /** What is killed: an import in rounds of two thousand lines. */
  public static final class Victim {
    private Victim() {}

    public static void main(String[] args) {
      Path data = Path.of(args[0]);
      Source log = Source.of(Path.of(args[1]));
      try (Store store = new Store(data, Site.DEFAULT, StoreLawTest::dialects)) {
        new Importer(store.ingest(), 2_000, Progress.NONE, () -> false)
            .run(List.of(log), reading());
      }
    }
  }

  static Reading reading() {
    return Reading.of(java.time.ZoneId.of("UTC"), 1_795_200_000_000_000L);
  }

  @Test
  void killedAtRandomInstants_endsWithTheFiguresOfTheFile()
      throws IOException, InterruptedException {
    Path log = folder.resolve("mail.log");
    made(TrafficOptions.Format.POSTFIX, log);
    Report report = killedAtRandomInstants(log);
    assertTrue(report.counters().get("accepted") > 0);
  }

  /** What waits there from round to round is sessions and halves of attempts, besides messages. */
  @Test
  void killedAtRandomInstants_ofQmail_endsWithTheTruth() throws IOException, InterruptedException {
    Path log = folder.resolve("mail.log");
    Truth truth = made(TrafficOptions.Format.QMAIL_CHKUSER, log);
    Report report = killedAtRandomInstants(log);
    assertEquals(
        List.of(
            truth.count("accepted.total"),
            truth.count("final.sent"),
            truth.count("final.deferred"),
            truth.count("final.bounced"),
            truth.count("simscan.spam"),
            truth.count("chkuser.rejected rcpt")
                + truth.count("chkuser.rejected sender")
                + truth.count("chkuser.rejected relaying")
                + truth.count("chkuser.rejected intrusion")),
        Stream.of("accepted", "delivered", "deferred", "bounced", "spam", "refused")
            .map(report.counters()::get)
            .toList());
  }

  private static Truth made(TrafficOptions.Format format, Path log) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(log), 1 << 16)) {
      TrafficGenerator generator =
          new TrafficGenerator(TrafficOptions.of(format, 11, 300_000), out);
      generator.run();
      return generator.truth();
    }
  }

  private Report killedAtRandomInstants(Path log) throws IOException, InterruptedException {
    String right =
        StoreLawTest.text(
            new FileReport(Site.DEFAULT, StoreLawTest::dialects, 1, Progress.NONE)
                .run(List.of(Source.of(log)), reading(), Query.ALL));
    Path data = folder.resolve("store");
    Random random = new Random(5);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      Process p = start(data, log);
      if (!p.waitFor(300 + random.nextInt(1_200), TimeUnit.MILLISECONDS)) {
        p.destroyForcibly().waitFor();
        killed++;
      }
    }
    assertTrue(killed > 0, "no run was under way when it was to be killed");
    Process last = start(data, log);
    assertTrue(last.waitFor(180, TimeUnit.SECONDS), "the last run did not end");
    assertEquals(0, last.exitValue());
    try (Store store = new Store(data, Site.DEFAULT, StoreLawTest::dialects)) {
      Report report = store.answers().report(Query.ALL);
      assertEquals(right, StoreLawTest.text(report));
      return report;
    }
  }

  private static Process start(Path data, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx384m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            data.toString(),
            log.toString()));
    Path out = Files.createTempFile("victim", ".txt");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
  }
}
