package mailweir.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * Which messages of a queue are looked at when there are more than a budget allows: those whose ids' hash ends in as many zero bits as it
 * takes. What is taken depends on the ids and on how many there are, so that the next look takes the same ones. It holds no more than the
 * budget, however many are offered. Not safe for threads.
 */
public final class Sample<T> {
  private final int most;
  private final List<T> taken = new ArrayList<>();
  private final List<Long> hashes = new ArrayList<>();
  private long mask;

  /** {@code most}: as many as may be taken, 0 or more. */
  public Sample(int most) {
    this.most = Math.max(0, most);
  }

  /** Offers a message. */
  public void add(String id, T message) {
    long hash = hash(id);
    if ((hash & mask) != 0 || most == 0) {
      return;
    }
    taken.add(message);
    hashes.add(hash);
    while (taken.size() > most && mask != -1) {
      mask = mask << 1 | 1;
      keepMasked();
    }
  }

  private void keepMasked() {
    int kept = 0;
    for (int i = 0; i < taken.size(); i++) {
      if ((hashes.get(i) & mask) == 0) {
        taken.set(kept, taken.get(i));
        hashes.set(kept, hashes.get(i));
        kept++;
      }
    }
    taken.subList(kept, taken.size()).clear();
    hashes.subList(kept, hashes.size()).clear();
  }

  /** Whether a message of this id would be taken, had it been offered. */
  public boolean takes(String id) {
    return most > 0 && (hash(id) & mask) == 0;
  }

  /** What was taken, in the order in which it was offered. */
  public List<T> taken() {
    return List.copyOf(taken);
  }

  /** Of the id alone, the same in every process; every bit of it depends on every character. */
  static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }
}
