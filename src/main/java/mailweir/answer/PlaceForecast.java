package mailweir.answer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mailweir.queue.Bounds;
import mailweir.queue.Filter;
import mailweir.queue.Forecast;
import mailweir.queue.Place;
import mailweir.queue.PlaceState;

/**
 * A place and where its level goes. Queues in which messages wait for a person are in its levels and not in its forecast.
 *
 * @param state as it is seen
 * @param forecast of what waits to be sent
 */
public record PlaceForecast(PlaceState state, Forecast forecast) {
  /** Queues in which messages wait for a person, by the servers' own words. */
  private static final Set<String> HELD = Set.of("hold", "frozen", "quarantined", "held");

  private static final int STEP = 60;

  private record At(String host, Place place) {}

  private record Sum(long waiting, long came, long gone) {
    Sum with(Sum other) {
      return new Sum(
          waiting + other.waiting, Math.max(came, other.came), Math.max(gone, other.gone));
    }
  }

  /**
   * Of all places that fit by host.
   *
   * @param at the instant; absent: now
   */
  public static List<PlaceForecast> of(
      QueueAnswers queues, Bounds bounds, String host, Instant at, Instant now) {
    Instant end = at == null ? now : at;
    Filter filter = new Filter(host, null, null, null, null, null, null);
    QueueQuery query = new QueueQuery(at, null, null, filter, Integer.MAX_VALUE);
    List<PlaceState> states = queues.places(query);
    if (states.isEmpty()) {
      return List.of();
    }
    QueueQuery past =
        query.at(null).between(end.minus(Duration.ofMinutes(Forecast.PAST)), end.plusMillis(1));
    Map<At, Map<Instant, Sum>> sums = new HashMap<>();
    for (QueueLevels one : queues.levels(past, STEP)) {
      boolean isHeld = HELD.contains(one.queue());
      Map<Instant, Sum> looks =
          sums.computeIfAbsent(new At(one.host(), one.place()), a -> new TreeMap<>());
      for (QueueLevels.Point p : one.points()) {
        looks.merge(p.time(), new Sum(isHeld ? 0 : p.count(), p.came(), p.gone()), Sum::with);
      }
    }
    List<PlaceForecast> all = new ArrayList<>();
    for (PlaceState state : states) {
      List<Forecast.Look> looks = new ArrayList<>();
      sums.getOrDefault(new At(state.host(), state.place()), Map.of())
          .forEach((time, sum) ->
              looks.add(new Forecast.Look(micros(time), sum.waiting, sum.came, sum.gone)));
      if (state.time() > 0 && looks.stream().noneMatch(l -> l.time() >= state.time())) {
        long waiting =
            state.levels().stream()
                .filter(l -> !HELD.contains(l.queue()))
                .mapToLong(mailweir.queue.Level::count)
                .sum();
        looks.add(new Forecast.Look(state.time(), waiting, -1, -1));
      }
      all.add(new PlaceForecast(state, Forecast.of(looks, micros(end), bounds)));
    }
    return all;
  }

  /** An instant as queues have it. */
  public static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  /** And back. */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
