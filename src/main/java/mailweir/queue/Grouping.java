package mailweir.queue;

import java.util.ArrayList;
import java.util.Arrays;
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

  /** Messages of one place, by the numbers of their texts. */
  Numbers numbers(Facts facts) {
    return new Numbers(facts);
  }

  /** What messages of one place have in common, by number. */
  final class Numbers {
    private final Facts facts;
    private final double[] counts;
    private final long[] oldest;
    private final int[] notes;

    private Numbers(Facts facts) {
      this.facts = facts;
      int size = by == By.AGE ? Ages.BUCKETS : by == By.HOST ? 1 : facts.texts.size();
      counts = new double[size];
      oldest = new long[size];
      Arrays.fill(oldest, Long.MAX_VALUE);
      notes = by == By.RELAY ? new int[size] : null;
    }

    /** A message that stands for so many. */
    void add(int fact, double stands) {
      listed++;
      weighed += stands;
      sampled |= stands > 1;
      long arrived = facts.arrived(fact);
      switch (by) {
        case AGE -> add(Ages.bucket(now - arrived), stands, arrived);
        case DOMAIN -> {
          int named = facts.named(fact);
          if (named < 2) {
            add(named == 0 ? Texts.NONE : facts.to(fact, 0), stands, arrived);
          } else {
            domains(fact, named, stands, arrived);
          }
        }
        case HOST, QUEUE, SENDER, RELAY, ACCOUNT, REASON -> {
          int number = facts.column(by, fact);
          add(number, stands, arrived);
          if (notes != null && facts.clientName(fact) != Texts.NONE) {
            notes[number] = facts.clientName(fact);
          }
        }
      }
    }

    private void add(int number, double stands, long arrived) {
      counts[number] += stands;
      oldest[number] = Math.min(oldest[number], arrived);
    }

    private void domains(int fact, int named, double stands, long arrived) {
      Set<String> once = new HashSet<>();
      for (int i = 0; i < named; i++) {
        once.add(domain(facts.texts.text(facts.to(fact, i))));
      }
      once.forEach(domain -> sum(domain, stands, arrived));
    }

    /** All messages of the place were added. */
    void end() {
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          Sum sum = sum(name(i), counts[i], oldest[i]);
          if (notes != null && notes[i] != Texts.NONE && i != Texts.NONE) {
            sum.note = facts.texts.text(notes[i]);
          }
        }
      }
    }

    private String name(int number) {
      String text = by == By.AGE || by == By.HOST ? null : facts.texts.text(number);
      return switch (by) {
        case HOST -> host;
        case AGE -> Ages.name(number);
        case QUEUE -> place.name() + " " + text;
        case SENDER -> text == null ? Group.UNKNOWN : text.isEmpty() ? "<>" : text;
        case RELAY, ACCOUNT -> text == null ? Group.UNKNOWN : text;
        case REASON -> text == null ? Group.UNKNOWN : Shape.of(text);
        case DOMAIN -> text == null ? Group.UNKNOWN : domain(text);
      };
    }
  }

  private static String domain(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? Group.UNKNOWN : address.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  private Sum sum(String name, double stands, long arrived) {
    Sum sum = sums.computeIfAbsent(name, n -> new Sum());
    sum.count += stands;
    sum.oldest = Math.min(sum.oldest, arrived);
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
