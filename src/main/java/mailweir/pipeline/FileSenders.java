package mailweir.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import mailweir.answer.Query;
import mailweir.answer.SenderRisk;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.identity.Overlap;
import mailweir.journey.Copies;
import mailweir.parse.Dialects;

/** The report of senders of files, keeping nothing. */
public final class FileSenders {
  private final Supplier<Dialects> dialects;
  private final FileWalk walk;

  /** {@code dialects} makes a fresh set for each reader. */
  public FileSenders(Supplier<Dialects> dialects, int threads, Progress progress) {
    this.dialects = dialects;
    this.walk = new FileWalk(threads, progress);
  }

  /** What could not be read. */
  public List<Problem> problems() {
    return walk.problems();
  }

  /** Reads all sources and tells who sends through the site in the query's span and on its host; riskiest first, at most its limit. */
  public List<SenderRisk> run(List<Source> sources, Reading reading, Query query)
      throws IOException {
    Hosts hosts = new Hosts();
    Overlap overlap = walk.overlap(sources, reading, hosts);
    Senders all = new Senders(query);
    Copies copies = new Copies();
    walk.each(
            sources,
            (source, index) -> {
              Senders mine = new Senders(query);
              Dialects own = dialects.get();
              LineIdentity identity = new LineIdentity(hosts);
              walk.lines(
                  source,
                  reading,
                  index,
                  FileWalk.once(
                      overlap.gate(index),
                      identity,
                      line -> {
                        Event event = copies.once(own, identity, line, own.parse(line));
                        mine.hear(
                            line.time,
                            hosts.name(identity.host(line)),
                            line.pidNumber(),
                            event,
                            line.repeat);
                      },
                      (host, minute) -> {}));
              return mine;
            })
        .forEach(all::addAll);
    return all.rows(query.limit());
  }
}
