package mailweir.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Puts messages together by what they have in common. Not safe for threads. */
final class Grouping {
  private static final class Sum {
    double count;
    long oldest = Long.MAX_VALUE;
    String note;
  }

  private final By by;
  private final long now;
  private final Map<String, Sum> sums = new HashMap<>();
  private final Map<String, String> shapes = new HashMap<>();
  private final Map<String, String> domains = new HashMap<>();
  private String host;
  private Place place;
  private double weighed;
  private long listed;
  private long counted = -1;
  private long unlisted;
  private boolean sampled;

  Grouping(By by, long now) {
    this.by = by;
    this.now = now;
  }

  /** The next messages are of this place. */
  void begin(String itsHost, Place itsPlace) {
    host = itsHost;
    place = itsPlace;
  }

  /** A message that stands for so many. */
  void add(Waiting m, double stands) {
    listed++;
    weighed += stands;
    sampled |= stands > 1;
    switch (by) {
      case HOST -> sum(host, m, stands);
      case QUEUE -> sum(place.name() + " " + m.queue(), m, stands);
      case SENDER ->
          sum(m.sender() == null ? null : m.sender().isEmpty() ? "<>" : m.sender(), m, stands);
      case RELAY -> {
        Sum sum = sum(m.client(), m, stands);
        if (m.clientName() != null && m.client() != null) {
          sum.note = m.clientName();
        }
      }
      case ACCOUNT -> sum(m.account(), m, stands);
      case REASON ->
          sum(m.reason() == null ? null : shapes.computeIfAbsent(m.reason(), Shape::of), m, stands);
      case AGE -> sum(Ages.name(Ages.bucket(now - m.arrived())), m, stands);
      case DOMAIN -> domains(m, stands);
    }
  }

  private void domains(Waiting m, double stands) {
    List<String> to = m.to();
    if (to.size() == 1) {
      sum(domains.computeIfAbsent(to.getFirst(), Grouping::domain), m, stands);
      return;
    }
    Set<String> once = new HashSet<>();
    to.forEach(r -> once.add(domains.computeIfAbsent(r, Grouping::domain)));
    if (once.isEmpty()) {
      sum(null, m, stands);
    }
    once.forEach(domain -> sum(domain, m, stands));
  }

  private static String domain(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? Group.UNKNOWN : address.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  private Sum sum(String name, Waiting m, double stands) {
    Sum sum = sums.computeIfAbsent(name == null ? Group.UNKNOWN : name, n -> new Sum());
    sum.count += stands;
    sum.oldest = Math.min(sum.oldest, m.arrived());
    return sum;
  }

  /** A queue of the place as it was counted, and how many of it no envelope stands for. */
  void count(Level level, long none) {
    counted = Math.max(0, counted) + level.count();
    unlisted += none;
    sampled |= none > 0;
    if (none > 0 && (by == By.HOST || by == By.QUEUE)) {
      Sum sum =
          sums.computeIfAbsent(
              by == By.HOST ? host : place.name() + " " + level.queue(), n -> new Sum());
      sum.count += none;
    }
  }

  /** The largest groups. */
  Top top(int most, Suspicion suspicion) {
    long waiting = counted >= 0 ? counted : Math.round(weighed);
    List<Group> groups = new ArrayList<>();
    sums.forEach((name, sum) -> {
      long count = Math.round(sum.count);
      groups.add(
          new Group(
              name,
              sum.note,
              count,
              waiting == 0 ? 0 : Math.min(1, sum.count / waiting),
              sum.oldest == Long.MAX_VALUE ? 0 : sum.oldest,
              suspicion.is(by, name, count, waiting)));
    });
    groups.sort(
        by == By.AGE
            ? Comparator.comparingInt(Grouping::age)
            : Comparator.comparingLong(Group::count).reversed().thenComparing(Group::name));
    int shown = Math.min(Math.max(0, most), groups.size());
    return new Top(
        by, waiting, listed, unlisted, sampled, groups.subList(0, shown), groups.size() - shown);
  }

  private static int age(Group group) {
    for (int i = 0; i < Ages.BUCKETS; i++) {
      if (Ages.name(i).equals(group.name())) {
        return i;
      }
    }
    return Ages.BUCKETS;
  }
}
