package mailweir.answer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import mailweir.bounce.BounceClass;
import mailweir.event.Action;
import mailweir.event.Reason;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;

/** Sums by minute and host as a {@link Report}, without its lists of the busiest: the same for files just read and for the store. */
public final class Figures {
  private final long[] all = new long[Counters.count()];
  private final Map<String, long[]> byHost = new TreeMap<>();
  private final Map<Long, long[]> byHour = new TreeMap<>();
  private long firstMinute = Long.MAX_VALUE;
  private long lastMinute = Long.MIN_VALUE;

  /**
   * Takes what a tally has in the query's span and of its host; {@code names} tells hosts by their number. A tally by hour was told the
   * span when it was made.
   */
  public Figures add(Tally tally, java.util.function.IntFunction<String> names, Query query) {
    long since = query.since() == null ? Long.MIN_VALUE : minuteAtOrAfter(query.since());
    long until = query.until() == null ? Long.MAX_VALUE : minuteAtOrAfter(query.until());
    String only = query.host() == null ? null : mailweir.identity.Hosts.canonical(query.host());
    List<long[]> hostRows = new ArrayList<>();
    List<Boolean> wanted = new ArrayList<>();
    tally.forEachRow((first, last, host, counter, cells, from) -> {
      if (last < since || first >= until) {
        return;
      }
      while (hostRows.size() <= host) {
        String name = names.apply(hostRows.size());
        boolean in = only == null || only.equals(name);
        wanted.add(in);
        hostRows.add(in ? byHost.computeIfAbsent(name, k -> new long[Counters.count()]) : null);
      }
      if (!wanted.get(host)) {
        return;
      }
      long[] hostRow = hostRows.get(host);
      long[] hourRow =
          byHour.computeIfAbsent(Math.floorDiv(first, 60), k -> new long[Counters.count()]);
      for (int c = counter, end = Math.min(all.length, counter + Tally.CELLS); c < end; c++) {
        long n = cells[from + c - counter];
        all[c] += n;
        hostRow[c] += n;
        hourRow[c] += n;
      }
      if (first != 0) {
        firstMinute = Math.min(firstMinute, first);
        lastMinute = Math.max(lastMinute, last);
      }
    });
    return this;
  }

  /** The first minute at or after an instant: spans are cut to whole minutes. */
  public static long minuteAtOrAfter(Instant instant) {
    return -Math.floorDiv(-instant.getEpochSecond(), 60)
        + (instant.getEpochSecond() % 60 == 0 && instant.getNano() > 0 ? 1 : 0);
  }

  /** The report. {@code virusByName}, {@code top} and {@code shapes} come from whoever keeps them. */
  public Report report(
      Query query, Map<String, Long> virusByName, Report.Top top, List<Report.Shape> shapes) {
    Instant since =
        query.since() != null
            ? query.since()
            : firstMinute == Long.MAX_VALUE ? null : Instant.ofEpochSecond(firstMinute * 60);
    Instant until =
        query.until() != null
            ? query.until()
            : lastMinute == Long.MIN_VALUE ? since : Instant.ofEpochSecond(lastMinute * 60 + 60);
    Map<String, Map<String, Long>> hosts = new LinkedHashMap<>();
    TreeSet<String> names = new TreeSet<>();
    byHost.forEach((name, row) -> {
      boolean any = false;
      for (long n : row) {
        any |= n != 0;
      }
      if (any) {
        String shown = name.isEmpty() ? "localhost" : name;
        names.add(shown);
        hosts.put(shown, whole(row, false));
      }
    });
    List<Report.Hour> hours = new ArrayList<>();
    byHour.forEach((hour, row) -> {
      Map<String, Long> counters = whole(row, true);
      if (!counters.isEmpty()) {
        hours.add(new Report.Hour(Instant.ofEpochSecond(hour * 3600), counters));
      }
    });
    Map<String, Long> lines = new LinkedHashMap<>();
    for (String kind :
        List.of("read", "repeated", "understood", "uninformative", "not_understood")) {
      lines.put(kind, all[Counters.id("lines." + kind)]);
    }
    return new Report(
        since,
        until,
        List.copyOf(names),
        lines,
        whole(all, false),
        part(List.of("smtp", "submission", "pickup"), "accepted", true),
        part(Counters.VIAS, "delivered", false),
        part(reasons(), "refused", false),
        part(reasons(), "tempfailed", false),
        part(actions(), "spam", false),
        part(actions(), "virus", false),
        part(actions(), "banned", false),
        virusByName,
        part(BounceClass.words(), "bounced", false),
        part(BounceClass.words(), "deferred", false),
        hosts,
        hours,
        top,
        shapes,
        List.of());
  }

  private static Map<String, Long> whole(long[] row, boolean onlyWhatIs) {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (int c = 0; c < Counters.WHOLE; c++) {
      boolean isTold = c != Counters.CONNECTIONS || row[c] + row[Counters.CONNECTIONS_WITHIN] > 0;
      if (isTold && (!onlyWhatIs || row[c] != 0)) {
        counters.put(Counters.name(c), row[c]);
      }
    }
    return counters;
  }

  private Map<String, Long> part(List<String> members, String counter, boolean zeros) {
    Map<String, Long> parts = new LinkedHashMap<>();
    for (String m : members) {
      long n = all[Counters.id(counter + "." + m)];
      if (n != 0 || zeros) {
        parts.put(m, n);
      }
    }
    return parts;
  }

  private static List<String> reasons() {
    List<String> names = new ArrayList<>();
    for (Reason r : Reason.values()) {
      names.add(r.word());
    }
    return names;
  }

  private static List<String> actions() {
    List<String> names = new ArrayList<>();
    for (Action a : Action.values()) {
      names.add(a.word());
    }
    return names;
  }
}
