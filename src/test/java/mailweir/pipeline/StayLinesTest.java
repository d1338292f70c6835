package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import mailweir.answer.Query;
import mailweir.answer.Story;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The evidence of a message at qmail: its lines, all of them, and none of the message that had the number before or after it. */
class StayLinesTest {
  private static final Pattern MESSAGE =
      Pattern.compile(
          "\\d\\d (?:new msg|info msg|starting delivery \\d+: msg|bounce msg|end msg) (\\d+)");
  private static final Pattern BEGUN = Pattern.compile(" starting delivery (\\d+): ");
  private static final Pattern ENDED = Pattern.compile("\\d\\d delivery (\\d+): ");
  private static final Reading READING =
      Reading.of(ZoneId.of("UTC"), 1_795_200_000_000_000L).withFirstYear(2026);

  @TempDir Path folder;

  private List<Story> stories(List<String> lines) throws IOException {
    Path log = Files.createTempFile(folder, "qmail", ".log");
    Files.write(log, lines, StandardCharsets.ISO_8859_1);
    try (Store store =
        new Store(
            Files.createTempDirectory(folder, "store"), Site.DEFAULT, StoreLawTest::dialects)) {
      new Importer(store.ingest(), 500, Progress.NONE, () -> false)
          .run(List.of(Source.of(log)), READING);
      return store.answers().trace(Query.ALL.atMost(2_000), true);
    }
  }

  private List<String> linesOf(List<Story> stories, String sender) {
    return stories.stream().filter(s -> sender.equals(s.from())).findFirst().orElseThrow().lines();
  }

  /** Lines of qmail-send and around it, each with the microseconds of its stamp before it. */
  private static List<String> log(String text) {
    return text.lines()
        .map(l -> {
          String[] w = l.split(" ", 3);
          return "Nov 20 13:25:19 mx1 " + w[1] + ": 1795181119." + w[0] + " " + w[2];
        })
        .toList();
  }

  private static List<String> at(List<String> lines, String... micros) {
    return lines.stream()
        .filter(l -> Arrays.stream(micros).anyMatch(m -> l.contains("." + m + " ")))
        .toList();
  }

  @Test
  void numberUsedAgainWithinMilliseconds_eachMessageHasItsOwnLines() throws IOException {
    List<String> log =
        log(
            """
            100000 qmail new msg 77
            100050 qmail info msg 77: bytes 100 from <a@example.org> qp 501 uid 89
            100100 qmail starting delivery 1: msg 77 to local example.com-frank@example.com
            100150 qmail status: local 1/20 remote 0/30
            100200 qmail delivery 1: success: did_1+0+0/
            100250 qmail status: local 0/20 remote 0/30
            100300 qmail end msg 77
            100350 qmail new msg 77
            100400 qmail info msg 77: bytes 200 from <b@example.org> qp 502 uid 89
            100450 qmail starting delivery 2: msg 77 to local example.com-heidi@example.com
            100500 qmail new msg 770
            100520 qmail info msg 770: bytes 1 from <c@example.org> qp 503 uid 89
            100550 qmail delivery 2: success: did_1+0+0/
            100600 qmail end msg 77
            100650 qmail end msg 770
            """);
    List<Story> stories = stories(log);
    assertEquals(
        at(log, "100000", "100050", "100100", "100200", "100300"),
        linesOf(stories, "a@example.org"));
    assertEquals(
        at(log, "100350", "100400", "100450", "100550", "100600"),
        linesOf(stories, "b@example.org"));
    assertEquals(at(log, "100500", "100520", "100650"), linesOf(stories, "c@example.org"));
  }

  @Test
  void manyRecipients_eachEndIsThere() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            100000 qmail new msg 77
            100001 qmail info msg 77: bytes 100 from <list@example.org> qp 501 uid 89
            """);
    for (int i = 1; i <= 100; i++) {
      text.append(
          "%d qmail starting delivery %d: msg 77 to remote u%d@remote.example%n"
              .formatted(100_000 + 10 * i, i, i));
      text.append(
          "%d qmail delivery %d: success: 203.0.113.25_accepted_message./Remote_host_said:_250_x/%n"
              .formatted(100_005 + 10 * i, i));
    }
    text.append("102000 qmail delivery 101: success: did_1+0+0/\n102001 qmail end msg 77\n");
    List<String> log = log(text.toString());
    List<String> own = new ArrayList<>(log);
    own.remove(log.size() - 2);
    assertEquals(own, linesOf(stories(log), "list@example.org"));
  }

  @Test
  void concurrentDeliveries_eachEndIsWithItsMessageAndItsRecipient() throws IOException {
    List<String> log =
        log(
            """
            100000 qmail new msg 77
            100050 qmail info msg 77: bytes 100 from <a@example.org> qp 501 uid 89
            100060 qmail new msg 78
            100070 qmail info msg 78: bytes 100 from <b@example.org> qp 502 uid 89
            100100 qmail starting delivery 11: msg 77 to remote x@remote.example
            100110 qmail starting delivery 1: msg 78 to remote y@remote.example
            100120 qmail starting delivery 12: msg 77 to remote z@remote.example
            100200 qmail delivery 12: deferral: Connected_to_203.0.113.9_but_greeting_failed./
            100210 qmail delivery 1: success: 203.0.113.25_accepted_message./Remote_host_said:_250_y/
            100220 qmail delivery 11: success: 203.0.113.25_accepted_message./Remote_host_said:_250_x/
            100230 qmail end msg 78
            """);
    List<Story> stories = stories(log);
    assertEquals(
        at(log, "100000", "100050", "100100", "100120", "100200", "100220"),
        linesOf(stories, "a@example.org"));
    assertEquals(
        at(log, "100060", "100070", "100110", "100210", "100230"),
        linesOf(stories, "b@example.org"));
    Map<String, String> answers =
        stories.stream()
            .flatMap(s -> s.to().stream())
            .collect(Collectors.toMap(Story.Recipient::address, Story.Recipient::text));
    assertTrue(answers.get("x@remote.example").endsWith("250 x"), answers.toString());
    assertTrue(answers.get("y@remote.example").endsWith("250 y"), answers.toString());
    assertTrue(answers.get("z@remote.example").contains("greeting failed"), answers.toString());
  }

  @Test
  void bounce_isWithTheMessageAndBeginsTheNotice() throws IOException {
    List<String> log =
        log(
            """
            100000 qmail new msg 77
            100050 qmail info msg 77: bytes 100 from <a@example.org> qp 501 uid 89
            100100 qmail starting delivery 1: msg 77 to local nosuch@lan.example.com
            100200 qmail delivery 1: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/
            100250 qmail bounce msg 77 qp 502
            100300 qmail end msg 77
            100350 qmail new msg 77
            100400 qmail info msg 77: bytes 200 from <> qp 502 uid 7796
            100450 qmail starting delivery 2: msg 77 to remote a@example.org
            100500 qmail delivery 2: success: 203.0.113.25_accepted_message./Remote_host_said:_250_ok/
            100600 qmail end msg 77
            """);
    List<Story> stories = stories(log);
    assertEquals(
        at(log, "100000", "100050", "100100", "100200", "100250", "100300"),
        linesOf(stories, "a@example.org"));
    assertEquals(
        at(log, "100250", "100350", "100400", "100450", "100500", "100600"), linesOf(stories, ""));
  }

  @Test
  void session_isTheMessagesOwn() throws IOException {
    String who = " from <a@example.org::> remote <helo:one.example:198.51.100.9> rcpt <";
    String other = " from <a@example.org::> remote <helo:two.example:198.51.100.8> rcpt <";
    List<String> log =
        log(
            """
            000100 smtp CHKUSER accepted sender:WHO> : sender accepted
            000200 smtp CHKUSER accepted rcpt:WHOfrank@example.com> : found existing recipient
            000300 smtp CHKUSER rejected rcpt:WHOnosuch@example.com> : not existing recipient
            100000 qmail new msg 77
            100050 qmail info msg 77: bytes 100 from <a@example.org> qp 501 uid 89
            100100 qmail starting delivery 1: msg 77 to local example.com-frank@example.com
            100200 qmail delivery 1: success: did_1+0+0/
            100300 qmail end msg 77
            200100 smtp CHKUSER accepted sender:OTHER> : sender accepted
            200150 smtp CHKUSER accepted sender:WHO> : sender accepted
            200200 smtp CHKUSER accepted rcpt:WHOheidi@example.com> : found existing recipient
            200300 qmail new msg 77
            200350 qmail info msg 77: bytes 100 from <a@example.org> qp 502 uid 89
            200400 qmail starting delivery 2: msg 77 to local example.com-heidi@example.com
            200500 qmail delivery 2: success: did_1+0+0/
            200600 qmail end msg 77
            """
                .replace("WHO", who)
                .replace("OTHER", other));
    List<Story> stories = stories(log);
    Map<String, List<String>> byRecipient =
        stories.stream()
            .filter(s -> !s.hops().isEmpty())
            .collect(Collectors.toMap(s -> s.to().getFirst().address(), Story::lines));
    assertEquals(
        at(log, "000100", "000200", "100000", "100050", "100100", "100200", "100300"),
        byRecipient.get("frank@example.com"));
    assertEquals(
        at(log, "200150", "200200", "200300", "200350", "200400", "200500", "200600"),
        byRecipient.get("heidi@example.com"));
    Story refused = stories.stream().filter(s -> s.hops().isEmpty()).findFirst().orElseThrow();
    assertEquals(at(log, "000300"), refused.lines());
  }

  /** Each line of qmail-send about a message is in that message's story, and in no other. */
  @ParameterizedTest
  @ValueSource(strings = {"q1-chkuser-classic", "q2-chkuser-pipe", "q3-qmail-send"})
  void recordedLines_areEachInTheStoryOfTheirMessage(String recording) throws IOException {
    List<String> lines = recorded(recording);
    Map<String, Integer> stays = stays(lines);
    Map<Integer, Set<String>> byStay = new HashMap<>();
    stays.forEach((l, s) -> byStay.computeIfAbsent(s, k -> new LinkedHashSet<>()).add(l));
    Set<Integer> told = new LinkedHashSet<>();
    for (Story s : stories(lines)) {
      List<String> own = new ArrayList<>(s.lines().stream().filter(stays::containsKey).toList());
      for (Story.Hop hop : s.hops()) {
        int stay =
            own.stream()
                .filter(l -> l.contains(" info msg " + hop.queueId() + ":"))
                .map(stays::get)
                .filter(n -> !told.contains(n))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no arrival of " + s));
        told.add(stay);
        assertTrue(own.containsAll(byStay.get(stay)), s + " lacks " + byStay.get(stay));
        own.removeAll(byStay.get(stay));
      }
      assertTrue(
          own.isEmpty() || s.origin().equals("generated") && own.size() == 1,
          s.id() + " has too much: " + own);
      assertTrue(own.stream().allMatch(l -> l.contains(" bounce msg ")), own.toString());
    }
    assertEquals(byStay.keySet(), told);
  }

  /** Which message a line is about, read in the order in which qmail-send wrote them. */
  private static Map<String, Integer> stays(List<String> lines) {
    Map<String, Integer> stays = new HashMap<>();
    Map<String, Integer> byNumber = new HashMap<>();
    Map<String, Integer> byAttempt = new HashMap<>();
    int count = 0;
    for (String l : lines) {
      if (!l.contains(" qmail: ")) {
        continue;
      }
      Matcher m = MESSAGE.matcher(l);
      Matcher e = ENDED.matcher(l);
      if (m.find()) {
        if (l.contains(" new msg ")) {
          byNumber.put(m.group(1), count++);
        }
        int stay = byNumber.get(m.group(1));
        stays.put(l, stay);
        Matcher b = BEGUN.matcher(l);
        if (b.find()) {
          byAttempt.put(b.group(1), stay);
        }
      } else if (e.find()) {
        stays.put(l, byAttempt.get(e.group(1)));
      }
    }
    return stays;
  }

  private static List<String> recorded(String name) throws IOException {
    Path file = Path.of("src/test/resources/recorded", name + ".log.gz");
    try (BufferedReader r =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.ISO_8859_1))) {
      return r.lines().toList();
    }
  }
}
