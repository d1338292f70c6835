package mailweir.demo;

import java.util.Arrays;

/** Random numbers that are the same for the same seed, everywhere (splitmix64). */
final class Chance {
  private long state;

  Chance(long seed) {
    state = seed;
  }

  long bits() {
    long z = (state += 0x9E3779B97F4A7C15L);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** From 0 to n - 1. */
  int below(int n) {
    return (int) (((bits() >>> 33) * n) >>> 31);
  }

  /** From low to high - 1. */
  int between(int low, int high) {
    return low + below(high - low);
  }

  /** From 0 to just under 1. */
  double fraction() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  boolean happens(double probability) {
    return fraction() < probability;
  }

  /** As times between arrivals are. */
  double waiting(double mean) {
    return -mean * Math.log(1 - fraction());
  }

  /** Normally distributed around 0. */
  double normal() {
    return Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
  }

  /** One of them. */
  <T> T of(T[] all) {
    return all[below(all.length)];
  }

  /** A choice in which few are taken often and many seldom (Zipf–Mandelbrot). */
  static final class Popularity {
    private final double[] sums;

    Popularity(int n, double steepness) {
      sums = new double[n];
      double total = 0;
      for (int k = 0; k < n; k++) {
        total += 1 / Math.pow(k + 1 + 2.7, steepness);
        sums[k] = total;
      }
      for (int k = 0; k < n; k++) {
        sums[k] /= total;
      }
    }

    int next(Chance chance) {
      int at = Arrays.binarySearch(sums, chance.fraction());
      return at >= 0 ? at : Math.min(-at - 1, sums.length - 1);
    }
  }
}
