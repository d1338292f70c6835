package mailweir.store.lines;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The digests of what is stored, by day: read when a line of the day comes, written as a log of what changed.
 *
 * <p>{@code 2026-11-20.3.min}: a record for each round, with the minutes that changed, some 12 bytes each. A log that has grown to
 * four times what it says is written anew. A day whose log is lost or damaged is counted again from the vault.
 */
final class KnownDays {
  static final String ENDING = ".min";
  private static final int HOURS_A_DAY = 24;
  private static final int MOST_HOURS = 50_000;
  private static final long SMALL_LOG = 256 << 10;
  private static final int MINUTE_BYTES = 14;

  private final CommittedFiles files;
  private final LineVault vault;
  private final KnownLines.Recall recall;
  private final Map<Integer, KnownDay> days = new HashMap<>();
  private final RecordWriter record = new RecordWriter();
  private KnownHour[] latest = new KnownHour[64];
  private long touch;
  private int writing;

  /** A day that is in memory. */
  private static final class KnownDay {
    final Map<Long, KnownHour> hours = new HashMap<>();
    final Set<KnownHour> changed = new LinkedHashSet<>();
    String file;
    long touched;
  }

  KnownDays(CommittedFiles files, LineVault vault, KnownLines.Recall recall) {
    this.files = files;
    this.vault = vault;
    this.recall = recall;
    files.committed().keySet().forEach(name -> writing = Math.max(writing, Day.writing(name)));
  }

  /** What is known of a host's hour; made when there is nothing. */
  KnownHour hour(int host, int hour) {
    if (host < latest.length) {
      KnownHour last = latest[host];
      if (last != null && last.hour == hour) {
        return last;
      }
    } else {
      latest = java.util.Arrays.copyOf(latest, Math.max(host + 1, latest.length * 2));
    }
    KnownDay day = day(hour / HOURS_A_DAY);
    KnownHour found =
        day.hours.computeIfAbsent((long) host << 32 | hour, k -> new KnownHour(host, hour));
    latest[host] = found;
    return found;
  }

  /** The hour was, or will be, written to: it goes into the next record. */
  void changed(KnownHour hour) {
    if (!hour.isDirty()) {
      day(hour.hour / HOURS_A_DAY).changed.add(hour);
    }
  }

  /** Writes what changed. */
  void write() {
    for (Map.Entry<Integer, KnownDay> entry : days.entrySet()) {
      KnownDay day = entry.getValue();
      if (!day.changed.isEmpty()) {
        boolean anew = day.file == null || files.length(day.file) > SMALL_LOG + 4L * size(day);
        if (anew) {
          if (day.file != null) {
            files.remove(day.file);
          }
          day.file = Day.file(entry.getKey(), ++writing, ENDING);
        }
        for (KnownHour hour : anew ? day.hours.values() : day.changed) {
          hour.write(record, vault.host(hour.host), anew);
        }
        record.appendTo(files, day.file);
        day.changed.clear();
      }
    }
  }

  /** Lets go of days that nobody asked for of late. Nothing is unwritten. */
  void rest() {
    int hours = days.values().stream().mapToInt(d -> d.hours.size()).sum();
    while (hours > MOST_HOURS && days.size() > 1) {
      Map.Entry<Integer, KnownDay> oldest = null;
      for (Map.Entry<Integer, KnownDay> day : days.entrySet()) {
        if (oldest == null || day.getValue().touched < oldest.getValue().touched) {
          oldest = day;
        }
      }
      hours -= oldest.getValue().hours.size();
      days.remove(oldest.getKey());
    }
    java.util.Arrays.fill(latest, null);
  }

  /** Forgets what is in memory: the files say what holds. */
  void forget() {
    days.clear();
    java.util.Arrays.fill(latest, null);
  }

  /** The day's log is gone when the change is committed. */
  void drop(int day) {
    days.remove(day);
    java.util.Arrays.fill(latest, null);
    for (String name : List.copyOf(files.committed().keySet())) {
      if (name.endsWith(ENDING) && Day.ofFile(name) == day) {
        files.remove(name);
      }
    }
  }

  /** The highest number of a source that any digest names. */
  int highestSpeaker() {
    int highest = 0;
    for (String name : files.committed().keySet()) {
      if (name.endsWith(ENDING)) {
        for (KnownHour hour : day(Day.ofFile(name)).hours.values()) {
          for (int speaker : hour.speakers) {
            highest = Math.max(highest, speaker);
          }
        }
        rest();
      }
    }
    return highest;
  }

  private static long size(KnownDay day) {
    return day.hours.size() * 60L * MINUTE_BYTES;
  }

  private KnownDay day(int day) {
    KnownDay known = days.get(day);
    if (known == null) {
      known = load(day);
      days.put(day, known);
    }
    known.touched = ++touch;
    return known;
  }

  private KnownDay load(int number) {
    String name = null;
    for (String candidate : files.committed().keySet()) {
      if (candidate.endsWith(ENDING) && Day.ofFile(candidate) == number) {
        name = candidate;
      }
    }
    KnownDay day = new KnownDay();
    if (name != null) {
      try {
        RecordReader in = new RecordReader(files.disk, name, files.length(name));
        while (in.next()) {
          while (in.hasMore()) {
            int host = vault.hostId(in.text());
            int hour = (int) in.number();
            day.hours
                .computeIfAbsent((long) host << 32 | hour, k -> new KnownHour(host, hour))
                .read(in);
          }
        }
        day.file = name;
        return day;
      } catch (IOException e) {
        day = new KnownDay();
        files.remove(name);
      }
    }
    return counted(number, day);
  }

  /** Counts a day from its stored lines. */
  private KnownDay counted(int number, KnownDay day) {
    List<KnownHour> all = new ArrayList<>();
    long from = number * Day.MICROS;
    vault.scan(
        null,
        from,
        from + Day.MICROS,
        (host, micros, array, a, b) -> {
          int id = vault.hostId(host);
          int hour = KnownLines.hour(micros);
          KnownHour known =
              day.hours.computeIfAbsent((long) id << 32 | hour, k -> new KnownHour(id, hour));
          if (!known.isDirty()) {
            all.add(known);
          }
          known.add(KnownLines.minute(micros), recall.identity(host, micros, array, a, b));
        });
    day.changed.addAll(all);
    return day;
  }
}
