package mailweir.queue;

import java.util.List;

/**
 * What is known of a place.
 *
 * @param host where it is
 * @param place which
 * @param time of the newest look that counted something, UTC microseconds: what "as of" means; 0: none has
 * @param levels of that look
 * @param listed messages whose envelopes are known
 * @param isSampled whether some queue has messages whose envelopes are not known
 * @param mayBeWrong a report is missing, so that some messages may be lacking or have gone, until the next full report
 * @param problem what the newest look could not read; absent when all is well
 */
public record PlaceState(
    String host,
    Place place,
    long time,
    List<Level> levels,
    long listed,
    boolean isSampled,
    boolean mayBeWrong,
    String problem) {
  public PlaceState {
    levels = List.copyOf(levels);
  }

  /** All that wait there. */
  public long waiting() {
    return levels.stream().mapToLong(Level::count).sum();
  }
}
