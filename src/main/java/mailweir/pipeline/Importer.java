package mailweir.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import mailweir.collect.Fingerprint;
import mailweir.collect.Position;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;

/**
 * Files into the store: each from where it was left, in rounds.
 *
 * <p>A file is known again by its first bytes, whatever its name and compression now.
 */
public final class Importer {
  private static final int STEP = 8192;
  private static final String KIND = "import\t";

  private final Ingest ingest;
  private final int roundLines;
  private final Progress progress;
  private final BooleanSupplier stopped;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, String> pending;
  private final Turns turns;
  private final long repeatedBefore;
  private final long notUnderstoodBefore;
  private long lines;

  /** A piece of work with the ingest. */
  interface Step {
    int run() throws IOException;
  }

  /** Who else feeds the ingest: the importer works in turns. */
  interface Turns {
    /** Does the work while nobody else is at it, and sees that its round is committed in time. */
    int take(Step step) throws IOException;
  }

  /** {@code roundLines}: after so many a round is committed. {@code stopped}: asked between steps; then the round is committed and the rest left. */
  public Importer(Ingest ingest, int roundLines, Progress progress, BooleanSupplier stopped) {
    this(ingest, roundLines, progress, stopped, new LinkedHashMap<>(), Step::run);
  }

  /** {@code pending} takes the positions; they are committed here when a round is full, or earlier by whoever has the turns. */
  Importer(
      Ingest ingest,
      int roundLines,
      Progress progress,
      BooleanSupplier stopped,
      Map<String, String> pending,
      Turns turns) {
    this.ingest = ingest;
    this.repeatedBefore = ingest.repeatedSoFar();
    this.notUnderstoodBefore = ingest.notUnderstoodSoFar();
    this.roundLines = roundLines;
    this.progress = progress;
    this.stopped = stopped;
    this.pending = pending;
    this.turns = turns;
  }

  /** Lines read in all runs of this importer. */
  public long lines() {
    return lines;
  }

  /** How many of them were stored already. */
  public long repeated() {
    return ingest.repeatedSoFar() - repeatedBefore;
  }

  /** How many of them nothing understood. */
  public long notUnderstood() {
    return ingest.notUnderstoodSoFar() - notUnderstoodBefore;
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Reads the sources one after the other; tells whether it came to their end. */
  public boolean run(List<Source> sources, Reading reading) {
    Map<String, String> known = new LinkedHashMap<>();
    turn(() -> {
      known.putAll(ingest.sources());
      return 0;
    });
    boolean complete = true;
    for (int i = 0; i < sources.size() && complete; i++) {
      complete = read(sources.get(i), i, reading, known);
    }
    turn(this::commit);
    return complete;
  }

  private void turn(Step step) {
    try {
      turns.take(step);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int commit() {
    if (ingest.pending() > 0 || !pending.isEmpty()) {
      ingest.commit(pending);
      pending.clear();
    }
    return 0;
  }

  private boolean read(Source source, int index, Reading reading, Map<String, String> known) {
    Place place = source.isStdin() ? null : place(source, reading, known);
    try (SourceReader reader =
        SourceReader.open(source, reading, place == null ? Position.START : place.position())) {
      String name = place == null ? KIND + source.name() + "\t" + System.nanoTime() : place.name();
      Lane[] lane = {null};
      int number =
          turns.take(() -> {
            lane[0] = ingest.lane();
            return ingest.source(name, place == null || place.position().offset() == 0);
          });
      boolean more = true;
      while (more && !stopped.getAsBoolean()) {
        int n =
            turns.take(() -> {
              int taken = reader.read(line -> ingest.accept(lane[0], number, line), STEP);
              if (!source.isStdin() && taken > 0) {
                pending.put(name, body(source, reader, place));
              }
              if (ingest.pending() >= roundLines || ingest.isHeavy()) {
                commit();
              }
              return taken;
            });
        lines += n;
        more = n > 0;
        progress.at(source, index, reader.consumed(), reader.size(), reader.lineNumber(), false);
      }
      if (!more) {
        turns.take(() -> {
          ingest.finished(number);
          return 0;
        });
      }
      problems.addAll(reader.problems());
      return !more;
    } catch (IOException e) {
      problems.add(
          new Problem(
              source.name(),
              Problem.Kind.UNREADABLE,
              source.name()
                  + ": cannot be read further ("
                  + e.getMessage()
                  + "); what came before is stored; mend it and import it again"));
      return true;
    }
  }

  /** Where a file was left, by its first bytes. */
  private record Place(String name, Position position, Fingerprint print) {}

  private Place place(Source source, Reading reading, Map<String, String> known) {
    try (SourceReader reader = SourceReader.open(source, reading, 0)) {
      Place best = null;
      for (Map.Entry<String, String> k : known.entrySet()) {
        if (!k.getKey().startsWith(KIND)) {
          continue;
        }
        String[] b = k.getValue().split("\t", 6);
        Fingerprint print = new Fingerprint(Long.parseLong(b[0]), Integer.parseInt(b[1]), -1);
        long offset = Long.parseLong(b[2]);
        if (reader.beginsWith(print)
            && (reader.size() < 0
                || reader.format() != mailweir.collect.Format.PLAIN
                || reader.size() >= offset)) {
          mailweir.parse.syslog.Calendar.Mark mark =
              b[4].isEmpty() ? null : new mailweir.parse.syslog.Calendar.Mark(Long.parseLong(b[4]));
          best = new Place(k.getKey(), new Position(offset, Long.parseLong(b[3]), mark), print);
        }
      }
      if (best != null) {
        return best;
      }
      Fingerprint print = reader.fingerprint();
      return new Place(
          KIND + source.name() + "\t" + Long.toHexString(print.hash()), Position.START, print);
    } catch (IOException e) {
      return null;
    }
  }

  private static String body(Source source, SourceReader reader, Place place) throws IOException {
    Position p = reader.position();
    Fingerprint print =
        place != null && place.position().offset() > 0 ? place.print() : reader.fingerprint();
    return print.hash()
        + "\t"
        + print.length()
        + "\t"
        + p.offset()
        + "\t"
        + p.lineNumber()
        + "\t"
        + (p.mark() == null ? "" : p.mark().last())
        + "\t"
        + source.name();
  }
}
