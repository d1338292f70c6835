package mailweir.answer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whoever can answer: the store, the running server, or the figures of files just read. Safe for use by several threads. */
public interface Answers {
  /** The figures of a span, by {@code since}, {@code until} and {@code host} of the query. */
  Report report(Query query);

  /** Counters over time in steps of so many seconds (a multiple of 60). */
  Flow flow(Query query, int stepSeconds);

  /** Stories that fit, newest first, at most {@code query.limit()}. With {@code lines} each has its evidence. */
  List<Story> trace(Query query, boolean lines);

  /** One story by its id, with its lines. */
  Optional<Story> story(String id);

  /** What was not understood in the span, most frequent first. */
  List<Report.Shape> unknown(Query query);

  /** What filters stopped in the span, one row a message and recipient, by time; what the raw lines say. */
  default List<Quarantined> quarantine(Query query) {
    throw new UnsupportedOperationException("whoever keeps no lines has no quarantine report");
  }

  /** Who sent through the site in the span, the riskiest first, at most the query's limit; what the raw lines say. */
  default List<SenderRisk> senders(Query query) {
    throw new UnsupportedOperationException("whoever keeps no lines has no report of senders");
  }

  /**
   * Figures of any kind that have values in the query's span, on its host where it names one, by metric and host.
   *
   * @param metric its name; {@code null}: all
   * @param steps into how many the span is cut
   */
  default List<SampleSeries> samples(Query query, String metric, int steps) {
    return List.of();
  }

  /** What greylisting did in the query's span, which has a beginning and an end, on its host where it names one. */
  default Greylisting greylisting(Query query, Instant now) {
    throw new UnsupportedOperationException("whoever keeps no store knows nothing of greylisting");
  }

  /** The span's messages by the operating system of who brought them, where a greylisting daemon told it. */
  default List<SystemMail> systems(Query query) {
    return List.of();
  }

  /** Who brought what in the span, by time: messages taken over SMTP without a login and refusals, recipient by recipient. */
  default void brought(Query query, java.util.function.Consumer<Brought> to) {
    throw new UnsupportedOperationException("whoever keeps no store knows nobody who came");
  }

  /** What waits in queues. */
  default QueueAnswers queues() {
    return QueueAnswers.NONE;
  }

  /** Instant of the newest line known, per host: what "as of" on a page means. */
  List<HostState> hosts();

  /** A host and when it last spoke. */
  record HostState(String host, Instant lastLine, long lines) {}
}
