package mailweir.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailweir.answer.Answers;
import mailweir.answer.Flow;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.Story;

/** A program that has not read a line yet, or (with hosts) has read nothing of what is asked for. */
record Nothing(List<HostState> hosts) implements Answers {
  @Override
  public Report report(Query query) {
    return new Report(
        query.since(),
        query.until(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        new Report.Top(List.of(), List.of(), List.of(), List.of(), List.of()),
        List.of());
  }

  @Override
  public Flow flow(Query query, int stepSeconds) {
    Instant start =
        Instant.ofEpochSecond(
            Math.floorDiv(query.since().getEpochSecond(), stepSeconds) * stepSeconds);
    return new Flow(start, query.until(), stepSeconds, Map.of(), List.of(), null);
  }

  @Override
  public List<Story> trace(Query query, boolean lines) {
    return List.of();
  }

  @Override
  public Optional<Story> story(String id) {
    if (id.equals("broken")) {
      throw new IllegalStateException("store: a secret path is broken");
    }
    return Optional.empty();
  }

  @Override
  public List<Report.Shape> unknown(Query query) {
    return List.of();
  }
}
