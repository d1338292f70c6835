package mailweir.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The plan for reading several sources at once without a store: which of them speaks for a host's minute.
 *
 * <pre>
 *   pass 1, a thread a source     lines ──► MinuteDigests
 *   plan                          one source has the minute          it speaks
 *                                 several, all with the same digest   the first speaks, the others repeat it
 *                                 several, differing                  contested
 *   pass 2, threads as you like   Gate.admit(line): speaks → yes; repeats → no; contested → by instances
 * </pre>
 *
 * <p>In a contested minute exactly as many lines of an identity are admitted as the source that has most of them has, whatever the
 * interleaving of the threads. What is held for it are only the lines by which the sources differ so far: a line that all have
 * brought is forgotten, and so is a minute that all have told to its end. Two copies read side by side hold next to nothing; two
 * copies read one after the other hold 20 bytes for a line of a contested minute.
 *
 * <p>Of copies that are equal it does not matter which is admitted, but a traditional stamp has lost the fraction of its second. So
 * sources with fractions come first where a minute is not contested. In a contested minute the copy that comes first is admitted:
 * there the fraction of a stamp may depend on the interleaving. No counter depends on it.
 *
 * <p>Pass 2 must show the same lines as pass 1: a source that grows meanwhile is read up to where pass 1 ended. A line of a minute
 * that its source did not have in pass 1 is admitted.
 */
public final class Overlap {
  private static final byte UNDECIDED = 0;
  private static final byte SPEAKS = 1;
  private static final byte REPEATS = 2;
  private static final byte CONTESTED = 3;

  private final List<MinuteDigests> sources;
  private final byte[][] verdicts;
  private final Map<Long, Contest> contests = new HashMap<>();

  /** For one source, or sources that are known to share no line: admits all. */
  public static Overlap none() {
    return new Overlap(List.of(), new boolean[0]);
  }

  /** The plan for sources that are preferred in this order. */
  public static Overlap of(List<MinuteDigests> sources) {
    return new Overlap(sources, new boolean[sources.size()]);
  }

  /**
   * The plan.
   *
   * @param sources what each said in pass 1; not written any more
   * @param fractions which of them state fractions of a second: they speak before those that do not
   */
  public static Overlap of(List<MinuteDigests> sources, boolean[] fractions) {
    return new Overlap(sources, fractions);
  }

  private Overlap(List<MinuteDigests> sources, boolean[] fractions) {
    this.sources = List.copyOf(sources);
    this.verdicts = new byte[sources.size()][];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      order.add(i);
      verdicts[i] = new byte[sources.get(i).slots()];
    }
    order.sort((a, b) -> Boolean.compare(fractions[b], fractions[a]));
    int[] preferred = order.stream().mapToInt(Integer::intValue).toArray();
    for (int p = 0; p < preferred.length; p++) {
      plan(preferred, p);
    }
  }

  /** How many host-minutes the sources tell differently. */
  public int contestedMinutes() {
    return contests.size();
  }

  /** The way in for lines of a source; one for each thread that reads it. */
  public Gate gate(int source) {
    return new Gate(source);
  }

  private void plan(int[] preferred, int p) {
    MinuteDigests digests = sources.get(preferred[p]);
    int[] slots = new int[preferred.length];
    for (int slot = 0; slot < digests.slots(); slot++) {
      if (digests.countAt(slot) != 0 && verdicts[preferred[p]][slot] == UNDECIDED) {
        decide(preferred, p, slot, slots);
      }
    }
  }

  /** Decides the minute at {@code slot} of the p-th preferred source, for all that have it. Those before p do not have it. */
  private void decide(int[] preferred, int p, int slot, int[] slots) {
    MinuteDigests digests = sources.get(preferred[p]);
    int host = digests.host(slot);
    int minute = digests.minute(slot);
    boolean differ = false;
    for (int q = p; q < preferred.length; q++) {
      MinuteDigests other = sources.get(preferred[q]);
      slots[q] = q == p ? slot : other.slot(host, minute);
      differ |= slots[q] >= 0 && !same(digests, slot, other, slots[q]);
    }
    List<Integer> contenders = new ArrayList<>(2);
    for (int q = p; q < preferred.length; q++) {
      int source = preferred[q];
      if (slots[q] >= 0) {
        boolean said = saidBefore(preferred, p, q, slots);
        verdicts[source][slots[q]] = said ? REPEATS : differ ? CONTESTED : SPEAKS;
        if (!said && differ) {
          contenders.add(source);
        }
      }
    }
    if (differ) {
      long lines = 0;
      for (int source : contenders) {
        lines += sources.get(source).count(host, minute);
      }
      int[] who = contenders.stream().mapToInt(Integer::intValue).toArray();
      contests.put(MinuteDigests.key(host, minute), new Contest(who, lines));
    }
  }

  private boolean saidBefore(int[] preferred, int p, int q, int[] slots) {
    for (int r = p; r < q; r++) {
      if (slots[r] >= 0
          && same(sources.get(preferred[r]), slots[r], sources.get(preferred[q]), slots[q])) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(MinuteDigests a, int slotA, MinuteDigests b, int slotB) {
    return a.countAt(slotA) == b.countAt(slotB) && a.sumAt(slotA) == b.sumAt(slotB);
  }

  /** The way in for the lines of one source. Confined to one thread; several gates of one plan work side by side. */
  public final class Gate {
    private final int source;
    private final MinuteDigests digests;
    private int[] minutes = new int[16];
    private byte[] known = new byte[16];
    private long admitted;
    private long repeated;

    private Gate(int source) {
      this.source = source;
      this.digests = sources.isEmpty() ? null : sources.get(source);
    }

    /** Whether this line counts; false when it repeats one that another source brings. */
    public boolean admit(int host, int minute, long identity) {
      boolean yes = digests == null || decide(host, minute, identity);
      if (yes) {
        admitted++;
      } else {
        repeated++;
      }
      return yes;
    }

    /** Whether every line is admitted: there is no other source. */
    public boolean admitsAll() {
      return digests == null;
    }

    /** Whether {@link #admit} looks at the identities of this minute's lines; else they need not be computed. */
    public boolean isContested(int host, int minute) {
      return digests != null && verdict(host, minute) == CONTESTED;
    }

    /** Lines admitted through this gate. */
    public long admitted() {
      return admitted;
    }

    /** Lines turned away at this gate as repetitions. */
    public long repeated() {
      return repeated;
    }

    private byte verdict(int host, int minute) {
      byte verdict;
      if (host < minutes.length && minutes[host] == minute && known[host] != UNDECIDED) {
        verdict = known[host];
      } else {
        int slot = digests.slot(host, minute);
        verdict = slot < 0 ? SPEAKS : verdicts[source][slot];
        remember(host, minute, verdict);
      }
      return verdict;
    }

    private boolean decide(int host, int minute, long identity) {
      byte verdict = verdict(host, minute);
      return verdict == SPEAKS
          || verdict == CONTESTED
              && contests.get(MinuteDigests.key(host, minute)).admit(source, identity);
    }

    private void remember(int host, int minute, byte verdict) {
      if (host >= minutes.length) {
        int n = Math.max(host + 1, minutes.length * 2);
        minutes = java.util.Arrays.copyOf(minutes, n);
        known = java.util.Arrays.copyOf(known, n);
      }
      minutes[host] = minute;
      known[host] = verdict;
    }
  }
}
