package mailweir.action.block;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import mailweir.action.Barrier;

/**
 * The blocks that a host was told of, by the command that began each, and those that were taken back. Taking back before beginning gives the
 * same as after it. Immutable.
 *
 * @param begun each with whom it keeps out
 * @param ended ids that were taken back, and when that was heard
 */
public record BlockList(Map<String, Barrier> begun, Map<String, Instant> ended) {
  /** Nobody. */
  public static final BlockList NONE = new BlockList(Map.of(), Map.of());

  /** How long it is remembered that one was taken back: longer than its order may be under way. */
  private static final Duration REMEMBERED = Duration.ofDays(90);

  public BlockList {
    begun = Map.copyOf(begun);
    ended = Map.copyOf(ended);
  }

  /** With another one. */
  public BlockList with(String command, Barrier barrier) {
    Map<String, Barrier> more = new TreeMap<>(begun);
    more.put(command, barrier);
    return new BlockList(more, ended);
  }

  /** Without the one that the command began, whether it is known yet or not. */
  public BlockList without(String command, Instant now) {
    Map<String, Instant> more = new TreeMap<>(ended);
    more.putIfAbsent(command, now);
    return new BlockList(begun, more);
  }

  /** Without what can matter no more. */
  public BlockList tidy(Instant now) {
    Map<String, Barrier> holds = new TreeMap<>();
    begun.forEach((command, barrier) -> {
      if (!ended.containsKey(command) && isHolding(barrier, now)) {
        holds.put(command, barrier);
      }
    });
    Map<String, Instant> rest = new TreeMap<>();
    ended.forEach((command, at) -> {
      if (now.isBefore(at.plus(REMEMBERED))) {
        rest.put(command, at);
      }
    });
    return new BlockList(holds, rest);
  }

  /** Who is kept out at an instant: each once, without its end, sorted. */
  public List<Barrier> holding(Instant now) {
    List<Barrier> all = new ArrayList<>();
    begun.forEach((command, barrier) -> {
      if (!ended.containsKey(command) && isHolding(barrier, now)) {
        all.add(new Barrier(barrier.kind(), barrier.value(), null));
      }
    });
    return all.stream()
        .distinct()
        .sorted(Comparator.comparing(Barrier::kind).thenComparing(Barrier::value))
        .toList();
  }

  /** When the list is next another one without anybody's order; {@code null}: never. */
  public Instant nextEnd(Instant now) {
    return begun.entrySet().stream()
        .filter(e -> !ended.containsKey(e.getKey()) && isHolding(e.getValue(), now))
        .map(e -> e.getValue().until())
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static boolean isHolding(Barrier barrier, Instant now) {
    return barrier.until() == null || now.isBefore(barrier.until());
  }
}
