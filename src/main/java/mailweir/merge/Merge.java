package mailweir.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import mailweir.collect.Position;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;
import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.identity.MinuteDigests;
import mailweir.identity.Overlap;
import mailweir.parse.Dialects;
import mailweir.parse.Line;

/**
 * Reads logs and hands their lines on in the order of time.
 *
 * <pre>
 *  more than one source: pass 1, digests by host-minute --Overlap--> who speaks for which minute (law 2)
 *  each source: lines --admit--> name of the file that they go to --Runs--> in order of time --> {@link LineOut}
 * </pre>
 *
 * <p>A line without a stamp has the time, and the file, of the line before it. Confined to one thread.
 */
public final class Merge {
  private static final int STEP = 4096;
  private static final String ALL = "merged";
  private static final String NONE = "none";

  private final Reading reading;
  private final Dialects dialects;
  private final Split split;
  private final ZoneId days;
  private final boolean keepRepeated;
  private final BooleanSupplier stopped;
  private final Watch watch;
  private final List<Problem> problems = new ArrayList<>();
  private final FileNames names = new FileNames();
  private long lines;
  private long repeated;

  /** Who is told how far it is. */
  public interface Watch {
    void at(Source source, int index, long consumed, long size, long count, boolean looking);
  }

  /** It was told to end. */
  public static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A log could not be read further: told as a problem, the rest is merged. Other faults of files are those of the output. */
  public Merge(
      Reading reading,
      Dialects dialects,
      Split split,
      ZoneId days,
      boolean keepRepeated,
      BooleanSupplier stopped,
      Watch watch) {
    this.reading = reading;
    this.dialects = dialects;
    this.split = split;
    this.days = days;
    this.keepRepeated = keepRepeated;
    this.stopped = stopped;
    this.watch = watch;
  }

  /** Lines handed on. */
  public long lines() {
    return lines;
  }

  /** Lines left out because another source has them. */
  public long repeated() {
    return repeated;
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Merges; {@code work} is a folder for runs, {@code memory} how many bytes of lines are held. */
  public void run(List<Source> sources, Path work, int memory, LineOut out) throws IOException {
    Hosts hosts = new Hosts();
    Overlap overlap =
        sources.size() > 1 && !keepRepeated ? overlap(sources, hosts) : Overlap.none();
    Runs runs = new Runs(work, memory, stopped);
    for (int i = 0; i < sources.size(); i++) {
      read(sources.get(i), i, hosts, overlap.gate(i), runs);
    }
    runs.finish((time, file, a, from, to) -> {
      out.line(names.name(file), a, from, to);
      lines++;
    });
  }

  private Overlap overlap(List<Source> sources, Hosts hosts) {
    List<MinuteDigests> digests = new ArrayList<>();
    boolean[] fractions = new boolean[sources.size()];
    for (int i = 0; i < sources.size(); i++) {
      int index = i;
      MinuteDigests mine = new MinuteDigests();
      LineIdentity identity = new LineIdentity(hosts);
      digests.add(mine);
      each(
          sources.get(i),
          i,
          true,
          line -> {
            mine.add(identity.host(line), LineIdentity.minute(line.time), identity.of(line));
            fractions[index] |= line.time % 1_000_000 != 0;
          });
    }
    return Overlap.of(digests, fractions);
  }

  private void read(Source source, int index, Hosts hosts, Overlap.Gate gate, Runs runs)
      throws IOException {
    LineIdentity identity = new LineIdentity(hosts);
    boolean single = gate.admitsAll();
    int[] file = {-1};
    IOException[] failed = {null};
    each(
        source,
        index,
        false,
        line -> {
          int host = identity.host(line);
          int minute = LineIdentity.minute(line.time);
          if (!single
              && !gate.admit(
                  host, minute, gate.isContested(host, minute) ? identity.of(line) : 0)) {
            repeated++;
            return;
          }
          if (file[0] < 0 || line.stamp.present) {
            file[0] = names.of(name(line));
          }
          int end = line.to;
          boolean carriage =
              end + 1 < line.array.length && line.array[end] == '\r' && line.array[end + 1] == '\n';
          try {
            runs.add(line.time, file[0], line.array, line.from, carriage ? end + 1 : end);
          } catch (IOException e) {
            failed[0] = e;
            throw new Ended();
          }
        },
        failed);
  }

  private void each(Source source, int index, boolean looking, mailweir.collect.LineSink sink) {
    try {
      each(source, index, looking, sink, new IOException[1]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void each(
      Source source,
      int index,
      boolean looking,
      mailweir.collect.LineSink sink,
      IOException[] failed)
      throws IOException {
    long[] before = {source.firstTime() == Line.NO_TIME ? 0 : source.firstTime()};
    try (SourceReader reader = SourceReader.open(source, reading, Position.START)) {
      while (reader.read(
              line -> {
                if (line.time == Line.NO_TIME) {
                  line.time = before[0];
                }
                before[0] = line.time;
                sink.accept(line);
              },
              STEP)
          > 0) {
        watch.at(source, index, reader.consumed(), reader.size(), reader.lineNumber(), looking);
        if (stopped.getAsBoolean()) {
          throw new Ended();
        }
      }
      if (!looking) {
        problems.addAll(reader.problems());
      }
    } catch (Ended e) {
      if (failed[0] != null) {
        throw failed[0];
      }
      throw e;
    } catch (IOException e) {
      if (!looking) {
        problems.add(
            new Problem(
                source.name(),
                Problem.Kind.UNREADABLE,
                source.name()
                    + ": cannot be read further ("
                    + e.getMessage()
                    + "); the rest of it is not merged; mend the file or its permissions and run again"));
      }
    }
  }

  private String name(Line line) {
    return switch (split) {
      case NONE -> ALL;
      case DAY ->
          Instant.ofEpochSecond(Math.floorDiv(line.time, 1_000_000L))
              .atZone(days)
              .toLocalDate()
              .toString();
      case HOST -> line.host == null ? NONE : Hosts.canonical(line.host.text());
      case VHOST ->
          dialects.parse(line) instanceof Event.WebHit hit && hit.virtualHost() != null
              ? hit.virtualHost().toString().toLowerCase(Locale.ROOT)
              : NONE;
    };
  }
}
