package mailweir.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far each way of forecasting is from what comes, on queues whose truth is known: the table of docs/adr/a-forecast-tells-its-error.md. */
class ForecastErrorTest {
  private static final int SEEDS = 5;

  private static Map<String, MadeQueue> queues(long seed) {
    Map<String, MadeQueue> all = new LinkedHashMap<>();
    all.put("drain", new MadeQueue(seed, 6_000).on(240, 20, 40));
    all.put("flood", new MadeQueue(seed, 200).on(90, 60, 60).on(40, 300, 80).on(150, 60, 80));
    all.put("waves of retries", new MadeQueue(seed, 1_500).waves(300, 5, 8, 0.03));
    all.put("wide waves", new MadeQueue(seed, 1_500).waves(300, 17, 8, 0.08));
    all.put(
        "stalls",
        new MadeQueue(seed, 100)
            .on(60, 40, 42)
            .on(30, 40, 0)
            .on(40, 40, 120)
            .on(30, 40, 0)
            .on(140, 40, 120));
    all.put("steady", new MadeQueue(seed, 800).on(300, 50, 50));
    return all;
  }

  /** The ways: nothing changes, smoothed differences, the median's slope, both weighed. */
  private static final List<String> WAYS = List.of("as it is", "smoothed", "median", "weighed");

  private static double[][] errors(String name, int ahead) {
    List<List<Double>> far = new ArrayList<>();
    WAYS.forEach(way -> far.add(new ArrayList<>()));
    for (int seed = 1; seed <= SEEDS; seed++) {
      MadeQueue queue = queues(seed).get(name);
      Past past = Past.of(queue.looks(), queue.now(), Forecast.PAST);
      Past.Trust[] trusts = Forecast.trusts(past);
      for (int i = 0; i + ahead < past.minutes(); i++) {
        if (Double.isNaN(past.median[i]) || i < past.minutes() - 210) {
          continue;
        }
        double came = past.level[i + ahead];
        far.get(0).add(Math.abs(past.level[i] - came));
        far.get(1).add(Math.abs(past.said(i, ahead, new Past.Trust(0, 1)) - came));
        far.get(2).add(Math.abs(past.said(i, ahead, new Past.Trust(1, 0)) - came));
        far.get(3).add(Math.abs(past.said(i, ahead, trusts[i]) - came));
      }
    }
    double[][] found = new double[WAYS.size()][2];
    for (int way = 0; way < WAYS.size(); way++) {
      double[] all = far.get(way).stream().mapToDouble(Double::doubleValue).toArray();
      found[way][0] = Past.middle(all, all.length);
      found[way][1] = java.util.Arrays.stream(all).average().orElse(0);
    }
    return found;
  }

  @Test
  void weighed_isNeverMuchWorseThanTheBetterOfBoth() {
    StringBuilder table = new StringBuilder();
    for (int ahead : Forecast.AHEAD) {
      for (String name : queues(1).keySet()) {
        double[][] found = errors(name, ahead);
        table.append(String.format(Locale.ROOT, "| %s | %d |", name, ahead));
        for (double[] way : found) {
          table.append(String.format(Locale.ROOT, " %.0f / %.0f |", way[0], way[1]));
        }
        table.append('\n');
        double better = Math.min(found[1][1], found[2][1]);
        assertTrue(found[3][1] <= better * 1.1 + 3, name + " " + ahead + "\n" + table);
      }
    }
    assertEquals(16, table.toString().lines().count() + WAYS.size(), table::toString);
  }
}
