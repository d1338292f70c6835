package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mailweir.queue.Bounds;
import mailweir.queue.Forecast;
import mailweir.queue.Level;
import mailweir.queue.Queues;

/** A place as it is at an instant, with its forecast: what page, API and checks have of it. */
record QueueState(Queues.State state, Forecast forecast) {

  /** All places at an instant. */
  static List<QueueState> of(Queues queues, Bounds bounds, QueueAsked asked) {
    long at = QueueAsked.micros(asked.at());
    List<Queues.Looks> looks =
        queues.looks(QueueAsked.micros(asked.at().minus(Duration.ofMinutes(Forecast.PAST))), at);
    List<QueueState> all = new ArrayList<>();
    for (Queues.State state : queues.states(asked.when())) {
      List<Forecast.Look> own =
          looks.stream()
              .filter(l -> l.host().equals(state.host()) && l.place().equals(state.place()))
              .flatMap(l -> l.looks().stream())
              .toList();
      all.add(new QueueState(state, Forecast.of(own, at, bounds)));
    }
    return all;
  }

  long count() {
    return state.levels().stream().mapToLong(Level::count).sum();
  }

  long listed() {
    return state.levels().stream().mapToLong(Level::listed).sum();
  }

  /** Instant of the newest of all looks; {@code null}: there is none. */
  static Instant newest(List<QueueState> all) {
    return all.stream().mapToLong(s -> s.state().seen()).max().stream()
        .mapToObj(QueueAsked::instant)
        .findFirst()
        .orElse(null);
  }
}
