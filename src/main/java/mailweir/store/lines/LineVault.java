package mailweir.store.lines;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mailweir.identity.Hosts;

/**
 * The raw lines of a site in compressed blocks, one append-only segment for each UTC day.
 *
 * <p>One writer, many readers. A change is made in three steps: the vault writes and forces files and tells the new valid lengths; the
 * caller commits these in its transaction; the caller says {@link #committed} (or {@link #abandon}).
 */
public final class LineVault implements AutoCloseable {
  /** Opens the vault; cuts whatever lies beyond the committed lengths. */
  public static LineVault open(Disk disk, Map<String, Long> committed, Hosts hosts) {
    throw new UnsupportedOperationException("being written");
  }

  /** Begins a round of lines. One at a time. */
  public Round begin() {
    throw new UnsupportedOperationException("being written");
  }

  /** A round of lines: compressed while it is filled, so it holds some megabytes however long it is. Confined to one thread. */
  public interface Round {
    /** Adds a line. A line without a time is given the last time its source stated. */
    void add(int host, long micros, byte[] array, int from, int to);

    /**
     * Writes and forces all of it.
     *
     * @return the files that changed, each with its new valid length; 0 for one that is gone
     */
    Map<String, Long> finish();
  }

  /** What the last change told is committed: readers see it, superseded files are removed. */
  public void committed() {
    throw new UnsupportedOperationException("being written");
  }

  /** What the last change told was not committed, and never will be. */
  public void abandon() {
    throw new UnsupportedOperationException("being written");
  }

  /** Rewrites a day's small blocks and open end into full blocks. A change like a round; empty when there is nothing to gain. */
  public Map<String, Long> compact(LocalDate day) {
    throw new UnsupportedOperationException("being written");
  }

  /** Forgets a day. A change like a round. */
  public Map<String, Long> drop(LocalDate day) {
    throw new UnsupportedOperationException("being written");
  }

  /** The days of which lines are stored, in order. */
  public List<LocalDate> days() {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * The stored lines of a window, by time and then by host.
   *
   * @param host as logged, or null for all
   * @param from first microsecond
   * @param to microsecond after the last
   * @param anyOf lines that contain one of these; null or empty for all
   */
  public List<StoredLine> lines(String host, long from, long to, byte[]... anyOf) {
    throw new UnsupportedOperationException("being written");
  }

  /** What of the evidence is lost, in words for the operator; empty when nothing is. */
  public List<String> damages() {
    throw new UnsupportedOperationException("being written");
  }

  /** Tells of each line, in no order; for what has to see them all. */
  public void each(LocalDate day, Consumer<StoredLine> to) {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public void close() {}
}
