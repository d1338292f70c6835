package mailweir.collect.collectd;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts as rates a second, from one datagram to the next. Bounded: what was not heard of for longest is forgotten. Confined to one thread. */
final class Rates {
  private static final double LARGEST_STEP = 0x1p63;
  private final int most;

  private record Key(String host, String metric) {}

  private record Last(long micros, double value) {}

  private final Map<Key, Last> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Last> eldest) {
          return size() > most;
        }
      };

  Rates(int most) {
    this.most = most;
  }

  /**
   * The rate since the count before; NaN when there was none, when the count began anew, or when it is no later.
   *
   * @param reset whether the value counts since the datagram before instead of since ever
   */
  double of(String host, String metric, long micros, double value, boolean reset) {
    Last before = last.put(new Key(host, metric), new Last(micros, value));
    if (before == null || micros <= before.micros) {
      return Double.NaN;
    }
    double step = reset ? value : value - before.value;
    return step < 0 || step > LARGEST_STEP ? Double.NaN : step * 1e6 / (micros - before.micros);
  }
}
