package mailweir.pipeline;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueLevels;
import mailweir.answer.QueueQuery;
import mailweir.queue.By;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.PlaceState;
import mailweir.queue.QueueBoard;
import mailweir.queue.Standing;
import mailweir.queue.Suspicion;
import mailweir.queue.Top;
import mailweir.store.duckdb.QueueFacts;

/**
 * What waits in queues: now, from the board that live reports change; back in time, from a board that is made of the stored facts up to
 * then. Both are the same fold.
 */
final class StoreQueues implements QueueAnswers {
  /** Groups that are looked at in each step of a series. */
  private static final int LOOKED_AT = 100;

  private final QueueFacts facts;
  private final InstantSource clock;
  private volatile Suspicion suspicion = Suspicion.USUAL;
  private QueueBoard board;

  StoreQueues(QueueFacts facts, InstantSource clock) {
    this.facts = facts;
    this.clock = clock;
  }

  void judge(Suspicion by) {
    suspicion = by;
  }

  /** What stands there now; made of the stored facts when it is first asked for. */
  synchronized QueueBoard board() {
    if (board == null) {
      QueueBoard made = new QueueBoard();
      facts.upTo(Long.MAX_VALUE, made::take);
      board = made;
    }
    return board;
  }

  private QueueBoard board(QueueQuery query) {
    if (query.at() == null) {
      return board();
    }
    QueueBoard then = new QueueBoard();
    facts.upTo(micros(query.at()), then::take);
    return then;
  }

  private long time(QueueQuery query) {
    return query.at() == null ? clock.millis() * 1000 : micros(query.at());
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
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
    return board(query).top(by, query.filter(), query.limit(), time(query), suspicion);
  }

  private record Key(String host, Place place) {}

  @Override
  public List<QueueLevels> levels(QueueQuery query, int stepSeconds) {
    long since = micros(query.since());
    long until = micros(query.until());
    long step = stepSeconds * 1_000_000L;
    Map<Key, Map<Integer, QueueFacts.Moves>> moves = new HashMap<>();
    for (QueueFacts.Moves m : facts.moves(since, until, step)) {
      moves.computeIfAbsent(new Key(m.host(), m.place()), k -> new HashMap<>()).put(m.step(), m);
    }
    List<QueueLevels> all = new ArrayList<>();
    List<QueueLevels.Point> points = new ArrayList<>();
    List<QueueFacts.LevelAt> found =
        facts.levels(since, until, step).stream()
            .filter(l ->
                query.filter().isHost(l.host())
                    && query.filter().isQueue(l.place(), l.level().queue()))
            .toList();
    for (int i = 0; i < found.size(); i++) {
      QueueFacts.LevelAt l = found.get(i);
      points.add(
          point(l, moves.getOrDefault(new Key(l.host(), l.place()), Map.of()).get(l.step())));
      QueueFacts.LevelAt next = i + 1 < found.size() ? found.get(i + 1) : null;
      if (next == null
          || !next.host().equals(l.host())
          || !next.place().equals(l.place())
          || !next.level().queue().equals(l.level().queue())) {
        all.add(new QueueLevels(l.host(), l.place(), l.level().queue(), points));
        points = new ArrayList<>();
      }
    }
    return all;
  }

  private static QueueLevels.Point point(QueueFacts.LevelAt at, QueueFacts.Moves moves) {
    Level l = at.level();
    double scale = l.listed() > 0 && l.listed() < l.count() ? l.count() / (double) l.listed() : 1;
    return new QueueLevels.Point(
        instant(at.time()),
        l.count(),
        l.ages().stream().map(n -> Math.round(n * scale)).toList(),
        l.oldest() == 0 ? null : instant(l.oldest()),
        moves == null ? 0 : Math.round(moves.came() * scale),
        moves == null ? 0 : Math.round(moves.gone() * scale));
  }

  @Override
  public QueueShares shares(QueueQuery query, By by, int stepSeconds) {
    long since = micros(query.since());
    long step = stepSeconds * 1_000_000L;
    int steps = (int) Math.ceilDiv(micros(query.until()) - since, step);
    QueueBoard then = new QueueBoard();
    facts.upTo(since, then::take);
    Map<String, long[]> groups = new HashMap<>();
    int[] done = {0};
    facts.between(
        since,
        since + steps * step,
        (host, report) -> {
          while (done[0] < steps && report.time() > since + (done[0] + 1) * step) {
            put(then, query, by, since + (done[0] + 1) * step, done[0]++, steps, groups);
          }
          then.take(host, report);
        });
    long now = clock.millis() * 1000;
    while (done[0] < steps && since + done[0] * step < now) {
      put(then, query, by, since + (done[0] + 1) * step, done[0]++, steps, groups);
    }
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < done[0]; i++) {
      times.add(instant(since + (i + 1) * step));
    }
    Map<String, long[]> largest = new LinkedHashMap<>();
    groups.entrySet().stream()
        .sorted(
            java.util.Comparator.comparingLong((Map.Entry<String, long[]> e) -> -most(e.getValue()))
                .thenComparing(Map.Entry::getKey))
        .limit(query.limit())
        .forEach(e -> largest.put(e.getKey(), java.util.Arrays.copyOf(e.getValue(), done[0])));
    return new QueueShares(by, times, largest);
  }

  private static long most(long[] counts) {
    return java.util.Arrays.stream(counts).max().orElse(0);
  }

  private void put(
      QueueBoard then,
      QueueQuery query,
      By by,
      long at,
      int index,
      int steps,
      Map<String, long[]> groups) {
    for (Group g : then.top(by, query.filter(), LOOKED_AT, at, suspicion).groups()) {
      groups.computeIfAbsent(g.name(), n -> new long[steps])[index] = g.count();
    }
  }
}
