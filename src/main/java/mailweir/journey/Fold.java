package mailweir.journey;

/**
 * The life of a message from what lines said about one queue id on one host: the heart, and a pure function.
 *
 * <p>In: all marks of a queue id, in any order. They are sorted by time, then by the order in which a server writes them, then by
 * what they say, and cut into stays: a queue id is not a name, short ones are used again within minutes (COUNTING.md, law
 * 7). So the order of arrival cannot matter (law 1), and there is no state to be interrupted (law 3).
 *
 * <p>A mark opens a new stay when
 *
 * <ul>
 *   <li>it is an origin ({@code client=}, pickup) and the stay before has one, or has been removed, or began over {@link #BACKWARDS}
 *       earlier: central logs run backwards by a second or two;
 *   <li>the stay before was removed over {@link #AFTERWARDS} earlier, or it was removed and the mark is one that begins a message
 *       (Message-ID, queue active);
 *   <li>nothing was heard for longer than any queue keeps mail ({@link #SILENCE}).
 * </ul>
 */
final class Fold {
  /** How far a host's clock and the order of its processes' lines go astray, microseconds. */
  static final long BACKWARDS = 5_000_000L;

  /** How long after its removal a message is still talked about (filters log late), microseconds. */
  static final long AFTERWARDS = 10_000_000L;

  /** Longer than the queue lifetime that any server has by default (5 days), microseconds. */
  static final long SILENCE = 8L * 86_400_000_000L;

  private int[] sorted = new int[64];
  private Stay[] stays = {new Stay(), new Stay()};
  private int stayCount;
  private int lastBegins;
  private boolean isCut;

  /** Puts the marks of a chain into their order; valid until the next call. */
  void gather(Marks marks, int head, int n) {
    isCut = false;
    if (sorted.length < n) {
      sorted = new int[n * 2];
    }
    int i = n;
    // the chain has the newest first, so filling from the back leaves next to nothing to sort
    for (int m = head; m != 0; m = marks.next(m)) {
      sorted[--i] = m;
    }
    if (n > 64 && !isSorted(marks, n)) {
      mergeSort(marks, n);
    } else {
      for (int k = 1; k < n; k++) {
        int m = sorted[k];
        int j = k - 1;
        while (j >= 0 && marks.before(m, sorted[j])) {
          sorted[j + 1] = sorted[j];
          j--;
        }
        sorted[j + 1] = m;
      }
    }
  }

  private boolean isSorted(Marks marks, int n) {
    for (int k = 1; k < n; k++) {
      if (marks.before(sorted[k], sorted[k - 1])) {
        return false;
      }
    }
    return true;
  }

  private void mergeSort(Marks marks, int n) {
    int[] from = sorted;
    int[] to = new int[sorted.length];
    for (int width = 1; width < n; width *= 2) {
      for (int lo = 0; lo < n; lo += 2 * width) {
        int mid = Math.min(lo + width, n);
        int hi = Math.min(lo + 2 * width, n);
        int a = lo;
        int b = mid;
        for (int k = lo; k < hi; k++) {
          to[k] = a < mid && (b >= hi || !marks.before(from[b], from[a])) ? from[a++] : from[b++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    sorted = from;
  }

  /** The marks in the order that {@link #gather} found. */
  int[] order() {
    return sorted;
  }

  /**
   * Writes the stays of the gathered marks as rows; tells how many marks, from the front, belong to stays that are over: all of them
   * when the last stay is complete.
   */
  int foldOpen(
      Marks marks, int n, long key, long idHash, int host, long id0, long id1, long id2, Hops out) {
    fold(marks, n, key, idHash, host, id0, id1, id2, out);
    return stays[stayCount - 1].isComplete() ? n : lastBegins;
  }

  /** Which of the stays that were cut has a mark. */
  int stayOf(int mark) {
    int k = 0;
    while (sorted[k] != mark) {
      k++;
    }
    int stay = stayCount - 1;
    while (stay > 0 && stays[stay].begins > k) {
      stay--;
    }
    return stay;
  }

  /** Cuts the sorted marks into stays. */
  private void cut(Marks marks, int n) {
    if (isCut) {
      return;
    }
    isCut = true;
    stayCount = 0;
    Stay stay = null;
    for (int k = 0; k < n; k++) {
      int m = sorted[k];
      if (stay == null || opens(marks, m, stay)) {
        if (stayCount == stays.length) {
          stays = java.util.Arrays.copyOf(stays, stayCount * 2);
          for (int i = stayCount; i < stays.length; i++) {
            stays[i] = new Stay();
          }
        }
        lastBegins = k;
        stay = stays[stayCount++];
        stay.clear(marks.time(m));
        stay.begins = k;
      }
      stay.take(marks, m);
    }
  }

  private static boolean opens(Marks marks, int m, Stay stay) {
    long time = marks.time(m);
    if (time - stay.last > SILENCE) {
      return true;
    }
    int kind = marks.kind(m);
    if (kind == Words.CLIENT || kind == Words.PICKUP) {
      return stay.origin != Words.ORIGIN_NONE || stay.removed || time - stay.first > BACKWARDS;
    }
    if (kind == Words.QUEUED && (marks.bits(m) & Words.SAYS_LITTLE) != 0 && isTaken(stay)) {
      // such a server tells a message's arrival once
      return true;
    }
    if (stay.removed) {
      boolean begins =
          kind == Words.QUEUED
              || kind == Words.MESSAGE_ID && (stay.flags & Words.HAS_MESSAGE_ID) != 0;
      return time - stay.removedAt > (begins ? 0 : AFTERWARDS);
    }
    return kind == Words.MESSAGE_ID
        && marks.bits(m) == 0
        && stay.nrcpt > 0
        && (stay.flags & Words.HAS_MESSAGE_ID) != 0
        && stay.messageId != marks.e(m);
  }

  private static boolean isTaken(Stay stay) {
    return (stay.flags & Words.ACTIVE) != 0;
  }

  /** Whether every stay of the marks is complete. */
  boolean isComplete(Marks marks, int n) {
    boolean removed = false;
    for (int k = n - 1; k >= 0 && !removed; k--) {
      removed =
          marks.kind(sorted[k]) == Words.REMOVED
              || marks.kind(sorted[k]) == Words.QUEUED
                  && (marks.bits(sorted[k]) & Words.SAYS_NO_REMOVAL) != 0;
    }
    if (!removed) {
      return false;
    }
    cut(marks, n);
    for (int i = 0; i < stayCount; i++) {
      if (!stays[i].isComplete()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a stay is of a server that tells little; after {@link #isComplete} was true. */
  boolean saysLittle() {
    boolean any = false;
    for (int i = 0; i < stayCount; i++) {
      any |= (stays[i].flags & Words.UNTOLD) != 0;
    }
    return any;
  }

  /** Writes the stays of the gathered marks as rows. */
  void fold(
      Marks marks, int n, long key, long idHash, int host, long id0, long id1, long id2, Hops out) {
    cut(marks, n);
    for (int i = 0; i < stayCount; i++) {
      int row = out.size();
      stays[i].write(marks, key, idHash, host, out);
      if (id0 != 0) {
        out.queueId(row, id0, id1, id2);
      }
    }
  }
}
