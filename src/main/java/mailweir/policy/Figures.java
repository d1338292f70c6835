package mailweir.policy;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;

/** What was counted since the start. */
public final class Figures {
  /** What is counted beside the outcomes of decisions. */
  public enum Count {
    QUESTIONS("questions"),
    SIGNS_LATE("signs_late"),
    CONNECTIONS("connections"),
    /** Closed because there were too many, or not from an allowed network. */
    TURNED_AWAY("turned_away"),
    /** Closed because they did not read, or did not finish a request. */
    TOO_SLOW("too_slow"),
    GARBAGE("garbage"),
    /** Faults of our own. */
    FAULTS("faults"),
    LINES_LOST("lines_lost");

    private final String word;

    Count(String word) {
      this.word = word;
    }
  }

  private final Map<Decision.Outcome, LongAdder> outcomes = new EnumMap<>(Decision.Outcome.class);
  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

  public Figures() {
    for (Decision.Outcome outcome : Decision.Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  public void add(Count count) {
    counts.get(count).increment();
  }

  void add(Decision.Outcome outcome) {
    outcomes.get(outcome).increment();
  }

  public long of(Count count) {
    return counts.get(count).sum();
  }

  public long of(Decision.Outcome outcome) {
    return outcomes.get(outcome).sum();
  }

  /** All of them in one line: {@code questions=12 greylist=3 …}. */
  public String line() {
    StringJoiner line = new StringJoiner(" ");
    counts.forEach((count, n) -> line.add(count.word + "=" + n.sum()));
    outcomes.forEach((outcome, n) -> {
      if (outcome != Decision.Outcome.NONE) {
        line.add(outcome.word() + "=" + n.sum());
      }
    });
    return line.toString();
  }
}
