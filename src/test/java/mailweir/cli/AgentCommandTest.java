package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agent and server as processes: what is written arrives once, whoever is down meanwhile. */
@Timeout(240)
class AgentCommandTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void serverKilledWhileLinesAreWrittenAndTheLogRotated_hasAllOnce() throws Exception {
    List<String> lines = Feeding.traffic(7, 3_000);
    Path log = folder.resolve("mail.log");
    Feeding.append(log, lines.subList(0, 1_000));
    try (Fleet fleet = new Fleet(folder)) {
      fleet.serve();
      fleet.enrol(fleet.port);
      fleet.follow(log);
      assertTrue(Feeding.comes(SOON, () -> fleet.read() == 1_000), () -> fleet.said().toString());
      fleet.server.process.destroyForcibly().waitFor();
      Feeding.append(log, lines.subList(1_000, 2_000));
      assertTrue(
          Feeding.comes(
              SOON, () -> fleet.agent.said.stream().anyMatch(l -> l.contains("takes nothing"))),
          () -> fleet.said().toString());
      Files.move(log, folder.resolve("mail.log.1"));
      Feeding.append(log, lines.subList(2_000, 3_000));
      fleet.serve();
      assertTrue(Feeding.comes(SOON, () -> fleet.read() == 3_000), () -> fleet.said().toString());
      assertEquals(
          Feeding.figures(Feeding.reportOf(folder.resolve("mail.log.1"), log)), fleet.figures());
    }
  }

  @Test
  void revokedAgent_keepsItsLinesUntilItIsLetInAgain() throws Exception {
    List<String> lines = Feeding.traffic(8, 200);
    Path log = folder.resolve("mail.log");
    Feeding.append(log, lines.subList(0, 100));
    try (Fleet fleet = new Fleet(folder)) {
      fleet.serve();
      fleet.enrol(fleet.port);
      fleet.follow(log);
      assertTrue(Feeding.comes(SOON, () -> fleet.read() == 100), () -> fleet.said().toString());
      try (Served revoke = Served.start(fleet.store, "agent", "revoke", "mx1")) {
        assertEquals(0, revoke.ended(), revoke.said.toString());
      }
      Feeding.append(log, lines.subList(100, 200));
      assertTrue(
          Feeding.comes(
              SOON, () -> fleet.agent.said.stream().anyMatch(l -> l.contains("was revoked"))),
          () -> fleet.said().toString());
      assertEquals(100, fleet.read());
      fleet.agent.process.destroy();
      fleet.agent.ended();
      fleet.enrol(fleet.port);
      fleet.follow(log);
      assertTrue(Feeding.comes(SOON, () -> fleet.read() == 200), () -> fleet.said().toString());
      assertEquals(Feeding.figures(Feeding.reportOf(log)), fleet.figures());
    }
  }

  @Test
  void agentThatIsNotEnrolled_saysWhatToDo() throws Exception {
    try (Served agent =
        Served.run(List.of("agent", "run", "--state", folder.toString(), "/var/log/mail.log"))) {
      assertEquals(ExitCode.CONFIGURATION, agent.ended());
      assertTrue(agent.said.toString().contains("mailweir agent token"), agent.said.toString());
    }
  }
}
