package mailweir.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mailweir.Checkout;
import mailweir.alert.notify.Channels;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The file of alerts: what is understood, and what is said of mistakes. */
class SettingsFileTest {
  private static Settings read(String text) throws SettingsFile.Faulty {
    return SettingsFile.read(
        "alerts.yaml", text, Set.of("deferred", "bounced", "refused")::contains);
  }

  private static List<String> problems(String text) {
    return assertThrows(SettingsFile.Faulty.class, () -> read(text)).problems();
  }

  @Test
  void documentedExamples_areAllRight() throws Exception {
    String page = Checkout.text(Checkout.path("docs/alerts.md"));
    List<String> examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertTrue(examples.size() >= 5, "docs/alerts.md has examples");
    for (String example : examples) {
      if (!example.contains("alerts.expect")) {
        Settings s = read(example);
        Channels.of(s.channels(), "host", java.time.InstantSource.system());
      }
    }
  }

  @Test
  void everythingSet_isInForce() throws Exception {
    Settings s =
        read(
            """
            channels:
              a: {type: command, run: [/bin/true, x], timeout: 5s}
              b: {type: xymon, servers: [xymon.example.org], host: mon.example.org, lifetime: 30m, hosts: true}
            routes:
              - match: {severity: critical, host: mx*}
                channels: [a]
                group_by: []
                wait: 10s
                repeat: never
                escalate: {after: 1h, to: [b]}
              - channels: [b]
            rules:
              - {name: queue, when: "metric queue.deferred >= 500.5", for: 5m, host: mx*, severity: critical, labels: {team: mail}}
              - {name: deferred, when: "counter deferred > 100 in 15m", total: true}
            heartbeats:
              silent: 5m
              mail: never
              sources:
                - {host: old, silent: never}
              expect: [mx1, mx2]
            """);
    assertEquals(Duration.ZERO, s.routes().getFirst().repeat());
    assertEquals(List.of("b"), s.routes().getFirst().escalateTo());
    assertEquals(500.5, s.rules().getFirst().value());
    assertEquals(Duration.ofMinutes(15), s.rules().get(1).window());
    assertEquals(BeatSettings.NEVER, s.heartbeats().silent("old", "x"));
    assertEquals(Duration.ofMinutes(5), s.heartbeats().silent("mx1", "x"));
    assertEquals(List.of("mx1", "mx2"), s.heartbeats().expect());
  }

  @Test
  void nothing_isWatchingWithoutTelling() throws Exception {
    assertEquals(Settings.USUAL, read(""));
    assertEquals(
        List.of("a"),
        read("channels: {a: {type: command, run: /bin/true}}").routes().getFirst().channels());
  }

  @Test
  void mistakes_areAllToldWithTheirLines() {
    List<String> said =
        problems(
            """
            channels:
              chat:
                type: webhook
                url: chat.example.org
                body: '{"text": {summary}}'
                colour: red
              post:
                type: mail
                from: nobody
                to: []
              run: {type: command, run: [sh, -c, x]}
              fax: {type: fax}
            routes:
              - channels: [chat, pager]
                wait: soon
            rules:
              - {name: x, when: deferred is high}
              - {name: y, when: counter sent > 1 in 10m, severity: bad}
            heartbeat: {silent: 5m}
            """);
    String all = String.join("\n", said);
    for (String wanted :
        List.of(
            "alerts.yaml:4: channels.chat.url: 'chat.example.org' is no address",
            "alerts.yaml:5: channels.chat.body: is no JSON",
            "alerts.yaml:6: channels.chat.colour: no such key",
            "alerts.yaml:9: channels.post.from: 'nobody' is no address",
            "alerts.yaml:10: channels.post.to: is empty",
            "channels.post: wants 'relays'",
            "alerts.yaml:11: channels.run.run: 'sh' is no absolute path",
            "alerts.yaml:12: channels.fax.type: 'fax' is none of mail, webhook, alertmanager, xymon, command",
            "alerts.yaml:14: routes[0].channels: 'pager' is no channel; there are chat, post, run, fax",
            "alerts.yaml:15: routes[0].wait: 'soon' is no length of time",
            "alerts.yaml:17: rules[0].when: 'deferred is high' is no condition",
            "alerts.yaml:18: rules[1].when: 'sent' is no counter of mail",
            "alerts.yaml:18: rules[1].severity: 'bad' is none of info, warning, critical",
            "alerts.yaml:19: heartbeat: no such key; there are channels, heartbeats, queues, routes, rules")) {
      assertTrue(all.contains(wanted), () -> wanted + "\nis not in\n" + all);
    }
    assertEquals(14, said.size(), all);
  }

  @Property(tries = 300)
  void anyText_isSettingsOrMistakes(@ForAll String text) {
    try {
      read(text);
    } catch (SettingsFile.Faulty e) {
      assertTrue(
          e.problems().stream().allMatch(p -> p.startsWith("alerts.yaml:")),
          e.problems()::toString);
    }
  }
}
