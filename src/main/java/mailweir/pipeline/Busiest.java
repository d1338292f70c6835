package mailweir.pipeline;

import java.util.Arrays;

/** Sums by the number of a text, two of them each, and the largest. Not safe for threads. */
final class Busiest {
  /** First and second sum of each number side by side, in one line of the cache. */
  private long[] sums = new long[1 << 11];

  private int end;

  void add(int id, long one, long two) {
    int i = id << 1;
    if (i >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(i + 2, sums.length * 2));
    }
    sums[i] += one;
    sums[i + 1] += two;
    end = Math.max(end, id + 1);
  }

  void addAll(Busiest other) {
    for (int i = 0; i < other.end; i++) {
      if (other.first(i) != 0 || other.second(i) != 0) {
        add(i, other.first(i), other.second(i));
      }
    }
  }

  long first(int id) {
    return id < end ? sums[id << 1] : 0;
  }

  long second(int id) {
    return id < end ? sums[(id << 1) + 1] : 0;
  }

  /** The numbers with the largest first sum, at most {@code most}; equal ones in the order of {@code tie}. */
  int[] top(int most, java.util.function.IntFunction<String> tie) {
    java.util.PriorityQueue<Integer> heap =
        new java.util.PriorityQueue<>((x, y) ->
            first(x) != first(y)
                ? Long.compare(first(x), first(y))
                : tie.apply(y).compareTo(tie.apply(x)));
    for (int i = 1; i < end; i++) {
      if (sums[i << 1] > 0) {
        if (heap.size() == most && sums[i << 1] < first(heap.peek())) {
          continue;
        }
        heap.add(i);
        if (heap.size() > most) {
          heap.poll();
        }
      }
    }
    int[] out = new int[heap.size()];
    for (int i = out.length - 1; i >= 0; i--) {
      out[i] = heap.poll();
    }
    return out;
  }
}
