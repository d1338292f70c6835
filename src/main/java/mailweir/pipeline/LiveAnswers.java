package mailweir.pipeline;

import java.util.List;
import java.util.Optional;
import mailweir.answer.Answers;
import mailweir.answer.Flow;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.Story;

/** Answers of a store that is being fed: each question is put to the store as it is open now, also after a fault has reopened it. */
public final class LiveAnswers implements Answers {
  private final Store store;

  public LiveAnswers(Store store) {
    this.store = store;
  }

  @Override
  public Report report(Query query) {
    return store.answers().report(query);
  }

  @Override
  public Flow flow(Query query, int stepSeconds) {
    return store.answers().flow(query, stepSeconds);
  }

  @Override
  public List<Story> trace(Query query, boolean lines) {
    return store.answers().trace(query, lines);
  }

  @Override
  public Optional<Story> story(String id) {
    return store.answers().story(id);
  }

  @Override
  public List<Report.Shape> unknown(Query query) {
    return store.answers().unknown(query);
  }

  @Override
  public List<Quarantined> quarantine(Query query) {
    return store.answers().quarantine(query);
  }

  @Override
  public List<HostState> hosts() {
    return store.answers().hosts();
  }
}
