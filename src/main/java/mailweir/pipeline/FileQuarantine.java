package mailweir.pipeline;

import java.util.List;
import java.util.function.Supplier;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.identity.Hosts;
import mailweir.parse.Dialects;

/** The quarantine report of files, keeping nothing. Rows are the same however often a line comes, so that files may share lines. */
public final class FileQuarantine {
  private final Supplier<Dialects> dialects;
  private final Progress progress;
  private final FileWalk first;

  /** {@code dialects} makes a fresh set for each source. */
  public FileQuarantine(Supplier<Dialects> dialects, Progress progress) {
    this.dialects = dialects;
    this.progress = progress;
    this.first = new FileWalk(1, progress);
  }

  /** What could not be read. */
  public List<Problem> problems() {
    return first.problems();
  }

  /** The rows of the query's span and host. What comes by standard input is read once, so that it lacks what a filter does not say. */
  public List<Quarantined> run(List<Source> sources, Reading reading, Query query) {
    Quarantine quarantine = new Quarantine(query);
    walk(first, sources, reading, quarantine, true);
    if (quarantine.isLacking()) {
      // what is wrong with the files was told in the first walk
      walk(new FileWalk(1, progress), sources, reading, quarantine, false);
    }
    return quarantine.rows();
  }

  private void walk(
      FileWalk walk,
      List<Source> sources,
      Reading reading,
      Quarantine quarantine,
      boolean withStdin) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).isStdin() && !withStdin) {
        continue;
      }
      Dialects all = dialects.get();
      walk.lines(
          sources.get(i),
          reading,
          i,
          line ->
              quarantine.hear(
                  line.time,
                  line.host == null ? "" : Hosts.canonical(line.host.text()),
                  all.parse(line)));
    }
  }
}
