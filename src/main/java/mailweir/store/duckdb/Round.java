package mailweir.store.duckdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.Report;
import mailweir.journey.Loose;
import mailweir.rollup.Tally;

/** What one round brings, to be committed whole: filled by the pipeline, written by {@link FactStore#commit}. */
public final class Round {
  /** New and changed hops, and the stored ones that were loaded to be joined with them. */
  public final Rows rows = new Rows();

  /** Numbers of hops that are stored as open and are written anew or gone. */
  public final List<Long> replaced = new ArrayList<>();

  /** Amounts to be added to the stored figures; negative ones take back. */
  public final Tally figures;

  /** A round whose figures are gathered in a tally. */
  public Round(Tally figures) {
    this.figures = figures;
  }

  /** Refusals, fifteen longs each, in the order of the table's columns. */
  public final LongRows refusals = new LongRows(15);

  /** Logins, six longs each. */
  public final LongRows logins = new LongRows(6);

  /** A virus in a message that has no hop: where it was met, and its name's number. */
  record Virus(long time, int host, int name) {}

  /** How many more of them there are than are stored. */
  final Map<Virus, Integer> viruses = new LinkedHashMap<>();

  /** Hits of web servers, six longs each. */
  public final LongRows web = new LongRows(6);

  /** Figures of any kind: time, host, the metric's number, the bits of a double. */
  public final LongRows samples = new LongRows(4);

  /** What hosts told of their queues. */
  public final List<Told> reports = new ArrayList<>();

  /** A report of a host, by its number. */
  public record Told(int host, mailweir.queue.Report report) {}

  /** Recipients that a line names without an attempt, four longs each. */
  public final LongRows named = new LongRows(4);

  /** All that still waits for its hop after this round. */
  public Loose loose = new Loose();

  /** Whether {@link #loose} differs from what is stored. */
  public boolean looseChanged;

  /** Files of the vault that changed, with their valid lengths; 0 for one that is gone. */
  public final Map<String, Long> files = new LinkedHashMap<>();

  /** Sources that moved: name to what is kept of them; {@code null} for one that is forgotten. */
  public final Map<String, String> sources = new LinkedHashMap<>();

  /** What was not understood, by day since 1970. */
  public final Map<Integer, List<Report.Shape>> unknown = new LinkedHashMap<>();

  /** Counts a virus in a message that has no hop, or takes it back with a negative amount. */
  public void virus(long time, int host, int name, int n) {
    viruses.merge(new Virus(time, host, name), n, (x, y) -> x + y == 0 ? null : x + y);
  }

  /** Rows of longs of one width. */
  public static final class LongRows {
    final int width;
    long[] data = new long[256];
    int count;

    LongRows(int width) {
      this.width = width;
    }

    /** Adds a row. */
    public void add(long... row) {
      if ((count + 1) * width > data.length) {
        data = java.util.Arrays.copyOf(data, data.length * 2);
      }
      System.arraycopy(row, 0, data, count++ * width, width);
    }

    long get(int row, int column) {
      return data[row * width + column];
    }

    public int size() {
      return count;
    }
  }
}
