package mailweir.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mailweir.collect.LineSink;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.identity.MinuteDigests;
import mailweir.identity.Overlap;

/** Walks over the lines of several files on several threads, each line once whatever the files share (law 2). */
final class FileWalk {
  private static final int STEP = 4096;

  private final int threads;
  private final Progress progress;
  private final List<Problem> problems = new ArrayList<>();

  FileWalk(int threads, Progress progress) {
    this.threads = threads;
    this.progress = progress;
  }

  /** What could not be read so far. */
  synchronized List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Who is told of a line that another source has spoken for. */
  interface Repeated {
    void line(int host, int minute);
  }

  /** Lets through what the gate admits. */
  static LineSink once(Overlap.Gate gate, LineIdentity identity, LineSink sink, Repeated repeated) {
    if (gate.admitsAll()) {
      return sink;
    }
    return line -> {
      int host = identity.host(line);
      int minute = LineIdentity.minute(line.time);
      if (gate.admit(host, minute, gate.isContested(host, minute) ? identity.of(line) : 0)) {
        sink.accept(line);
      } else {
        repeated.line(host, minute);
      }
    };
  }

  /** Hands every line of a source on; what could not be read is among the problems. */
  void lines(Source source, Reading reading, int index, LineSink sink) {
    try (SourceReader reader = SourceReader.open(source, reading, 0)) {
      while (reader.read(sink, STEP) > 0) {
        progress.at(source, index, reader.consumed(), reader.size(), reader.lineNumber(), false);
      }
      addProblems(reader.problems());
    } catch (IOException e) {
      addProblems(
          List.of(
              new Problem(
                  source.name(),
                  Problem.Kind.UNREADABLE,
                  source.name()
                      + ": cannot be read further ("
                      + e.getMessage()
                      + "); the figures lack the rest of it; mend the file or its permissions and run again")));
    }
  }

  /** Who speaks for which minute, where there is more than one source: they are read once for it. */
  Overlap overlap(List<Source> sources, Reading reading, Hosts hosts) throws IOException {
    if (sources.size() < 2) {
      return Overlap.none();
    }
    boolean[] fractions = new boolean[sources.size()];
    List<MinuteDigests> digests =
        each(
            sources,
            (source, index) -> {
              MinuteDigests mine = new MinuteDigests();
              LineIdentity identity = new LineIdentity(hosts);
              try (SourceReader reader = SourceReader.open(source, reading, 0)) {
                while (reader.read(
                        line -> {
                          mine.add(
                              identity.host(line),
                              LineIdentity.minute(line.time),
                              identity.of(line));
                          fractions[index] |= line.time % 1_000_000 != 0;
                        },
                        STEP)
                    > 0) {
                  progress.at(
                      source, index, reader.consumed(), reader.size(), reader.lineNumber(), true);
                }
              } catch (IOException e) {
                // told when the source is read for good
                return mine;
              }
              return mine;
            });
    return Overlap.of(digests, fractions);
  }

  private synchronized void addProblems(List<Problem> more) {
    problems.addAll(more);
  }

  /** What is done with a source. */
  interface Task<T> {
    T run(Source source, int index) throws IOException;
  }

  /** Does a task for each source, several at once; their results in the order of the sources. */
  <T> List<T> each(List<Source> sources, Task<T> task) throws IOException {
    List<T> results = new ArrayList<>();
    AtomicInteger number = new AtomicInteger();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(threads, sources.size())),
            r ->
                Thread.ofPlatform()
                    .daemon()
                    .name("mailweir-read-" + number.incrementAndGet())
                    .unstarted(r))) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < sources.size(); i++) {
        int index = i;
        futures.add(pool.submit((Callable<T>) () -> task.run(sources.get(index), index)));
      }
      for (Future<T> f : futures) {
        results.add(f.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("reading was interrupted; nothing is reported", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a reader failed", e.getCause());
    }
    return results;
  }
}
