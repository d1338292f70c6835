package mailweir.web;

import java.util.List;
import java.util.Optional;
import mailweir.answer.Answers;
import mailweir.answer.Flow;
import mailweir.answer.Query;
import mailweir.answer.QueueAnswers;
import mailweir.answer.Report;
import mailweir.answer.Story;

/** A program that also knows of queues. */
record WithQueues(Answers other, QueueAnswers queues) implements Answers {
  @Override
  public Report report(Query query) {
    return other.report(query);
  }

  @Override
  public Flow flow(Query query, int stepSeconds) {
    return other.flow(query, stepSeconds);
  }

  @Override
  public List<Story> trace(Query query, boolean lines) {
    return other.trace(query, lines);
  }

  @Override
  public Optional<Story> story(String id) {
    return other.story(id);
  }

  @Override
  public List<Report.Shape> unknown(Query query) {
    return other.unknown(query);
  }

  @Override
  public List<HostState> hosts() {
    return other.hosts();
  }
}
