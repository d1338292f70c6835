package mailweir.demo;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The figures that are true of the lines written so far. A line counts when it is written, so a log cut anywhere has an exact
 * truth.
 */
public final class Truth {
  /** Columns of the figures by hour. */
  enum Hourly {
    ACCEPTED,
    DELIVERED,
    REJECTED,
    DEFERRED,
    BOUNCED
  }

  private static final long HOUR = 3_600_000;

  private final Population people;
  private final Map<String, Integer> index = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private long[] counts = new long[4096];
  private final int[] bySender;
  private final long[] bytesBySender;
  private final int[] byRecipient;
  private final int[] byClient;
  private final TreeMap<Integer, long[]> byHour = new TreeMap<>();
  private long hour = Long.MIN_VALUE;
  private long[] ofHour;
  private final QueueIds queueIds = new QueueIds();
  private long lines;
  private long bytes;

  Truth(Population people) {
    this.people = people;
    bySender = new int[people.senders.length + people.recipients.length + 1];
    bytesBySender = new long[bySender.length];
    byRecipient = new int[people.recipients.length];
    byClient = new int[people.clientNames.length];
  }

  public long lines() {
    return lines;
  }

  public long bytes() {
    return bytes;
  }

  /** A counter by its name, {@code group.name}. */
  public long count(String name) {
    Integer i = index.get(name);
    return i == null ? 0 : counts[i];
  }

  /** The number of a counter, made when it is new. */
  int counter(String name) {
    Integer i = index.get(name);
    if (i == null) {
      i = names.size();
      index.put(name, i);
      names.add(name);
      if (i == counts.length) {
        counts = Arrays.copyOf(counts, 2 * i);
      }
    }
    return i;
  }

  /** Where accounts and local users are counted among the senders. */
  int senderOfRecipient(int recipient) {
    return people.senders.length + recipient;
  }

  int senderWithoutName() {
    return bySender.length - 1;
  }

  /** The line is written. */
  void written(Entry e) {
    lines++;
    bytes += e.line.length;
    for (int i = 0; i < e.counters; i++) {
      counts[e.counter[i]]++;
    }
    if (e.sender >= 0) {
      bySender[e.sender]++;
      bytesBySender[e.sender] += e.size;
    }
    if (e.recipient >= 0) {
      byRecipient[e.recipient]++;
    }
    if (e.client >= 0) {
      byClient[e.client]++;
    }
    if (e.byteCounter != null) {
      counts[counter(e.byteCounter)] += e.size;
    }
    if (e.hourly != null) {
      hourly(e.time / HOUR)[e.hourly.ordinal()]++;
    }
    if (e.queueId != 0) {
      queueIds.add(e.queueId);
    }
  }

  private long[] hourly(long at) {
    if (at != hour) {
      hour = at;
      ofHour = byHour.computeIfAbsent((int) at, h -> new long[Hourly.values().length]);
    }
    return ofHour;
  }

  /** The figures as JSON. */
  void write(PrintWriter out, TrafficOptions options, long reusedIds) {
    out.println("{");
    out.printf(
        "  \"format\": \"%s\", \"seed\": %d, \"hosts\": %d, \"start\": \"%s\", \"ooo_seconds\": %d,%n",
        options.format().word(),
        options.seed(),
        options.hosts(),
        options.start(),
        options.disorderSeconds());
    out.printf(
        "  \"lines\": %d, \"bytes\": %d, \"distinct_queue_ids_per_host\": %d, \"short_queue_ids_reused_so_far\": %d,%n",
        lines, bytes, queueIds.size(), reusedIds);
    groups()
        .forEach((group, members) -> out.println("  \"" + group + "\": {" + join(members) + "},"));
    top(out, "top_senders", bySender, this::senderName, bytesBySender);
    top(out, "top_recipients_delivered_local", byRecipient, i -> people.recipients[i], null);
    top(out, "top_clients", byClient, people::client, null);
    out.println(
        "  \"per_hour\": {\"columns\": [\"accepted\",\"delivered\",\"rejected\",\"deferred\",\"bounced\"],");
    String separator = "";
    for (var e : byHour.entrySet()) {
      LocalDateTime time = LocalDateTime.ofEpochSecond(e.getKey() * 3600L, 0, ZoneOffset.UTC);
      out.print(
          separator
              + "    \""
              + time.toString().replace('T', ' ')
              + "\": "
              + Arrays.toString(e.getValue()));
      separator = ",\n";
    }
    out.println("}");
    out.println("}");
  }

  private TreeMap<String, TreeMap<String, Long>> groups() {
    TreeMap<String, TreeMap<String, Long>> groups = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int dot = name.indexOf('.');
      groups
          .computeIfAbsent(dot < 0 ? "misc" : name.substring(0, dot), g -> new TreeMap<>())
          .put(name.substring(dot + 1), counts[i]);
    }
    return groups;
  }

  private static String join(Map<String, Long> members) {
    List<String> parts = new ArrayList<>();
    members.forEach((name, n) -> parts.add("\"" + name + "\": " + n));
    return String.join(", ", parts);
  }

  private String senderName(int i) {
    int local = i - people.senders.length;
    return local < 0
        ? people.senders[i]
        : local < people.recipients.length ? people.recipients[local] : "<> and local pickup";
  }

  private static void top(
      PrintWriter out, String name, int[] counts, IntFunction<String> nameOf, long[] bytes) {
    Integer[] order = new Integer[counts.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (x, y) -> counts[y] != counts[x] ? counts[y] - counts[x] : x - y);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int at = order[i];
      parts.add(
          "[\""
              + nameOf.apply(at)
              + "\", "
              + counts[at]
              + (bytes == null ? "" : ", " + bytes[at])
              + "]");
    }
    out.println("  \"" + name + "\": [" + String.join(", ", parts) + "],");
  }

  /** A day as the options have it. */
  static long millis(LocalDate day) {
    return day.toEpochDay() * 86_400_000L;
  }
}
