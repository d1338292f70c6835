package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mailweir.Checkout;
import mailweir.answer.Greylisting;
import mailweir.answer.Query;
import mailweir.answer.Story;
import mailweir.answer.SystemMail;
import mailweir.cli.EveryDialect;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What greylisting cost, and the delay in a message's story. */
class GreylistingTest {
  private static final Instant NOW = Instant.parse("2026-11-25T18:00:00Z");
  private static final Reading READING = Reading.of(ZoneOffset.UTC, NOW.toEpochMilli() * 1000);

  private static final String LOG =
      """
      2026-11-22T09:00:00Z mx1 mailweir-policy[7]: action=greylist rule=windows client=192.0.2.66 from=<bot@x.example> to=<bob@example.com> stage=RCPT os="Windows XP" reason="first try" wait=300 mode=enforce
      2026-11-25T12:00:00Z mx1 mailweir-policy[7]: action=greylist rule=windows client=192.0.2.7 name=h7.isp.example helo=h7 from=<eve@example.org> to=<bob@example.com> stage=RCPT os="Windows 7 or 8" reason="first try" wait=300 mode=enforce
      2026-11-25T12:00:00Z mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from h7.isp.example[192.0.2.7]: 450 4.7.1 <bob@example.com>: Recipient address rejected: Greylisted, try again in 300 seconds; from=<eve@example.org> to=<bob@example.com> proto=ESMTP helo=<h7>
      2026-11-25T12:03:00Z mx1 mailweir-policy[7]: action=greylist rule=windows client=192.0.2.8 name=h8.isp.example helo=h7 from=<eve@example.org> to=<bob@example.com> stage=RCPT os="Windows 7 or 8" reason="too early" wait=120 mode=enforce
      2026-11-25T12:06:00Z mx1 mailweir-policy[7]: action=pass rule=windows client=192.0.2.7 name=h7.isp.example helo=h7 from=<eve@example.org> to=<bob@example.com> stage=RCPT os="Windows 7 or 8" reason="came again" waited=360 mode=enforce
      2026-11-25T12:06:00Z mx1 postfix/smtpd[9]: 4jWGJt3rtKzQCyk: client=h7.isp.example[192.0.2.7]
      2026-11-25T12:06:00Z mx1 postfix/cleanup[10]: 4jWGJt3rtKzQCyk: message-id=<1@example.org>
      2026-11-25T12:06:01Z mx1 postfix/qmgr[11]: 4jWGJt3rtKzQCyk: from=<eve@example.org>, size=500, nrcpt=1 (queue active)
      2026-11-25T12:06:02Z mx1 postfix/smtp[12]: 4jWGJt3rtKzQCyk: to=<bob@example.com>, relay=10.0.0.1[10.0.0.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)
      2026-11-25T12:06:02Z mx1 postfix/qmgr[11]: 4jWGJt3rtKzQCyk: removed
      2026-11-25T12:07:00Z mx1 mailweir-policy[7]: action=let-in rule=no-rule client=198.51.100.1 from=<a@example.net> to=<bob@example.com> stage=RCPT os="Linux 3.11 and newer" reason=rule mode=enforce
      2026-11-25T12:08:00Z mx1 mailweir-policy[7]: action=greylist rule=windows client=2001:db8:1:2:3::9 from=<z@example.net> to=<bob@example.com> stage=RCPT os=UNKNOWN reason="first try" wait=300 mode=enforce
      """;

  @TempDir Path folder;

  private Store stored(String name, List<Path> files) {
    Store store = new Store(folder.resolve(name), Site.DEFAULT, EveryDialect::dialects);
    Importer importer = new Importer(store.ingest(), 100_000, Progress.NONE, () -> false);
    assertTrue(importer.run(files.stream().map(Source::of).toList(), READING));
    return store;
  }

  private static Query span(String since, String until) {
    return Query.ALL.between(Instant.parse(since), Instant.parse(until));
  }

  @Test
  void greylisting_tellsWhoWasDelayedPassedAndGaveUp() throws Exception {
    Path file = Files.writeString(folder.resolve("mail.log"), LOG);
    try (Store store = stored("store", List.of(file))) {
      Greylisting g =
          store.answers().greylisting(span("2026-11-21T00:00:00Z", "2026-11-26T00:00:00Z"), NOW);
      assertEquals(new Greylisting.Sum(3, 1, 1, 1, 360), g.total());
      assertEquals(Map.of("greylist", 4L, "pass", 1L, "let-in", 1L), g.decisions());
      assertEquals(List.of(0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L), g.waits());
      assertEquals(
          List.of("192.0.2.0/24", "2001:db8:1:2::/64"),
          g.byNetwork().stream().map(Greylisting.Group::name).toList());
      assertEquals(
          List.of("UNKNOWN", "Windows 7 or 8", "Windows XP"),
          g.byOs().stream().map(Greylisting.Group::name).toList());
      assertEquals("z@example.net", g.waiting().getFirst().from());
      assertEquals("bot@x.example", g.stopped().getFirst().from());
      // the try of three days before is not of this day
      Greylisting day =
          store.answers().greylisting(span("2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"), NOW);
      assertEquals(new Greylisting.Sum(2, 1, 0, 1, 360), day.total());
    }
  }

  @Test
  void story_tellsTheDelay() throws Exception {
    Path file = Files.writeString(folder.resolve("mail.log"), LOG);
    try (Store store = stored("store", List.of(file))) {
      Story story =
          store
              .answers()
              .trace(
                  new Query(
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      "4jWGJt3rtKzQCyk",
                      null,
                      null,
                      null,
                      null,
                      40),
                  false)
              .getFirst();
      Story.Verdict verdict = story.verdicts().getFirst();
      assertEquals("passed", verdict.action());
      assertEquals("greylisted twice, passed after 6 min; windows; Windows 7 or 8", verdict.name());
      assertEquals(Instant.parse("2026-11-25T12:00:00Z"), verdict.time());
    }
  }

  @Test
  void systems_areThoseOfTheMailThatCame() throws Exception {
    Path file = Files.writeString(folder.resolve("mail.log"), LOG);
    try (Store store = stored("store", List.of(file))) {
      assertEquals(
          List.of(new SystemMail("Windows 7 or 8", 0, 1)),
          store.answers().systems(span("2026-11-21T00:00:00Z", "2026-11-26T00:00:00Z")));
      assertEquals(1, store.answers().systems(Query.ALL).size());
    }
  }

  @Test
  void greylisting_isTheSameInAnyOrderAndOftenRead() throws Exception {
    List<String> lines = new ArrayList<>(LOG.lines().toList());
    Collections.shuffle(lines, new Random(7));
    Path all = Files.writeString(folder.resolve("mail.log"), LOG);
    Path first =
        Files.writeString(folder.resolve("1.log"), String.join("\n", lines.subList(0, 7)) + "\n");
    Path rest =
        Files.writeString(
            folder.resolve("2.log"), String.join("\n", lines.subList(4, 13 - 1)) + "\n");
    Query query = span("2026-11-21T00:00:00Z", "2026-11-26T00:00:00Z");
    try (Store once = stored("once", List.of(all));
        Store shuffled = stored("shuffled", List.of(first, rest))) {
      assertEquals(
          once.answers().greylisting(query, NOW), shuffled.answers().greylisting(query, NOW));
    }
  }

  @Test
  void greylisting_agreesWithPostgreysRecording() {
    Path file = Checkout.path("src/test/resources/recorded/14-greylist-spf-dkim-dmarc.iso.log.gz");
    try (Store store = stored("store", List.of(file))) {
      Greylisting g =
          store.answers().greylisting(span("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"), NOW);
      // counted from the recording by other means: 185 lines "reason=new", 145 of their triplets
      // came again
      assertEquals(new Greylisting.Sum(185, 145, 40, 0, 7), g.total());
      assertEquals(Map.of("greylist", 238L, "pass", 150L), g.decisions());
    }
  }
}
