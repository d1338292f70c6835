package mailweir.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueLevels;
import mailweir.answer.QueueQuery;
import mailweir.config.Configuration;
import mailweir.queue.Budget;
import mailweir.queue.By;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.PlaceState;
import mailweir.queue.QueueBoard;
import mailweir.queue.QueueReader;
import mailweir.queue.QueueWatch;
import mailweir.queue.Scan;
import mailweir.queue.Standing;
import mailweir.queue.Suspicion;
import mailweir.queue.Top;

/** This machine's queues, as they are when they are looked at: no store, no server. */
final class QueueHere implements QueueAnswers {
  /** No envelope is read where only counts are asked for. */
  private static final Budget COUNTS = new Budget(0, Budget.USUAL.time());

  private final String host = Wiring.machine();
  private final List<QueueReader> readers;
  private final Suspicion suspicion;
  private final Clock clock = Clock.systemUTC();
  private final List<String> problems = new ArrayList<>();
  private QueueBoard board;

  QueueHere(Configuration configuration) {
    this.readers = MachineQueues.readers(configuration);
    this.suspicion = configuration.queueSuspicion();
  }

  /** How many wait, by place. */
  Map<Place, List<Level>> counts() {
    problems.clear();
    Map<Place, List<Level>> counts = new LinkedHashMap<>();
    for (QueueReader reader : readers) {
      Scan scan = reader.read(clock.millis() * 1000, COUNTS);
      note(reader, scan);
      if (!scan.levels().isEmpty()) {
        counts.put(reader.place(), scan.levels());
      }
    }
    return counts;
  }

  private void note(QueueReader reader, Scan scan) {
    if (scan.problem() != null) {
      problems.add(reader.place().server() + " " + reader.place().name() + ": " + scan.problem());
    }
  }

  /** What could not be read at the last look. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  String host() {
    return host;
  }

  /** Whether there is any queue. */
  boolean isAny() {
    return !readers.isEmpty();
  }

  private QueueBoard board(QueueQuery query) {
    if (query.at() != null) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          "--here: this machine's queues are known as they are now; nothing was asked; leave out --here to ask the store for another time");
    }
    if (board == null) {
      board = new QueueBoard();
      for (QueueReader reader : readers) {
        Scan scan = reader.read(clock.millis() * 1000, Budget.USUAL);
        note(reader, scan);
        new QueueWatch(reader.place()).look(scan).forEach(r -> board.take(host, r));
      }
    }
    return board;
  }

  @Override
  public List<PlaceState> places(QueueQuery query) {
    return board(query).states(query.filter());
  }

  @Override
  public List<Standing> messages(QueueQuery query) {
    return board(query).messages(query.filter(), query.limit());
  }

  @Override
  public Top top(QueueQuery query, By by) {
    return board(query).top(by, query.filter(), query.limit(), clock.millis() * 1000, suspicion);
  }

  @Override
  public List<QueueLevels> levels(QueueQuery query, int stepSeconds) {
    return List.of();
  }

  @Override
  public QueueShares shares(QueueQuery query, By by, int stepSeconds) {
    return new QueueShares(by, List.of(), Map.of());
  }
}
