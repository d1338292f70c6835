package mailweir.queue;

import java.util.List;

/**
 * What changed in a place since the report before; a full one says all that is there. Reports may come in any order and be missing:
 * each states facts of its own instant, and a full one is the end of whatever it does not name.
 *
 * @param place whose
 * @param time of the look, UTC microseconds
 * @param before time of the report that this one goes on from; 0: a full one
 * @param part of a full report that is too long for one, from 1
 * @param parts how many there are; 1 otherwise
 * @param levels of all queues; in the first part
 * @param waiting messages that came or changed; in a full one all that wait
 * @param gone those that went
 * @param problem as {@link Scan#problem()}
 */
public record Report(
    Place place,
    long time,
    long before,
    int part,
    int parts,
    List<Level> levels,
    List<Waiting> waiting,
    List<Waiting.Key> gone,
    String problem) {
  /** Messages in one part of a full report. */
  public static final int MOST_WAITING = 5_000;

  public Report {
    levels = levels == null ? List.of() : List.copyOf(levels);
    waiting = waiting == null ? List.of() : List.copyOf(waiting);
    gone = gone == null ? List.of() : List.copyOf(gone);
  }

  /** Whether it says all that is there, alone or with its other parts. */
  public boolean isFull() {
    return before == 0;
  }
}
