package mailweir.action.carry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mailweir.action.Cidr;
import mailweir.action.Command;
import mailweir.action.Operations;
import mailweir.action.Order;
import mailweir.action.Permit;
import mailweir.action.Protection;
import mailweir.action.Receipt;
import mailweir.action.Standings;
import mailweir.action.Target;
import mailweir.action.Wish;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that is killed between any two steps of a removal, or while it keeps the audit: nothing is lost, nothing is done twice. */
@Tag("long")
class KilledTest {
  private static final Instant ISSUED = Instant.parse("2026-11-25T12:00:00Z");
  private static final int MESSAGES = 5;

  @TempDir private Path folder;

  /** The process: carries out the one order, and kills itself at the n-th step of that name; or writes looks until it is killed. */
  static final class Victim {
    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      if (arguments[1].equals("audit")) {
        audit(folder);
        return;
      }
      int[] left = {Integer.parseInt(arguments[2])};
      Consumer<String> step =
          at -> {
            if (at.equals(arguments[1]) && left[0]-- == 0) {
              kill();
            }
          };
      try (Carrier carrier = carrier(folder, step)) {
        carrier.resume();
        carrier.carry(delete(folder));
      }
    }

    private static void kill() {
      try {
        new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
            .start()
            .waitFor();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void audit(Path folder) throws IOException {
      Operations operations = operations(folder);
      for (int i = 0; true; i++) {
        operations.looked("root", "look " + i);
        System.out.println(i);
        System.out.flush();
      }
    }
  }

  private static Operations operations(Path folder) throws IOException {
    return new Operations(
        folder.resolve("ledger"),
        Standings.NONE,
        () -> List.of("mx1"),
        new Protection(List.<Cidr>of(), Set.of()),
        () -> ISSUED,
        new Random(1));
  }

  private static Carrier carrier(Path folder, Consumer<String> step) throws IOException {
    return new Carrier(
        new Carrier.Setting(
            folder.resolve("state"),
            folder.resolve("state/book"),
            "mx1",
            null,
            EnumSet.allOf(Permit.class),
            new Protection(List.of(), Set.of())),
        () -> List.of(new FolderHands(folder.resolve("spool"), step)),
        List.of(),
        new Scanners(Map.of(), Map.of(), (v, i, l) -> new Ran(0, "", "")),
        () -> ISSUED.plusSeconds(1),
        message -> {});
  }

  private static Command delete(Path folder) throws IOException {
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      String text = (1_000_000L + i) + "\na@x.org\nbody " + i;
      targets.add(new Target("spool", "AAAAA" + i, 1_000_000L + i, "a@x.org", text.length()));
    }
    return new Command(
        "d1",
        "mx1",
        ISSUED,
        ISSUED.plus(Duration.ofDays(1)),
        "root",
        "spam",
        new Order.Delete(targets, ISSUED.plus(Duration.ofDays(7))));
  }

  private static Process victim(Path folder, String... arguments) throws IOException {
    List<String> vector =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.toString()));
    vector.addAll(List.of(arguments));
    return new ProcessBuilder(vector).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> names(Path spool) throws IOException {
    try (Stream<Path> all = Files.list(spool)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void removal_goesOnAfterAKillAtAnyStep() throws Exception {
    int run = 0;
    for (String at :
        List.of(
            "begin 0", "held 0", "copied 0", "sealed 0", "removed 0", "removed 2", "removed 4")) {
      Path place = Files.createDirectories(folder.resolve("run" + run++));
      Path spool = Files.createDirectories(place.resolve("spool"));
      for (int i = 0; i < MESSAGES; i++) {
        FolderHands.put(spool, "AAAAA" + i, 1_000_000L + i, "a@x.org", "body " + i);
      }
      FolderHands.put(spool, "BBBBB1", 1_000_000L, "b@x.org", "stays");
      assertEquals(137, victim(place, at.split(" ")).waitFor(), at);
      // every message is held or archived, none is lost
      try (Archive archive = Archive.of(Carrier.archives(place.resolve("state")), "d1")) {
        for (Target t : ((Order.Delete) delete(place).order()).targets()) {
          boolean isThere =
              Files.exists(spool.resolve(t.id())) || Files.exists(spool.resolve(t.id() + ".held"));
          boolean isKept =
              archive != null && archive.entry(t) != null && archive.verify(archive.entry(t));
          assertTrue(isThere || isKept, at + " " + t.id());
        }
      }
      try (Carrier carrier = carrier(place, step -> {})) {
        carrier.resume();
        Receipt receipt = carrier.carry(delete(place));
        assertEquals(
            List.of(MESSAGES, 0, 0, 0),
            List.of(receipt.done(), receipt.gone(), receipt.changed(), receipt.failed()),
            at);
        assertEquals(List.of("BBBBB1"), names(spool));
        Receipt back =
            carrier.carry(
                new Command(
                    "d2",
                    "mx1",
                    ISSUED,
                    ISSUED.plus(Duration.ofDays(1)),
                    "root",
                    "back",
                    new Order.Undo("d1")));
        assertEquals(MESSAGES, back.done(), at);
        assertEquals(MESSAGES + 1, names(spool).size());
        assertEquals("1000003\na@x.org\nbody 3", Files.readString(spool.resolve("AAAAA3")));
      }
    }
  }

  @Test
  void audit_hasAllThatWasAcknowledgedBeforeAKill() throws Exception {
    for (int run = 0; run < 5; run++) {
      Path place = Files.createDirectories(folder.resolve("audit" + run));
      Process process = victim(place, "audit");
      int last = -1;
      try (var lines = process.inputReader()) {
        while (last < 20 + 31 * run) {
          last = Integer.parseInt(lines.readLine());
        }
        process.destroyForcibly().waitFor();
      }
      try (Operations operations = operations(place)) {
        int kept = operations.looks(1_000).size();
        assertTrue(kept > last, kept + " of " + last);
        operations.confirm(
            operations.plan(new Wish.KeepOut(null, "203.0.113.7", null, null, false)).id(),
            "root",
            "flood");
      }
      try (Operations again = operations(place)) {
        assertEquals(1, again.deeds(10).size());
      }
    }
  }
}
