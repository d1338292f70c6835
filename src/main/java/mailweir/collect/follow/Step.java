package mailweir.collect.follow;

import java.util.List;

/**
 * What one step brought.
 *
 * @param lines handed to the sink
 * @param more whether there is more to read at once; else the caller may wait
 * @param news whether short news came while long files are read: lines that somebody may wait for
 * @param checkpoints of the contents that moved: to be committed in one transaction with the lines
 * @param done bytes read of the plain files that are followed
 * @param size bytes of them
 * @param forgotten sources whose checkpoints are not needed any more: gone from the disk long ago
 */
public record Step(
    int lines,
    boolean more,
    boolean news,
    List<Checkpoint> checkpoints,
    List<String> forgotten,
    long done,
    long size) {
  /** Whether there is nothing to commit. */
  public boolean isEmpty() {
    return checkpoints.isEmpty() && forgotten.isEmpty();
  }
}
