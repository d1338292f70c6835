package mailweir.answer;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Web traffic by virtual host and day of a zone. */
public final class WebDays {
  /** {@code status}: hits by {@code 2xx} and the like, those that there are. */
  public record Day(
      String virtualHost,
      LocalDate day,
      long hits,
      long visits,
      long bytes,
      Map<String, Long> status) {}

  private WebDays() {}

  /** In the order of virtual hosts, then of days. */
  public static List<Day> of(List<Report.Web> hours, ZoneId zone) {
    Map<String, Map<LocalDate, long[]>> sums = new TreeMap<>();
    for (Report.Web hour : hours) {
      long[] s =
          sums.computeIfAbsent(hour.virtualHost(), k -> new TreeMap<>())
              .computeIfAbsent(hour.hour().atZone(zone).toLocalDate(), k -> new long[9]);
      s[0] += hour.hits();
      s[1] += hour.visits();
      s[2] += hour.bytes();
      for (int i = 0; i < hour.status().size(); i++) {
        s[3 + i] += hour.status().get(i);
      }
    }
    List<Day> days = new ArrayList<>();
    sums.forEach((name, byDay) ->
        byDay.forEach((day, s) -> {
          Map<String, Long> status = new LinkedHashMap<>();
          for (int i = 1; i < 6; i++) {
            if (s[3 + i] != 0) {
              status.put(i + "xx", s[3 + i]);
            }
          }
          if (s[3] != 0) {
            status.put("other", s[3]);
          }
          days.add(new Day(name, day, s[0], s[1], s[2], status));
        }));
    return days;
  }
}
