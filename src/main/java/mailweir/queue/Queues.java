package mailweir.queue;

import java.util.List;

/** Where pages, verbs and alerts ask what waits on all hosts, now and then. Times are UTC microseconds. Safe for threads. */
public interface Queues {
  /** How full each place is, by host and place: its newest look up to an instant; 0: now. */
  List<State> states(long at);

  /** What waits there, as far as it is listed, in no order. */
  List<Standing> waiting(long at);

  /** Levels over time, by host, place and queue: the last of each step in which somebody looked. */
  List<Series> levels(long since, long until, int steps);

  /** The looks at each place in a span of time, for forecasts. */
  List<Looks> looks(long since, long until);

  /**
   * A place as it was seen.
   *
   * @param seen when
   * @param levels of all its queues
   * @param problem as {@link Scan#problem()}
   */
  record State(String host, Place place, long seen, List<Level> levels, String problem) {
    public State {
      levels = List.copyOf(levels);
    }
  }

  /** A message that waits at a host. */
  record Standing(String host, Place place, Waiting message) {}

  /** A queue over time. */
  record Series(String host, Place place, String queue, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * The level of a step.
   *
   * @param step from 0
   * @param ages as {@link Level#ages()}
   */
  record Point(int step, long count, List<Long> ages) {
    public Point {
      ages = List.copyOf(ages);
    }
  }

  /** The looks at a place. */
  record Looks(String host, Place place, List<Forecast.Look> looks) {
    public Looks {
      looks = List.copyOf(looks);
    }
  }

  /** Where nobody tells of any queue. */
  Queues NONE =
      new Queues() {
        @Override
        public List<State> states(long at) {
          return List.of();
        }

        @Override
        public List<Standing> waiting(long at) {
          return List.of();
        }

        @Override
        public List<Series> levels(long since, long until, int steps) {
          return List.of();
        }

        @Override
        public List<Looks> looks(long since, long until) {
          return List.of();
        }
      };
}
