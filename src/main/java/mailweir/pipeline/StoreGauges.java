package mailweir.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import mailweir.alert.Gauges;
import mailweir.rollup.Counters;
import mailweir.store.duckdb.FactReader;
import mailweir.store.duckdb.SampleReader;

/** Figures for rules of alerts: of the store's minutes and samples, never of lines. */
final class StoreGauges implements Gauges {
  private static final int[] MAIL = {
    Counters.ACCEPTED,
    Counters.DELIVERED,
    Counters.BOUNCED,
    Counters.EXPIRED,
    Counters.DEFERRED,
    Counters.REFUSED,
    Counters.TEMPFAILED,
    Counters.GENERATED
  };

  private final FactReader facts;
  private final SampleReader samples;

  StoreGauges(FactReader facts, SampleReader samples) {
    this.facts = facts;
    this.samples = samples;
  }

  private static long minute(Instant t) {
    return Math.floorDiv(t.getEpochSecond(), 60L);
  }

  private static String name(List<String> hosts, int host) {
    return Stories.shown(hosts.get(host));
  }

  @Override
  public Map<String, Double> counter(String counter, Instant since, Instant until) {
    int id = Counters.id(counter);
    List<String> hosts = new HostNames(facts);
    Map<String, Double> sums = new TreeMap<>();
    facts
        .figures(minute(since), minute(until) + 1, 1)
        .forEach((minute, host, of, n) ->
            sums.merge(name(hosts, host), of == id ? n : 0.0, Double::sum));
    return sums;
  }

  @Override
  public Map<String, Double> metric(String metric, Instant since) {
    Map<String, Double> found = new TreeMap<>();
    samples
        .newest(metric, since.getEpochSecond() * 1_000_000L)
        .forEach((host, value) -> found.put(Stories.shown(host), value));
    return found;
  }

  @Override
  public Map<String, long[]> mail(Instant since, Instant until) {
    List<String> hosts = new HostNames(facts);
    Map<String, TreeSet<Long>> found = new TreeMap<>();
    facts
        .figures(minute(since), minute(until) + 1, 1)
        .forEach((minute, host, of, n) -> {
          if (n > 0 && isMail(of)) {
            found.computeIfAbsent(name(hosts, host), h -> new TreeSet<>()).add(minute);
          }
        });
    Map<String, long[]> all = new TreeMap<>();
    found.forEach((host, minutes) -> all.put(host, ascending(minutes)));
    return all;
  }

  private static boolean isMail(int counter) {
    for (int m : MAIL) {
      if (m == counter) {
        return true;
      }
    }
    return false;
  }

  private static long[] ascending(TreeSet<Long> minutes) {
    return minutes.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public long[][] minutes(String host, Instant since, Instant until) {
    List<String> hosts = new HostNames(facts);
    TreeSet<Long> lines = new TreeSet<>();
    TreeSet<Long> mail = new TreeSet<>();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      if (name(hosts, i).equals(host)) {
        numbers.add(i);
      }
    }
    for (int number : numbers) {
      facts
          .figures(minute(since), minute(until) + 1, 1, number)
          .forEach((minute, of, counter, n) -> {
            if (n > 0 && counter == Counters.LINES_READ) {
              lines.add(minute);
            } else if (n > 0 && isMail(counter)) {
              mail.add(minute);
            }
          });
    }
    return new long[][] {ascending(lines), ascending(mail)};
  }
}
