package mailweir.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static Simulation simulation() throws Exception {
    return new Simulation(RulesFile.read("policy.yaml", RulesFile.builtIn(), List.of(), Set.of()));
  }

  private static void add(
      Simulation s, long at, String ip, String from, String os, Simulation.Fate fate) {
    s.add(
        at,
        InetAddress.ofLiteral(ip),
        "mail.example.org",
        "mail.example.org",
        from,
        "bob@example.com",
        os,
        fate);
  }

  @Test
  void outcome_countsEachMessageOnce() throws Exception {
    Simulation s = simulation();
    // a desktop that sends wanted mail is delayed once, and known then
    add(s, 0, "192.0.2.1", "a@one.example", "Windows 7 or 8", Simulation.Fate.WANTED);
    add(s, 10_000, "192.0.2.9", "a@one.example", "Windows 7 or 8", Simulation.Fate.WANTED);
    // a bot that never comes again, and one that does
    add(s, 0, "198.51.100.1", "x@two.example", "Windows XP", Simulation.Fate.SPAM);
    add(s, 0, "203.0.113.1", "y@two.example", "Windows XP", Simulation.Fate.SPAM);
    add(s, 60, "203.0.113.1", "y@two.example", "Windows XP", Simulation.Fate.SPAM);
    add(s, 600, "203.0.113.1", "y@two.example", "Windows XP", Simulation.Fate.SPAM);
    // a server, and one of which nothing is known
    add(s, 0, "192.0.2.77", "b@one.example", "Linux 3.11 and newer", Simulation.Fate.WANTED);
    add(s, 0, "192.0.2.78", "c@one.example", "", Simulation.Fate.REFUSED);
    Simulation.Outcome o = s.outcome();
    assertEquals(new Simulation.Sum(3, 2, 1, 1, 0, 0), o.sums().get(Simulation.Fate.WANTED));
    assertEquals(new Simulation.Sum(4, 1, 3, 1, 2, 0), o.sums().get(Simulation.Fate.SPAM));
    assertEquals(new Simulation.Sum(1, 1, 0, 0, 0, 0), o.sums().get(Simulation.Fate.REFUSED));
    assertEquals(List.of(new Simulation.Delayed("one.example", 1)), o.mostDelayed());
    assertEquals(1, o.withoutSystem());
    assertEquals(
        Map.of(Simulation.Fate.WANTED, 2L, Simulation.Fate.SPAM, 4L),
        o.rules().get("windows-desktop"));
  }
}
