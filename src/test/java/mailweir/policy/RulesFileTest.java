package mailweir.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesFileTest {
  private static Rules read(String text) throws RulesFile.Faulty {
    return RulesFile.read("p.yaml", text, List.of(), Set.of("mx.example.net"));
  }

  @Test
  void builtIn_isRight() throws Exception {
    Rules rules = read(RulesFile.builtIn());
    assertEquals(List.of("windows-desktop", "windows-second-sign"), rules.names());
    assertEquals(
        new Rules.Greylisting(300, 172_800, 3_024_000, 5, true, true), rules.greylisting());
    assertEquals(Set.of(), rules.zones(), "nobody is asked unless a site wants it");
  }

  @Test
  void examplesInComments_areRight() throws Exception {
    String text =
        RulesFile.builtIn()
            .replaceAll("(?m)^  # (- name|  when:|  then:)", "  $1")
            .replaceAll("# - (dnsbl|spf)", "- $1");
    Rules rules = read(text);
    assertEquals(5, rules.names().size());
    assertEquals(Set.of("list.dnswl.org", "zen.spamhaus.org"), rules.zones());
  }

  @Test
  void mistakes_areToldTogetherWithTheirLines() {
    String text =
        """
        mode: loud
        opt-out: [nobody]
        greylist: {delay: soon, often: 3}
        local: [300.1.1.1]
        rules:
          - name: Upper Case
            when: {os: Windows}
            then: greylist
          - name: a
            when: {colour: blue, helo: strange, quality: many}
            then: explode
          - name: a
            then: reject
        """;
    List<String> problems = assertThrows(RulesFile.Faulty.class, () -> read(text)).problems();
    List<String> beginnings =
        List.of(
            "p.yaml:1: mode: 'loud'",
            "p.yaml:2: opt-out: 'nobody'",
            "p.yaml:3: delay: 'soon'",
            "p.yaml:3: 'often'",
            "p.yaml:4: '300.1.1.1'",
            "p.yaml:6: a rule wants a name",
            "p.yaml:10: 'colour' is no condition",
            "p.yaml:10: helo: 'strange'",
            "p.yaml:10: quality: 'many'",
            "p.yaml:11: then: 'explode'",
            "p.yaml:12: the name 'a' is taken",
            "p.yaml:12: a rule wants 'when:'");
    for (String beginning : beginnings) {
      assertTrue(
          problems.stream().anyMatch(p -> p.startsWith(beginning)), beginning + " in " + problems);
    }
  }

  @Property(tries = 300)
  void anyText_givesRulesOrMistakes(@ForAll String text) {
    try {
      read(text);
    } catch (RulesFile.Faulty e) {
      assertTrue(!e.problems().isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{os: windows}, true",
        "{os: Linux}, false",
        "{flavor: kernel}, true",
        "{quality: '>=2'}, true",
        "{quality: 0-1}, false",
        "{distance: '<=20'}, true",
        "{fingerprint: known}, true",
        "{fingerprint: no-answer}, false",
        "{not: {os: Linux}}, true",
        "{reverse: dynamic}, true",
        "{reverse: missing}, false",
        "{reverse: unverified}, true",
        "{helo: no-dot}, true",
        "{helo: unlike-reverse}, true",
        "{helo: own-name}, false",
        "{dnsbl: a.example}, true",
        "{dnsbl: a.example=127.0.0.9}, false",
        "{dnswl: b.example}, false",
        "{not: {dnswl: late.example}}, false",
        "{spf: [fail]}, true",
        "{login: no}, true",
        "{tls: yes}, false",
        "{size: '>=1k'}, true",
        "{recipient: '@example.net'}, true",
        "{sender: '<>'}, false",
        "{client: 192.0.2.0/24}, true",
        "{name: .isp.example}, false",
        "{earlier: never-seen}, true",
        "`{any: [{os: Linux}, {tls: no}]}`, true"
      })
  void condition_holds(String when, boolean expected) {
    Asking asking = new Asking().runs("192.0.2.7", "Windows", "NT kernel", 2);
    asking.lists.put(
        "a.example",
        CompletableFuture.completedFuture(new Listing(Listing.State.LISTED, "127.0.0.2")));
    asking.lists.put("late.example", CompletableFuture.completedFuture(Listing.NO_ANSWER));
    asking.spf = CompletableFuture.completedFuture(Spf.FAIL);
    Question q =
        new Question(
            Stage.RCPT,
            Addresses.of("192.0.2.7"),
            "",
            "dsl-7.isp.example",
            "desktop",
            "a@example.org",
            "b@example.net",
            0,
            "m",
            "",
            "",
            2_000,
            "");
    Decision decision =
        asking.by("rules: [{name: r, when: " + when + ", then: tempfail}]").now(q).orElseThrow();
    assertEquals(expected, decision.outcome() == Decision.Outcome.TEMPFAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "dsl-192-0-2-7.isp.example, 192.0.2.7, true",
    "7.2.0.192.isp.example, 192.0.2.7, true",
    "host192-0-2-7.isp.example, 192.0.2.7, true",
    "c0000207.ppp.isp.example, 192.0.2.7, true",
    "p4fd0a1b2.dip0.isp.example, 79.208.161.178, true",
    "pool-7.isp.example, 198.51.100.1, true",
    "cable77.isp.co.uk, 198.51.100.1, true",
    "192000002007.isp.example, 192.0.2.7, true",
    "mail.example.org, 192.0.2.7, false",
    "mx-192-0-2-7.isp.example, 192.0.2.7, false",
    "static-192-0-2-7.business.isp.example, 192.0.2.7, false",
    "example.org, 192.0.2.7, false",
    "dsl.net, 192.0.2.7, false",
    "mail-qk1-f41.google.com, 209.85.222.41, false",
    "o1.ptr4.sendgrid.example, 167.89.1.1, false",
    "a9-32.smtp-out.amazonses.com, 54.240.9.32, false",
    "2001-db8-1-2-a1b2-c3d4-e5f6-1234.isp.example, 2001:db8:1:2:a1b2:c3d4:e5f6:1234, true",
    "mta1.example.org, 2001:db8::1, false"
  })
  void dynamicName_isToldByAddressAndWords(String name, String client, boolean expected) {
    assertEquals(expected, DynamicName.looksSo(name, Addresses.of(client)));
  }
}
