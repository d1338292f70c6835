package mailweir.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.Report;
import mailweir.journey.Texts;

/**
 * Hits of web servers, summed by virtual host and hour, and the visits that they make: stretches of a client's hits at a virtual host with
 * less than 30 minutes from each to the next. A union of stretches is the same in whatever order they come. Confined to one thread.
 */
final class WebHits {
  /** A pause that ends a visit, microseconds. */
  static final long PAUSE = 1_800_000_000L;

  private static final long HOUR = 3_600_000_000L;

  /** Hits, bytes, visits, then hits by the first digit of their status. */
  private static final int WIDTH = 9;

  private final Map<Long, long[]> hours = new HashMap<>();

  /** By virtual host and client: first and last instants of stretches, in their order; the number of longs used stands first. */
  private final Map<Long, long[]> stretches = new HashMap<>();

  /** {@code counted}: it lies in the span asked for; a hit before it still belongs to a visit. */
  void add(long time, int virtualHost, int client, int status, long bytes, boolean counted) {
    if (counted) {
      long[] sums = hour(time, virtualHost);
      sums[0]++;
      sums[1] += bytes;
      sums[3 + (status >= 100 && status < 600 ? status / 100 : 0)]++;
    }
    long key = (long) virtualHost << 32 | client & 0xFFFFFFFFL;
    stretches.put(key, with(stretches.get(key), time, time));
  }

  private long[] hour(long time, int virtualHost) {
    return hours.computeIfAbsent(
        Math.floorDiv(time, HOUR) << 32 | virtualHost & 0xFFFFFFFFL, k -> new long[WIDTH]);
  }

  private static long[] with(long[] known, long first, long last) {
    if (known == null) {
      return new long[] {3, first, last};
    }
    int end = (int) known[0];
    int from = end;
    // those that begin after the new one ends, with the pause, stay behind it
    while (from > 1 && known[from - 2] - last >= PAUSE) {
      from -= 2;
    }
    int to = from;
    long low = first;
    long high = last;
    while (from > 1 && first - known[from - 1] < PAUSE) {
      low = Math.min(low, known[from - 2]);
      high = Math.max(high, known[from - 1]);
      from -= 2;
    }
    int grown = end - (to - from) + 2;
    long[] all = grown <= known.length ? known : Arrays.copyOf(known, grown + end / 2);
    System.arraycopy(all, to, all, from + 2, end - to);
    all[from] = low;
    all[from + 1] = high;
    all[0] = grown;
    return all;
  }

  void addAll(WebHits other) {
    other.hours.forEach((key, sums) -> {
      long[] mine = hours.computeIfAbsent(key, k -> new long[WIDTH]);
      for (int i = 0; i < WIDTH; i++) {
        mine[i] += sums[i];
      }
    });
    other.stretches.forEach((key, theirs) -> {
      long[] mine = stretches.get(key);
      for (int i = 1; i < theirs[0]; i += 2) {
        mine = with(mine, theirs[i], theirs[i + 1]);
      }
      stretches.put(key, mine);
    });
  }

  /** By virtual host and hour; visits where they began. */
  List<Report.Web> hours(Texts texts, Worker.Span span) {
    stretches.forEach((key, all) -> {
      for (int i = 1; i < all[0]; i += 2) {
        if (span.hasMinute(all[i])) {
          hour(all[i], (int) (key >>> 32))[2]++;
        }
      }
    });
    List<Report.Web> rows = new ArrayList<>();
    hours.forEach((key, sums) -> {
      List<Long> status = new ArrayList<>();
      for (int i = 3; i < WIDTH; i++) {
        status.add(sums[i]);
      }
      rows.add(
          new Report.Web(
              texts.text((int) (long) key),
              java.time.Instant.ofEpochSecond((key >> 32) * 3600),
              sums[0],
              sums[2],
              sums[1],
              status));
    });
    rows.sort(ORDER);
    return rows;
  }

  /** By virtual host, then by hour. */
  static final Comparator<Report.Web> ORDER =
      Comparator.comparing(Report.Web::virtualHost).thenComparing(Report.Web::hour);
}
