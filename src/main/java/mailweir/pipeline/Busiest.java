package mailweir.pipeline;

import java.util.Arrays;

/** Sums by the number of a text, two of them each, and the largest. Not safe for threads. */
final class Busiest {
  private long[] first = new long[1 << 10];
  private long[] second = new long[1 << 10];
  private int end;

  void add(int id, long one, long two) {
    if (id >= first.length) {
      int n = Math.max(id + 1, first.length * 2);
      first = Arrays.copyOf(first, n);
      second = Arrays.copyOf(second, n);
    }
    first[id] += one;
    second[id] += two;
    end = Math.max(end, id + 1);
  }

  void addAll(Busiest other) {
    for (int i = 0; i < other.end; i++) {
      if (other.first[i] != 0 || other.second[i] != 0) {
        add(i, other.first[i], other.second[i]);
      }
    }
  }

  long first(int id) {
    return id < end ? first[id] : 0;
  }

  long second(int id) {
    return id < end ? second[id] : 0;
  }

  /** The numbers with the largest first sum, at most {@code most}; equal ones in the order of {@code tie}. */
  int[] top(int most, java.util.function.IntFunction<String> tie) {
    java.util.PriorityQueue<Integer> heap =
        new java.util.PriorityQueue<>((x, y) ->
            first[x] != first[y]
                ? Long.compare(first[x], first[y])
                : tie.apply(y).compareTo(tie.apply(x)));
    for (int i = 1; i < end; i++) {
      if (first[i] > 0) {
        if (heap.size() == most && first[i] < first[heap.peek()]) {
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
