package mailweir.web;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mailweir.answer.PlaceForecast;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueLevels;
import mailweir.answer.QueueQuery;
import mailweir.queue.Ages;
import mailweir.queue.By;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.PlaceState;
import mailweir.queue.QueueBoard;
import mailweir.queue.Report;
import mailweir.queue.Standing;
import mailweir.queue.Suspicion;
import mailweir.queue.Top;
import mailweir.queue.Waiting;

/** Queues of three hosts over a day, of which one is flooded by one relay in its last hour; what stood at each instant is folded from reports. */
final class FloodAtHand implements QueueAnswers {
  static final String FLOODER = "198.51.100.66";
  private static final long MINUTE = 60_000_000L;
  private static final int LOOK = 5;

  private record Told(String host, Report report) {}

  private final Clock clock;
  private final List<Told> all = new ArrayList<>();

  FloodAtHand(Clock clock) {
    this.clock = clock;
    Random chance = new Random(5);
    long now = PlaceForecast.micros(clock.instant());
    Map<String, List<Waiting>> standing = new LinkedHashMap<>();
    Map<String, Place> places =
        Map.of(
            "mx1", new Place("postfix", "postfix"),
            "mx2", new Place("sendmail", "mqueue"),
            "gw", new Place("exim", "exim"));
    for (int minute = 24 * 60; minute >= 0; minute -= LOOK) {
      long time = now - minute * MINUTE;
      for (String host : List.of("gw", "mx1", "mx2")) {
        List<Waiting> waiting = standing.computeIfAbsent(host, h -> new ArrayList<>());
        waiting.removeIf(w -> chance.nextInt(10) == 0);
        int ordinary = host.equals("gw") ? 2 : 12;
        for (int i = 0; i < ordinary; i++) {
          waiting.add(ordinary(host, time, chance));
        }
        if (host.equals("mx1") && minute <= 60) {
          for (int i = 0; i < 500; i++) {
            waiting.add(flood(time, chance));
          }
        }
        all.add(new Told(host, report(places.get(host), time, waiting)));
      }
    }
  }

  private static Waiting ordinary(String host, long time, Random chance) {
    String domain = List.of("example.net", "mail.test", "slow.example").get(chance.nextInt(3));
    return new Waiting(
        host.equals("mx1") ? chance.nextInt(6) == 0 ? "active" : "deferred" : "mqueue",
        id(host, chance),
        time - chance.nextInt(200) * 1_000_000L,
        2_000 + chance.nextInt(50_000),
        chance.nextInt(8) == 0 ? "" : "user" + chance.nextInt(40) + "@example.org",
        "192.0.2." + chance.nextInt(30),
        "client" + chance.nextInt(30) + ".example.org",
        null,
        1 + chance.nextInt(2),
        List.of("someone@" + domain),
        "connect to mx." + domain + "[203.0.113.9]:25: Connection timed out",
        1 + chance.nextInt(5),
        time - MINUTE,
        false);
  }

  private static Waiting flood(long time, Random chance) {
    return new Waiting(
        "deferred",
        id("mx1", chance),
        time - chance.nextInt(290) * 1_000_000L,
        9_000,
        "win<b>ner</b>@lottery.example",
        FLOODER,
        "<img src=x onerror=alert(1)>.example",
        "shop",
        1,
        List.of("victim" + chance.nextInt(9_999) + "@example.net"),
        "host mx.example.net[203.0.113.5] said: 421 4.7.0 too many messages from your address",
        1,
        time - MINUTE,
        false);
  }

  private static String id(String host, Random chance) {
    return host.equals("mx1")
        ? String.format("%010X", chance.nextLong() & 0xffffffffffL)
        : "3BP" + (10_000 + chance.nextInt(80_000)) + (100_000 + chance.nextInt(800_000));
  }

  private static Report report(Place place, long time, List<Waiting> waiting) {
    Map<String, List<Waiting>> queues = new LinkedHashMap<>();
    if (place.server().equals("postfix")) {
      List.of("active", "deferred", "hold").forEach(q -> queues.put(q, new ArrayList<>()));
    } else {
      queues.put("mqueue", new ArrayList<>());
    }
    waiting.forEach(w -> queues.computeIfAbsent(w.queue(), q -> new ArrayList<>()).add(w));
    List<Level> levels = new ArrayList<>();
    queues.forEach((queue, own) -> {
      long[] ages = new long[Ages.BUCKETS];
      own.forEach(w -> ages[Ages.bucket(time - w.arrived())]++);
      List<Long> list = new ArrayList<>();
      for (long n : ages) {
        list.add(n);
      }
      long oldest = own.stream().mapToLong(Waiting::arrived).min().orElse(0);
      levels.add(new Level(queue, own.size(), own.size(), list, oldest));
    });
    return new Report(place, time, 0, 1, 1, levels, List.copyOf(waiting), List.of(), null);
  }

  private QueueBoard board(QueueQuery query) {
    long at = PlaceForecast.micros(query.at() == null ? clock.instant() : query.at());
    Map<String, Told> last = new HashMap<>();
    all.stream().filter(t -> t.report().time() <= at).forEach(t -> last.put(t.host(), t));
    QueueBoard board = new QueueBoard();
    last.values().forEach(t -> board.take(t.host(), t.report()));
    return board;
  }

  @Override
  public List<PlaceState> places(QueueQuery query) {
    return board(query).states(query.filter());
  }

  @Override
  public List<Standing> messages(QueueQuery query) {
    return board(query).messages(query.filter(), query.limit());
  }

  @Override
  public Top top(QueueQuery query, By by) {
    long at = PlaceForecast.micros(query.at() == null ? clock.instant() : query.at());
    return board(query).top(by, query.filter(), query.limit(), at, Suspicion.USUAL);
  }

  @Override
  public List<QueueLevels> levels(QueueQuery query, int stepSeconds) {
    Map<String, Map<Long, QueueLevels.Point>> points = new LinkedHashMap<>();
    Map<String, QueueLevels> names = new LinkedHashMap<>();
    for (Told told : all) {
      Instant time = PlaceForecast.instant(told.report().time());
      if (time.isBefore(query.since())
          || !time.isBefore(query.until())
          || !query.filter().isHost(told.host())) {
        continue;
      }
      for (Level level : told.report().levels()) {
        if (query.filter().isQueue(told.report().place(), level.queue())) {
          String key = told.host() + level.queue();
          names.putIfAbsent(
              key, new QueueLevels(told.host(), told.report().place(), level.queue(), List.of()));
          points
              .computeIfAbsent(key, k -> new LinkedHashMap<>())
              .put(
                  time.getEpochSecond() / stepSeconds,
                  new QueueLevels.Point(time, level.count(), level.ages(), null, -1, -1));
        }
      }
    }
    List<QueueLevels> found = new ArrayList<>();
    names.forEach((key, n) ->
        found.add(
            new QueueLevels(
                n.host(), n.place(), n.queue(), List.copyOf(points.get(key).values()))));
    return found;
  }

  @Override
  public QueueShares shares(QueueQuery query, By by, int stepSeconds) {
    List<Instant> times = new ArrayList<>();
    for (Instant t = query.since().plusSeconds(stepSeconds);
        !t.isAfter(query.until());
        t = t.plusSeconds(stepSeconds)) {
      times.add(t);
    }
    Map<String, long[]> groups = new LinkedHashMap<>();
    top(query.at(clock.instant()), by)
        .groups()
        .forEach(g -> groups.put(g.name(), new long[times.size()]));
    for (int i = 0; i < times.size(); i++) {
      for (Group g : top(query.at(times.get(i)), by).groups()) {
        if (groups.containsKey(g.name())) {
          groups.get(g.name())[i] = g.count();
        }
      }
    }
    return new QueueShares(by, times, groups);
  }
}
