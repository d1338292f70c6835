package mailweir.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;
import mailweir.identity.Hosts;
import mailweir.parse.Dialects;

/** The quarantine report of files, keeping nothing. */
public final class FileQuarantine {
  private static final int STEP = 10_000;

  private final Supplier<Dialects> dialects;
  private final List<Problem> problems = new ArrayList<>();

  public FileQuarantine(Supplier<Dialects> dialects) {
    this.dialects = dialects;
  }

  /** What could not be read. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The rows of the query's span and host. What comes by standard input is read once, so that it lacks what a filter does not say. */
  public List<Quarantined> run(List<Source> sources, Reading reading, Query query) {
    Quarantine quarantine = new Quarantine(query);
    for (Source s : sources) {
      read(s, reading, quarantine, true);
    }
    if (quarantine.isLacking()) {
      for (Source s : sources) {
        if (!s.isStdin()) {
          read(s, reading, quarantine, false);
        }
      }
    }
    return quarantine.rows();
  }

  private void read(Source source, Reading reading, Quarantine quarantine, boolean tell) {
    Dialects all = dialects.get();
    List<Problem> of;
    try (SourceReader reader = SourceReader.open(source, reading, 0)) {
      while (reader.read(
              line ->
                  quarantine.hear(
                      line.time,
                      line.host == null ? "" : Hosts.canonical(line.host.text()),
                      all.parse(line)),
              STEP)
          > 0) {}
      of = reader.problems();
    } catch (IOException e) {
      of =
          List.of(
              new Problem(
                  source.name(),
                  Problem.Kind.UNREADABLE,
                  source.name()
                      + ": cannot be read further ("
                      + e.getMessage()
                      + "); the report lacks the rest of it; mend the file or its permissions and run again"));
    }
    if (tell) {
      problems.addAll(of);
    }
  }
}
