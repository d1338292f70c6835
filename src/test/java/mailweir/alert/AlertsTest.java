package mailweir.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The states of alerts, on a timetable and under whatever comes. */
class AlertsTest {
  private static final Instant START = Instant.parse("2026-11-18T09:00:00Z");
  private static final Route ROUTE =
      new Route(
          Matchers.ANY,
          List.of("mail"),
          List.of("host"),
          Duration.ofSeconds(30),
          Duration.ofHours(4),
          Duration.ofMinutes(30),
          List.of("pager"));

  private Alerts alerts = new Alerts(List.of(ROUTE));
  private Instant now = START;
  private final List<Alerts.Post> posts = new ArrayList<>();

  private static Finding finding(String host, Severity severity, Duration hold) {
    return new Finding(
        "load", Finding.labels("host", host), severity, host + " is loaded", "", hold, null);
  }

  private static Finding finding(String host) {
    return finding(host, Severity.WARNING, Duration.ZERO);
  }

  private void pass(Duration span, Finding... findings) {
    Instant end = now.plus(span);
    while (now.isBefore(end)) {
      now = now.plusSeconds(10);
      posts.addAll(alerts.step(now, List.of(findings)));
    }
  }

  private List<String> told() {
    return posts.stream()
        .map(p ->
            p.channel()
                + " "
                + p.notice().kind()
                + " "
                + p.notice().alerts().stream().map(Alert::id).toList())
        .toList();
  }

  @Test
  void for_waitsAndASpellThatIsShorterIsNothing() {
    pass(Duration.ofMinutes(4), finding("a", Severity.WARNING, Duration.ofMinutes(5)));
    pass(Duration.ofMinutes(1));
    assertEquals(List.of(), told());
    assertEquals(List.of(), alerts.history());
    pass(Duration.ofMinutes(6), finding("a", Severity.WARNING, Duration.ofMinutes(5)));
    assertEquals(List.of("mail RAISED [a2]"), told());
  }

  @Test
  void group_isToldTogetherAndResolvesInItsThread() {
    pass(
        Duration.ofMinutes(2),
        finding("a"),
        new Finding(
            "disk",
            Finding.labels("host", "a"),
            Severity.CRITICAL,
            "full",
            "",
            Duration.ZERO,
            null),
        finding("b"));
    assertEquals(List.of("mail RAISED [a1, a2]", "mail RAISED [a3]"), told());
    pass(Duration.ofMinutes(2));
    assertEquals("mail RESOLVED [a1, a2]", told().get(2));
    assertEquals(posts.get(0).notice().thread(), posts.get(2).notice().thread());
    assertEquals(4, posts.size());
    assertEquals(3, alerts.history().size());
    assertEquals(List.of(), alerts.open());
  }

  @Test
  void untaken_isRepeatedAndEscalatedAndTakenIsNot() {
    pass(Duration.ofMinutes(40), finding("a"));
    assertEquals(List.of("mail RAISED [a1]", "pager ESCALATED [a1]"), told());
    pass(Duration.ofHours(4), finding("a"));
    assertEquals("mail REPEATED [a1]", told().getLast());
    alerts.acknowledge(now, "a1", "ann", "on it");
    int before = posts.size();
    pass(Duration.ofHours(20), finding("a"));
    assertEquals(before, posts.size());
    assertEquals(Alert.State.ACKNOWLEDGED, alerts.open().getFirst().state());
    pass(Duration.ofMinutes(1));
    assertEquals(
        Set.of("mail RESOLVED [a1]", "pager RESOLVED [a1]"),
        new HashSet<>(told().subList(before, posts.size())));
    assertThrows(IllegalArgumentException.class, () -> alerts.acknowledge(now, "a1", "ann", null));
  }

  @Test
  void silence_keepsQuietAndTellsWhatLastsLonger() {
    alerts.silence(
        Matchers.of(List.of("host=a*", "severity!=critical")), now.plusSeconds(600), "ann", null);
    pass(Duration.ofMinutes(9), finding("a1"), finding("b"));
    assertEquals(List.of("mail RAISED [a3]"), told());
    assertEquals(Set.of("a2"), alerts.silenced(now));
    pass(Duration.ofMinutes(3), finding("a1"), finding("b"));
    assertEquals(List.of("mail RAISED [a3]", "mail RAISED [a2]"), told());
    assertEquals(List.of(), alerts.silences());
  }

  @Test
  void flapping_isOneAlertWhileItsEndIsNotTold() {
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMinutes(1), finding("a"));
      pass(Duration.ofSeconds(20));
    }
    assertEquals(List.of("mail RAISED [a1]"), told());
  }

  @Test
  void failingChannel_isToldByOthers() {
    alerts =
        new Alerts(
            List.of(
                new Route(
                    Matchers.of(List.of("rule=channel")),
                    List.of("mail"),
                    List.of(),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    List.of()),
                Route.usual(List.of("mail", "chat"))));
    Finding f =
        new Finding(
            Outbox.RULE,
            Finding.labels("channel", "mail"),
            Severity.CRITICAL,
            "mail fails",
            "",
            Duration.ZERO,
            null);
    pass(Duration.ofMinutes(1), f);
    assertEquals(List.of("chat RAISED [a1]"), told());
    pass(Duration.ofMinutes(1));
    assertEquals("chat RESOLVED [a1]", told().getLast());
  }

  @Test
  void kept_isTheSameAgain() {
    Map<String, String> store = new HashMap<>();
    pass(Duration.ofMinutes(5), finding("a"), finding("b"));
    alerts.silence(Matchers.of(List.of("host=c")), now.plusSeconds(6000), "ann", "works");
    pass(Duration.ofMinutes(2), finding("b"));
    keep(alerts, store);
    Alerts again = new Alerts(List.of(ROUTE));
    again.load(store);
    assertEquals(alerts.open(), again.open());
    assertEquals(alerts.history(), again.history());
    assertEquals(alerts.silences(), again.silences());
    now = now.plusSeconds(100);
    assertEquals(
        List.of(), again.step(now, List.of(finding("b"))), "nothing is told a second time");
  }

  private static void keep(Alerts alerts, Map<String, String> store) {
    alerts
        .changes()
        .forEach((k, v) -> {
          if (v == null) {
            store.remove(k);
          } else {
            store.put(k, v);
          }
        });
  }

  /** Whatever comes and goes, with restarts between any two steps: what is told is a raise first, one raise and one end an alert, nothing else after the end. */
  @Property(tries = 60)
  void anything_raisesOnceAndEndsOnceAcrossRestarts(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, String> store = new HashMap<>();
    Alerts machine = new Alerts(List.of(ROUTE));
    Instant t = START;
    Map<String, List<Notice.Kind>> byAlert = new HashMap<>();
    Set<String> on = new HashSet<>();
    for (int i = 0; i < 600; i++) {
      t = t.plusSeconds(random.nextInt(40));
      if (random.nextInt(10) == 0) {
        String host = "h" + random.nextInt(6);
        if (!on.remove(host)) {
          on.add(host);
        }
      }
      if (random.nextInt(60) == 0 && !machine.open().isEmpty()) {
        machine.acknowledge(
            t, machine.open().get(random.nextInt(machine.open().size())).id(), "x", null);
      }
      if (random.nextInt(80) == 0) {
        machine.silence(
            Matchers.of(List.of("host=h" + random.nextInt(6))), t.plusSeconds(300), "x", null);
      }
      List<Finding> findings =
          on.stream()
              .sorted()
              .map(h -> finding(h, Severity.WARNING, Duration.ofSeconds(h.equals("h0") ? 60 : 0)))
              .toList();
      List<Alerts.Post> told = machine.step(t, findings);
      for (Alerts.Post p : told) {
        if (p.channel().equals("mail")) {
          p.notice()
              .alerts()
              .forEach(a ->
                  byAlert.computeIfAbsent(a.id(), k -> new ArrayList<>()).add(p.notice().kind()));
        }
      }
      keep(machine, store);
      if (random.nextInt(20) == 0) {
        machine = new Alerts(List.of(ROUTE));
        machine.load(store);
      }
    }
    Alerts last = machine;
    byAlert.forEach((id, kinds) -> {
      assertEquals(Notice.Kind.RAISED, kinds.getFirst(), id);
      assertEquals(1, kinds.stream().filter(k -> k == Notice.Kind.RAISED).count(), id + kinds);
      int end = kinds.indexOf(Notice.Kind.RESOLVED);
      assertTrue(end < 0 || end == kinds.size() - 1, id + kinds);
      assertEquals(
          end < 0,
          last.open().stream().anyMatch(a -> a.id().equals(id))
              || last.history().stream().anyMatch(a -> a.id().equals(id) && !a.endTold()),
          id + kinds);
    });
  }

  @Test
  void many_areBounded() {
    List<Finding> all = IntStream.range(0, 6_000).mapToObj(i -> finding("h" + i)).toList();
    alerts.step(now, all);
    assertEquals(5_000, alerts.open().size());
    assertEquals(1_000, alerts.dropped());
    alerts.step(now.plusSeconds(40), all);
    alerts.step(now.plusSeconds(80), List.of());
    alerts.step(now.plusSeconds(120), List.of());
    assertEquals(1_000, alerts.history().size());
  }

  @Test
  void matchers_understandStarsAndShortNames() {
    assertTrue(Matchers.fits("mx*", "MX1"));
    assertTrue(Matchers.fits("*", ""));
    assertTrue(Matchers.fits("*mail*", "/var/log/mail.log"));
    assertTrue(!Matchers.fits("mx", "mx1"));
    assertTrue(!Matchers.fits("a.c", "abc"));
    assertTrue(Matchers.fitsHost("mx1.example.org", "mx1"));
    assertThrows(IllegalArgumentException.class, () -> Matchers.of(List.of("host")));
  }
}
