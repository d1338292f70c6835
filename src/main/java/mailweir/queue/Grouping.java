package mailweir.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What waits, counted by something that messages have in common: values with count, share and ages, the most first.
 *
 * @param by what they have in common
 * @param all messages that were counted
 * @param rows the most first, equal ones by value
 * @param others messages of values beyond those rows
 */
public record Grouping(By by, long all, List<Row> rows, long others) {
  public Grouping {
    rows = List.copyOf(rows);
  }

  /** What messages may have in common. */
  public enum By {
    HOST,
    QUEUE,
    DOMAIN,
    SENDER,
    RELAY,
    ACCOUNT,
    REASON;

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The value of a message: of several recipients the first one's domain; absent: the queue does not tell. */
    public String of(Queues.Standing one) {
      Waiting m = one.message();
      return switch (this) {
        case HOST -> one.host();
        case QUEUE -> m.queue();
        case DOMAIN -> m.to().isEmpty() ? null : domain(m.to().getFirst());
        case SENDER -> m.sender();
        case RELAY -> m.client();
        case ACCOUNT -> m.account();
        case REASON -> m.reason();
      };
    }
  }

  /**
   * A value.
   *
   * @param value {@code ""}: the null sender; absent: the queue does not tell
   * @param name of a relay, as one of its messages has it; may be absent
   * @param share of all, 0 to 1
   * @param ages by {@link Ages} bucket
   * @param oldest arrival of the oldest, UTC microseconds
   * @param isSuspicious as {@link Suspicion} has it
   */
  public record Row(
      String value,
      String name,
      long count,
      double share,
      List<Long> ages,
      long oldest,
      boolean isSuspicious) {
    public Row {
      ages = List.copyOf(ages);
    }
  }

  /** When one relay, account or sender is suspicious: it has more than so many, or more than a part of at least so many. */
  public record Suspicion(long count, double share, long of) {
    /** What is usual. */
    public static final Suspicion USUAL = new Suspicion(100, 0.10, 1_000);

    boolean of(By by, String value, long count, long all) {
      boolean isSomebody =
          value != null
              && !value.isEmpty()
              && (by == By.RELAY || by == By.ACCOUNT || by == By.SENDER);
      return isSomebody && (count > this.count || all > of && count > share * all);
    }
  }

  private static final class Sum {
    private final long[] ages = new long[Ages.BUCKETS];
    private long count;
    private long oldest = Long.MAX_VALUE;
    private String name;
  }

  /** Counts. {@code most}: rows; {@code now}: UTC microseconds, for ages. */
  public static Grouping of(
      Collection<Queues.Standing> messages, By by, long now, int most, Suspicion suspicion) {
    Map<String, Sum> sums = new HashMap<>();
    for (Queues.Standing one : messages) {
      Sum sum = sums.computeIfAbsent(by.of(one), v -> new Sum());
      sum.count++;
      sum.oldest = Math.min(sum.oldest, one.message().arrived());
      sum.ages[Ages.bucket(now - one.message().arrived())]++;
      if (by == By.RELAY && one.message().clientName() != null) {
        sum.name = one.message().clientName();
      }
    }
    long all = messages.size();
    List<Row> rows = new ArrayList<>();
    sums.forEach((value, sum) -> {
      List<Long> ages = new ArrayList<>();
      for (long n : sum.ages) {
        ages.add(n);
      }
      rows.add(
          new Row(
              value,
              sum.name,
              sum.count,
              (double) sum.count / all,
              ages,
              sum.oldest,
              suspicion.of(by, value, sum.count, all)));
    });
    rows.sort(
        Comparator.comparingLong((Row r) -> -r.count())
            .thenComparing(Row::value, Comparator.nullsLast(Comparator.naturalOrder())));
    List<Row> first = rows.subList(0, Math.min(most, rows.size()));
    return new Grouping(by, all, first, all - first.stream().mapToLong(Row::count).sum());
  }

  /** The domain of an address, in small letters; the address where it has none. */
  public static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
  }
}
