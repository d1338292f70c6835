package mailweir.answer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A plausible week of a small site: mx1 takes mail from the world, mail1 keeps the mailboxes and
 * the submission port. Working hours and week-ends show; last night a worm came; strangers wrote
 * markup, escapes, formulas and marks that turn the direction into their names. The week ends at
 * the clock's now and goes on with it. Figures are a function of the minute, so that every question
 * gets the same answer.
 */
public final class WeekOnTwoHosts implements Answers {
  /** What a stranger would like a page to run. */
  public static final String MARKUP =
      "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";

  public static final String ESCAPES =
      "\u001b[2J\u001b]0;owned\u0007invoice\r\nBcc: all@example.org \u202egpj.exe \u009b31m";
  public static final String FORMULA = "=cmd|' /C calc'!A0";
  private static final List<String> HOSTS = List.of("mail1", "mx1");

  private final Clock clock;
  private final Instant begin;
  private final List<Story> stories;

  public WeekOnTwoHosts(Clock clock) {
    this.clock = clock;
    this.begin = clock.instant().minus(Duration.ofDays(8)).truncatedTo(ChronoUnit.DAYS);
    this.stories = new Stories(clock.instant()).told();
  }

  @Override
  public Report report(Query query) {
    Instant since = query.since() == null ? begin : query.since();
    Instant until = query.until() == null ? clock.instant() : query.until();
    Map<String, Map<String, Long>> byHost = new TreeMap<>();
    TreeMap<Instant, Map<String, Long>> byHour = new TreeMap<>();
    Map<String, Long> sums = new LinkedHashMap<>();
    for (Figure figure : Figure.values()) {
      sums.put(figure.word(), 0L);
    }
    for (String host : HOSTS) {
      if (query.host() != null && !query.host().equalsIgnoreCase(host)) {
        continue;
      }
      Flow flow = flow(query.onHost(host).between(since, until), 3600);
      flow.series()
          .forEach((word, numbers) -> {
            if (word.indexOf('.') > 0) {
              return;
            }
            for (int i = 0; i < numbers.length; i++) {
              if (numbers[i] > 0) {
                byHour
                    .computeIfAbsent(
                        flow.since().plusSeconds(3600L * i), _ -> new LinkedHashMap<>())
                    .merge(word, numbers[i], Long::sum);
                byHost
                    .computeIfAbsent(host, _ -> new LinkedHashMap<>())
                    .merge(word, numbers[i], Long::sum);
                sums.merge(word, numbers[i], Long::sum);
              }
            }
          });
    }
    long refused = sums.get("refused");
    long accepted = sums.get("accepted");
    long read = accepted * 9 + refused * 3;
    return new Report(
        since,
        until,
        List.copyOf(byHost.keySet()),
        Map.of(
            "read",
            read,
            "repeated",
            12L,
            "understood",
            read * 8 / 10,
            "uninformative",
            read - read * 8 / 10 - 7,
            "not_understood",
            7L),
        sums,
        Map.of("smtp", accepted * 7 / 10, "submission", accepted - accepted * 7 / 10),
        Map.of(
            "lmtp",
            sums.get("delivered") * 6 / 10,
            "smtp",
            sums.get("delivered") - sums.get("delivered") * 6 / 10),
        Map.of(
            "dnsbl",
            refused / 2,
            "unknown_recipient",
            refused / 3,
            "relay_denied",
            refused - refused / 2 - refused / 3),
        Map.of("greylisted", sums.get("tempfailed")),
        Map.of("blocked", sums.get("spam") / 2, "tagged", sums.get("spam") - sums.get("spam") / 2),
        Map.of("blocked", sums.get("virus")),
        Map.of(),
        Map.of("Eicar-Test-Signature", sums.get("virus"), MARKUP, 1L),
        byHost,
        byHour.entrySet().stream()
            .map(hour -> new Report.Hour(hour.getKey(), hour.getValue()))
            .toList(),
        new Report.Top(
            List.of(
                new Report.Sender("newsletter@example.com", 412, 81_000_000),
                    new Report.Sender("", 120, 360_000),
                new Report.Sender(FORMULA, 3, 9_000), new Report.Sender(ESCAPES, 1, 4_000)),
            List.of(
                new Report.Recipient("office@example.org", 301, 90_000_000),
                new Report.Recipient("jürgen@example.org", 77, 1_200_000)),
            List.of(
                new Report.Client("192.0.2.25", "mail.example.com", 412, 0),
                new Report.Client("2001:db8::bad", MARKUP, 0, 1840)),
            List.of(new Report.Account("anna", 205, 3), new Report.Account("root", 0, 612)),
            List.of(new Report.BlockList("zen.spamhaus.org", refused / 2))),
        unknown(query));
  }

  @Override
  public Flow flow(Query query, int stepSeconds) {
    Instant now = clock.instant();
    Instant since = query.since() == null ? begin : query.since();
    Instant until = query.until() == null ? now : query.until();
    long first = Math.floorDiv(since.getEpochSecond(), stepSeconds) * stepSeconds;
    int steps = (int) Math.max(0, -Math.floorDiv(first - until.getEpochSecond(), stepSeconds));
    Map<String, long[]> series = new TreeMap<>();
    long last = Math.min(until.getEpochSecond(), now.getEpochSecond() + 1);
    for (long minute = Math.floorDiv(Math.max(first, begin.getEpochSecond()), 60) * 60;
        minute < last;
        minute += 60) {
      int step = (int) ((minute - first) / stepSeconds);
      if (step >= steps) {
        break;
      }
      double share =
          minute + 60 > now.getEpochSecond() ? (now.getEpochSecond() - minute) / 60.0 : 1;
      for (String host : HOSTS) {
        if (query.host() == null || query.host().equalsIgnoreCase(host)) {
          addMinute(minute, share, host, series, step, steps);
        }
      }
    }
    return new Flow(
        Instant.ofEpochSecond(first),
        until,
        stepSeconds,
        series,
        series.isEmpty() ? List.of() : HOSTS,
        now);
  }

  private static void addMinute(
      long minute, double share, String host, Map<String, long[]> series, int step, int steps) {
    ZonedDateTime time = Instant.ofEpochSecond(minute).atZone(ZoneOffset.UTC);
    double hour = time.getHour() + time.getMinute() / 60.0;
    double busy =
        3
            + (time.getDayOfWeek().getValue() > 5 ? 4 : 26)
                * Math.exp(-Math.pow((hour - 11.5) / 3.6, 2));
    long seed = minute / 60 * 16 + (long) host.hashCode() * 1_000_003;
    boolean worm = host.equals("mx1") && time.getDayOfYear() % 4 == 0 && hour >= 2 && hour < 3.5;
    boolean mx = host.equals("mx1");
    long in = mx ? some(busy, share, seed) : 0;
    long out = mx ? 0 : some(busy * 0.4, share, seed + 1);
    long delivered = Math.round((in + out) * 1.15);
    put(series, "accepted", in + out, step, steps);
    put(series, "accepted.inbound", in, step, steps);
    put(series, "accepted.outbound", out, step, steps);
    put(series, "accepted_bytes", (in + out) * 48_211, step, steps);
    put(series, "delivered", delivered, step, steps);
    put(series, "delivered.inbound", mx ? delivered : 0, step, steps);
    put(series, "delivered.outbound", mx ? 0 : delivered * 2 / 3, step, steps);
    put(series, "delivered.internal", mx ? 0 : delivered - delivered * 2 / 3, step, steps);
    put(series, "delivered_bytes", delivered * 48_211, step, steps);
    put(series, "bounced", some(0.25, share, seed + 2), step, steps);
    put(series, "expired", some(0.02, share, seed + 3), step, steps);
    put(series, "deferred", some(busy * 0.1, share, seed + 4), step, steps);
    put(series, "refused", mx ? some(worm ? 120 : 6, share, seed + 5) : 0, step, steps);
    put(series, "tempfailed", mx ? some(2.5, share, seed + 6) : 0, step, steps);
    put(series, "spam", mx ? some(busy * 0.08, share, seed + 7) : 0, step, steps);
    put(series, "virus", mx ? some(worm ? 3 : 0.03, share, seed + 8) : 0, step, steps);
    put(series, "connections", mx ? some(busy * 1.6, share, seed + 9) : 0, step, steps);
    put(series, "relayed_hops", (in + out) * 2, step, steps);
  }

  private static void put(
      Map<String, long[]> series, String word, long count, int step, int steps) {
    if (count > 0) {
      series.computeIfAbsent(word, _ -> new long[steps])[step] += count;
    }
  }

  private static long some(double expected, double share, long seed) {
    return (long) Math.floor((expected * (0.6 + 0.8 * chance(seed)) + chance(~seed)) * share);
  }

  /** A number in [0, 1) that follows from the seed alone (splitmix64). */
  private static double chance(long seed) {
    long z = seed * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }

  @Override
  public List<Story> trace(Query query, boolean lines) {
    Predicate<Story> fits =
        story ->
            (query.since() == null || !story.time().isBefore(query.since()))
                && (query.until() == null || story.time().isBefore(query.until()))
                && (query.host() == null
                    || story.hops().stream().anyMatch(hop -> like(query.host(), hop.host())))
                && like(query.from(), story.from())
                && (query.to() == null
                    || story.to().stream()
                        .anyMatch(one ->
                            like(query.to(), one.address()) || like(query.to(), one.origTo())))
                && (query.client() == null
                    || like(query.client(), story.clientIp())
                    || like(query.client(), story.clientName()))
                && like(query.account(), story.account())
                && (query.queueId() == null
                    || story.hops().stream().anyMatch(hop -> like(query.queueId(), hop.queueId())))
                && like(query.messageId(), story.messageId())
                && (query.status() == null
                    || query.status().equals(story.state())
                    || story.to().stream().anyMatch(one -> query.status().equals(one.state())))
                && (query.any() == null
                    || anywhere(story).anyMatch(text -> like(query.any(), text)));
    return stories.stream()
        .filter(fits)
        .limit(query.limit())
        .map(story -> lines ? story : bare(story))
        .toList();
  }

  private static java.util.stream.Stream<String> anywhere(Story story) {
    return java.util.stream.Stream.of(
            java.util.stream.Stream.of(
                story.from(),
                story.clientIp(),
                story.clientName(),
                story.account(),
                story.messageId()),
            story.to().stream().map(Story.Recipient::address),
            story.hops().stream().map(Story.Hop::queueId))
        .flatMap(texts -> texts);
  }

  private static boolean like(String wanted, String text) {
    if (wanted == null) {
      return true;
    }
    if (text == null) {
      return false;
    }
    String pattern = wanted.toLowerCase(java.util.Locale.ROOT);
    String low = text.toLowerCase(java.util.Locale.ROOT);
    boolean open = pattern.startsWith("*");
    boolean shut = pattern.length() > 1 && pattern.endsWith("*");
    String core = pattern.substring(open ? 1 : 0, pattern.length() - (shut ? 1 : 0));
    return open && shut
        ? low.contains(core)
        : open ? low.endsWith(core) : shut ? low.startsWith(core) : low.equals(core);
  }

  private static Story bare(Story story) {
    return new Story(
        story.id(),
        story.time(),
        story.from(),
        story.to(),
        story.clientIp(),
        story.clientName(),
        story.account(),
        story.messageId(),
        story.size(),
        story.subject(),
        story.origin(),
        story.state(),
        story.verdicts(),
        story.hops(),
        List.of());
  }

  @Override
  public Optional<Story> story(String id) {
    return stories.stream().filter(story -> story.id().equals(id)).findFirst();
  }

  @Override
  public List<Report.Shape> unknown(Query query) {
    return List.of(
        new Report.Shape(
            "postfix/smtpd",
            "frobnicated <#> times by <ip>",
            5,
            "frobnicated 3 times by 192.0.2.7"),
        new Report.Shape("local-script", MARKUP, 2, ESCAPES));
  }

  @Override
  public List<HostState> hosts() {
    Instant now = clock.instant();
    return List.of(
        new HostState("mail1", now.minusSeconds(48), 812_004),
        new HostState("mx1", now, 2_411_873));
  }

  /** Tells the stories: six hundred ordinary ones, and a few that a stranger wrote. */
  private static final class Stories {
    private final Random random = new Random(42);
    private final Instant now;

    Stories(Instant now) {
      this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    List<Story> told() {
      List<Story> all = new ArrayList<>();
      all.add(hostile());
      for (int i = 0; i < 600; i++) {
        all.add(ordinary(i));
      }
      for (int i = 0; i < 90; i++) {
        all.add(sameSecond(i));
      }
      all.sort(Comparator.comparing(Story::time).reversed().thenComparing(Story::id));
      return List.copyOf(all);
    }

    private Story hostile() {
      Instant time = now.minusSeconds(90);
      return new Story(
          "mx1-hostile",
          time,
          MARKUP + "@example.net",
          List.of(
              new Story.Recipient(
                  "office@example.org",
                  "info@example.org",
                  "delivered",
                  time.plusSeconds(4),
                  "mail1[192.0.2.2]:24",
                  "2.0.0",
                  "250 2.0.0 " + MARKUP + " Saved",
                  1),
              new Story.Recipient(
                  FORMULA, null, "bounced", time.plusSeconds(5), "none", "5.1.1", ESCAPES, 1)),
          "2001:db8::bad",
          MARKUP,
          null,
          "1" + MARKUP + "@example.net",
          4_812,
          ESCAPES + MARKUP,
          "smtp",
          "mixed",
          List.of(new Story.Verdict(time.plusSeconds(2), "amavis", "SPAM", "tagged", MARKUP, 7.3)),
          List.of(
              new Story.Hop("mx1", "4dXk2Y1Qz9z1B", time, time.plusSeconds(3), null),
              new Story.Hop(
                  "mail1", "4dXk2Z0Rb2z7C", time.plusSeconds(3), time.plusSeconds(5), "queued as")),
          List.of(
              time + " mx1 postfix/smtpd[811]: 4dXk2Y1Qz9z1B: client=" + MARKUP + "[2001:db8::bad]",
              time
                  + " mx1 postfix/cleanup[812]: 4dXk2Y1Qz9z1B: warning: header Subject: "
                  + ESCAPES,
              time.plusSeconds(4)
                  + " mail1 postfix/lmtp[90]: 4dXk2Z0Rb2z7C: to=<office@example.org>, status=sent (250 2.0.0 "
                  + MARKUP
                  + " Saved)"));
    }

    private Story ordinary(int i) {
      Instant time = now.minusSeconds(200 + (long) (i * 1040L + random.nextInt(900)));
      int kind = random.nextInt(20);
      String state =
          kind == 0
              ? "bounced"
              : kind < 3
                  ? "deferred"
                  : kind < 7
                      ? "rejected"
                      : kind == 7 ? "quarantined" : kind == 8 && i < 10 ? "queued" : "delivered";
      boolean submitted = random.nextInt(3) == 0 && !state.equals("rejected");
      String[] people = {
        "anna",
        "office",
        "jürgen.weiß",
        "chen",
        "postmaster",
        "a.very.long.mailbox.name.that.nobody.types.by.hand"
      };
      String inside = people[random.nextInt(people.length)] + "@example.org";
      String outside =
          List.of(
                  "newsletter@example.com",
                  "bob@example.net",
                  "noreply@shop.example",
                  "李@例子.example")
              .get(random.nextInt(4));
      String from = submitted ? inside : random.nextInt(9) == 0 ? "" : outside;
      int recipients = random.nextInt(12) == 0 ? 14 : 1 + random.nextInt(2);
      List<Story.Recipient> to = new ArrayList<>();
      for (int r = 0; r < recipients; r++) {
        String address =
            submitted
                ? outside
                : people[(i + r) % people.length] + (r >= people.length ? r : "") + "@example.org";
        to.add(
            new Story.Recipient(
                address,
                r == 0 ? null : "all@example.org",
                state,
                time.plusSeconds(2 + r),
                relay(state, submitted),
                dsn(state),
                text(state),
                state.equals("deferred") ? 4 : 1));
      }
      String id = Integer.toString(i * 7919 + 100_000, 36);
      List<Story.Hop> hops = new ArrayList<>();
      if (!state.equals("rejected")) {
        hops.add(
            new Story.Hop(
                submitted ? "mail1" : "mx1",
                "4dX" + id + "1",
                time,
                state.equals("queued") || state.equals("deferred") ? null : time.plusSeconds(2),
                null));
        if (!submitted && state.equals("delivered")) {
          hops.add(
              new Story.Hop(
                  "mx1", "4dY" + id + "2", time.plusSeconds(1), time.plusSeconds(2), "queued as"));
          hops.add(
              new Story.Hop(
                  "mail1",
                  "4dZ" + id + "3",
                  time.plusSeconds(2),
                  time.plusSeconds(3),
                  "Message-ID"));
        }
      }
      List<String> lines =
          List.of(
              time + " mx1 postfix/smtpd[811]: 4dX" + id + "1: client=mail.example.com[192.0.2.25]",
              time.plusSeconds(2)
                  + " mail1 postfix/lmtp[90]: 4dX"
                  + id
                  + "1: to=<"
                  + to.getFirst().address()
                  + ">, "
                  + text(state));
      return new Story(
          "mx1-" + id,
          time,
          from,
          to,
          submitted ? "198.51.100." + (i % 250) : "192.0.2.25",
          submitted ? "unknown" : "mail.example.com",
          submitted ? inside.substring(0, inside.indexOf('@')) : null,
          state.equals("rejected") ? null : id + ".5@example.com",
          state.equals("rejected") ? 0 : 2_000 + random.nextInt(90_000),
          state.equals("rejected") ? null : "Offer number " + i,
          submitted ? "submission" : "smtp",
          state,
          state.equals("quarantined")
              ? List.of(
                  new Story.Verdict(
                      time.plusSeconds(1),
                      "amavis",
                      "VIRUS",
                      "quarantined",
                      "Eicar-Test-Signature",
                      Double.NaN))
              : List.of(),
          hops,
          lines);
    }

    private Story sameSecond(int i) {
      Instant time = now.minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.HOURS);
      return new Story(
          String.format("mx1-burst%03d", i),
          time,
          "list@example.com",
          List.of(
              new Story.Recipient(
                  "member" + i + "@example.org",
                  null,
                  "delivered",
                  time,
                  "mail1",
                  "2.0.0",
                  "250 Saved",
                  1)),
          "192.0.2.25",
          "mail.example.com",
          null,
          "burst" + i + "@example.com",
          9_000,
          "Burst",
          "smtp",
          "delivered",
          List.of(),
          List.of(new Story.Hop("mx1", "4dB" + i, time, time, null)),
          List.of());
    }

    private static String relay(String state, boolean submitted) {
      return state.equals("rejected")
          ? null
          : submitted ? "mx.example.net[203.0.113.9]:25" : "mail1.example.org[192.0.2.2]:24";
    }

    private static String dsn(String state) {
      return switch (state) {
        case "delivered" -> "2.0.0";
        case "deferred" -> "4.4.1";
        case "bounced" -> "5.1.1";
        case "rejected" -> "5.7.1";
        default -> null;
      };
    }

    private static String text(String state) {
      return switch (state) {
        case "delivered" -> "250 2.0.0 Ok: queued as 4dQ";
        case "deferred" -> "connect to mx.example.net[203.0.113.9]:25: Connection timed out";
        case "bounced" -> "550 5.1.1 User unknown in virtual mailbox table";
        case "rejected" ->
            "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org";
        default -> null;
      };
    }
  }

  /** The ids of all stories, newest first. */
  public List<String> ids() {
    return Arrays.asList(stories.stream().map(Story::id).toArray(String[]::new));
  }
}
