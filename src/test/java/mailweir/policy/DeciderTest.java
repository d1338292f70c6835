package mailweir.policy;

import static mailweir.policy.Asking.rcpt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final String DESKTOP = "192.0.2.7";
  private static final String EVERYBODY = "rules: [{name: all, when: {}, then: greylist}]";

  private final Asking asking = new Asking();

  private static Question from(String client) {
    return rcpt(client, "mail.example.org", "mail.example.org", "a@example.org", "b@example.net");
  }

  private static Decision.Outcome outcome(Decider decider, Question q) {
    return decider.now(q).orElseThrow().outcome();
  }

  @Test
  void builtIn_greylistsDesktopsAndLetsServersIn() {
    asking.runs("192.0.2.1", "Linux", "3.11 and newer", 0);
    asking.runs(DESKTOP, "Windows", "7 or 8", 0);
    asking.runs("192.0.2.8", "Windows", "Server 2019", 0);
    asking.runs("192.0.2.9", "Windows", "NT kernel", 2);
    Decider decider = asking.by(RulesFile.builtIn());
    assertEquals(Decision.Outcome.LET_IN, outcome(decider, from("192.0.2.1")));
    assertEquals(Decision.Outcome.GREYLIST, outcome(decider, from(DESKTOP)));
    assertEquals(Decision.Outcome.LET_IN, outcome(decider, from("192.0.2.8")));
    assertEquals(Decision.Outcome.LET_IN, outcome(decider, from("192.0.2.9")));
    Question second =
        rcpt(
            "192.0.2.9",
            "dsl-9.pool.isp.example",
            "home.isp.example",
            "a@x.example",
            "b@example.net");
    assertEquals(Decision.Outcome.GREYLIST, outcome(decider, second));
    assertEquals(
        Decision.Outcome.LET_IN, outcome(decider, from("192.0.2.200")), "p0f does not answer");
    assertTrue(asking.log.get(1).contains("action=greylist rule=windows-desktop client=192.0.2.7"));
  }

  @Test
  void greylist_delaysThenPassesWithHeadersOnceAMessage() {
    asking.runs(DESKTOP, "Windows", "7 or 8", 0);
    Decider decider = asking.by(RulesFile.builtIn());
    Decision first = decider.now(from(DESKTOP)).orElseThrow();
    assertEquals(
        new Decision.ComeAgain("4.7.1", "Greylisted, try again in 300 seconds"), first.answer());
    asking.millis += 10_000;
    assertEquals(290, decider.now(from(DESKTOP)).orElseThrow().seconds());
    asking.millis += 300_000;
    Decision passed = decider.now(from(DESKTOP)).orElseThrow();
    assertEquals(Decision.Outcome.PASS, passed.outcome());
    Decision.LetIn in = assertInstanceOf(Decision.LetIn.class, passed.answer());
    assertEquals(
        List.of(
            "X-P0f-OS: Windows 7 or 8, (distance 15, link: Ethernet or modem)",
            "X-Greylist: delayed 310 seconds by mailweir at mx.example.net; Wed, 25 Nov 2026 12:05:10 GMT"),
        in.headers().stream().map(h -> h.name() + ": " + h.value()).toList());
    assertEquals(new Decision.LetIn(List.of()), decider.now(from(DESKTOP)).orElseThrow().answer());
  }

  @Test
  void owedHeader_comesWithTheNextAnswer() {
    Decider decider = asking.by("rules: []");
    decider.owe("1.2.a@example.org", List.of(new Decision.Header("X-Greylist", "x")));
    Decision atData = decider.now(Asking.at(Stage.DATA, from(DESKTOP))).orElseThrow();
    assertEquals(
        new Decision.LetIn(List.of(new Decision.Header("X-Greylist", "x"))), atData.answer());
    assertEquals(
        Decision.PLAINLY, decider.now(Asking.at(Stage.DATA, from(DESKTOP))).orElseThrow().answer());
  }

  @Test
  void exempt_isLetInFirst() {
    Decider decider =
        asking.by("local: [198.51.100.0/24]\nopt-out: ['@free.example']\n" + EVERYBODY);
    Question q = from(DESKTOP);
    assertEquals("local", decider.now(from("198.51.100.4")).orElseThrow().rule());
    assertEquals("opt-out", decider.now(q.to("joe@free.example")).orElseThrow().rule());
    Question in =
        new Question(
            Stage.RCPT,
            q.client(),
            "",
            "",
            "",
            "a@b.example",
            "b@example.net",
            0,
            "m",
            "joe",
            "",
            0,
            "");
    assertEquals("login", decider.now(in).orElseThrow().rule());
    assertEquals(Decision.Outcome.GREYLIST, outcome(decider, q));
  }

  @Test
  void nullSenderAndCallout_waitForData() {
    Decider decider = asking.by(EVERYBODY);
    for (String sender : List.of("", "postmaster@example.org", "double-bounce@example.org")) {
      Question q = rcpt(DESKTOP, "m.example.org", "m.example.org", sender, "b@example.net");
      assertEquals(Decision.Outcome.LATER, outcome(decider, q));
      assertEquals(Decision.PLAINLY, decider.now(q).orElseThrow().answer());
      assertEquals(Decision.Outcome.GREYLIST, outcome(decider, Asking.at(Stage.DATA, q)));
    }
  }

  @Test
  void shadow_logsAndLetsIn() {
    Decider decider = asking.by("mode: shadow\n" + EVERYBODY);
    Decision decision = decider.now(from(DESKTOP)).orElseThrow();
    assertEquals(Decision.Outcome.GREYLIST, decision.outcome());
    assertEquals(Decision.PLAINLY, decision.answer());
    assertTrue(asking.log.getFirst().endsWith(" mode=shadow"));
  }

  @Test
  void sign_isWaitedForElsewhereAndNoLongerThanItsLimit() {
    CompletableFuture<Fingerprint> late = new CompletableFuture<>();
    asking.systems.put(Addresses.of(DESKTOP), late);
    asking.limits = new Limits(60_000, 60_000, 60_000);
    Decider decider = asking.by(RulesFile.builtIn());
    assertEquals(Optional.empty(), decider.now(from(DESKTOP)));
    late.complete(Asking.system("Windows", "XP", 0));
    assertEquals(Decision.Outcome.GREYLIST, decider.inTime(from(DESKTOP)).outcome());

    Asking never = new Asking();
    never.systems.put(Addresses.of(DESKTOP), new CompletableFuture<>());
    never.lists.put("l.example", new CompletableFuture<>());
    never.limits = new Limits(1, 1, 1);
    Decider hurried = never.by("rules: [{name: l, when: {dnsbl: l.example}, then: reject}]");
    assertEquals(Decision.Outcome.LET_IN, hurried.inTime(from(DESKTOP)).outcome());
    assertTrue(never.figures.of(Figures.Count.SIGNS_LATE) >= 1);
  }

  @Test
  void sign_isAskedForAtTheFirstStageThatNamesTheClient() {
    Asking early = new Asking();
    early.lists.put(
        "l.example",
        CompletableFuture.completedFuture(new Listing(Listing.State.LISTED, "127.0.0.2")));
    Decider decider =
        early.by("rules: [{name: l, when: {dnsbl: l.example=127.0.0.2}, then: tempfail}]");
    assertEquals(Decision.Outcome.NONE, outcome(decider, Asking.at(Stage.CONNECT, from(DESKTOP))));
    early.lists.clear();
    assertEquals(Decision.Outcome.TEMPFAIL, outcome(decider, from(DESKTOP)), "known since CONNECT");
  }

  @Test
  void fault_letsInAndIsSaidAMinuteOnce() {
    asking.greylist =
        new Greylist() {
          @Override
          public Answer look(java.net.InetAddress c, String p, String s, String r, long now) {
            throw new IllegalStateException("the state is broken");
          }

          @Override
          public Earlier earlier(java.net.InetAddress client, String pool) {
            return Earlier.NEVER_SEEN;
          }
        };
    Decider decider = asking.by(EVERYBODY);
    for (int i = 0; i < 3; i++) {
      Decision decision = decider.now(from(DESKTOP)).orElseThrow();
      assertEquals(Decision.Outcome.UNDECIDED, decision.outcome());
      assertEquals(Decision.PLAINLY, decision.answer());
    }
    assertEquals(1, asking.complaints.size());
    assertEquals(3, asking.figures.of(Figures.Count.FAULTS));
    assertTrue(asking.log.getFirst().startsWith("action=undecided "));
  }

  @Test
  void pool_isOfSpfElseOfTheName() {
    List<String> pools = new java.util.ArrayList<>();
    asking.greylist =
        new Greylist() {
          @Override
          public Answer look(java.net.InetAddress c, String pool, String s, String r, long now) {
            pools.add(String.valueOf(pool));
            return new Known();
          }

          @Override
          public Earlier earlier(java.net.InetAddress client, String pool) {
            return Earlier.NEVER_SEEN;
          }
        };
    asking.spf = CompletableFuture.completedFuture(Spf.PASS);
    asking.by(EVERYBODY).now(from("192.0.2.1"));
    asking.spf = CompletableFuture.completedFuture(Spf.FAIL);
    Decider decider = asking.by(EVERYBODY);
    decider.now(rcpt("192.0.2.2", "o7.out.sender.example", "h", "a@example.org", "b@example.net"));
    decider.now(rcpt("192.0.2.3", "dsl-3.pool.isp.example", "h", "a@example.org", "b@example.net"));
    decider.now(rcpt("192.0.2.4", "example.org", "h", "a@example.org", "b@example.net"));
    assertEquals(List.of("spf:example.org", "name:out.sender.example", "null", "null"), pools);
  }

  @Test
  void line_keepsStrangersInsideTheirValue() {
    Question q =
        new Question(
            Stage.RCPT,
            Addresses.of(DESKTOP),
            "",
            "",
            "a b\" mode=shadow\n\u001B[2J\u202E",
            "x> to=<y",
            "bücher@example.net",
            0,
            "",
            "",
            "",
            0,
            "");
    String line = DecisionLine.of(q, Decision.undecided("why"), Rules.Mode.ENFORCE);
    assertEquals(
        "action=undecided rule=no-rule client=192.0.2.7 helo=\"a b\\x22 mode=shadow\\x0A\\x1B[2J\\xE2\\x80\\xAE\""
            + " from=<x\\x3E\\x20to=\\x3Cy> to=<bücher@example.net> stage=RCPT reason=why mode=enforce",
        line);
  }
}
