package mailweir.merge;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Sorts lines by their time, those of one time in the order in which they came, in bounded memory: full buffers become sorted files, and the
 * files are merged. Confined to one thread.
 */
final class Runs {
  private static final int MOST = 200;
  private static final int BUFFER = 1 << 16;

  /** What is held of a line beside its bytes: where it is, and its place in the order. */
  private static final int BESIDE = 40;

  private final Path folder;
  private final BooleanSupplier stopped;
  private final byte[] bytes;
  private long[] times = new long[1 << 12];
  private int[] starts = new int[1 << 12];
  private int[] files = new int[1 << 12];
  private int count;
  private int used;
  private final List<Path> runs = new ArrayList<>();
  private int made;

  /** Who takes sorted lines. */
  interface Taker {
    void line(long time, int file, byte[] array, int from, int to) throws IOException;
  }

  /** {@code memory}: bytes of lines that are held, and as many beside them; a longer line is a run of its own. */
  Runs(Path folder, int memory, BooleanSupplier stopped) {
    this.folder = folder;
    this.bytes = new byte[memory];
    this.stopped = stopped;
  }

  void add(long time, int file, byte[] array, int from, int to) throws IOException {
    int length = to - from;
    if (used + length > bytes.length || count >= bytes.length / BESIDE) {
      spill();
    }
    if (length > bytes.length) {
      try (DataOutputStream out = create()) {
        write(out, time, file, array, from, to);
      }
      return;
    }
    if (count + 1 >= times.length) {
      times = Arrays.copyOf(times, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
      files = Arrays.copyOf(files, count * 2);
    }
    times[count] = time;
    starts[count] = used;
    files[count] = file;
    System.arraycopy(array, from, bytes, used, length);
    used += length;
    starts[++count] = used;
  }

  private void sorted(Taker taker) throws IOException {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
    for (int i : order) {
      taker.line(times[i], files[i], bytes, starts[i], starts[i + 1]);
    }
  }

  private void spill() throws IOException {
    if (count == 0) {
      return;
    }
    try (DataOutputStream out = create()) {
      sorted((time, file, a, from, to) -> write(out, time, file, a, from, to));
    }
    count = 0;
    used = 0;
    stop();
  }

  private DataOutputStream create() throws IOException {
    Path run = folder.resolve("run-" + ++made + ".tmp");
    runs.add(run);
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER));
  }

  private static void write(
      DataOutputStream out, long time, int file, byte[] array, int from, int to)
      throws IOException {
    out.writeLong(time);
    out.writeInt(file);
    out.writeInt(to - from);
    out.write(array, from, to - from);
  }

  /** Hands all lines on, in their order. */
  void finish(Taker taker) throws IOException {
    if (runs.isEmpty()) {
      sorted(taker);
      return;
    }
    spill();
    while (runs.size() > MOST) {
      List<Path> first = new ArrayList<>(runs.subList(0, MOST));
      List<Path> rest = new ArrayList<>(runs.subList(MOST, runs.size()));
      runs.clear();
      try (DataOutputStream out = create()) {
        merge(first, (time, file, a, from, to) -> write(out, time, file, a, from, to));
      }
      runs.addAll(rest);
    }
    merge(runs, taker);
    runs.clear();
  }

  private void merge(List<Path> some, Taker taker) throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    try {
      PriorityQueue<Cursor> queue = new PriorityQueue<>();
      for (int i = 0; i < some.size(); i++) {
        Cursor c = new Cursor(some.get(i), i);
        cursors.add(c);
        if (c.next()) {
          queue.add(c);
        }
      }
      for (int n = 0; !queue.isEmpty(); n++) {
        Cursor c = queue.remove();
        taker.line(c.time, c.file, c.line, 0, c.length);
        if (c.next()) {
          queue.add(c);
        }
        if ((n & 0xFFF) == 0) {
          stop();
        }
      }
    } finally {
      for (Cursor c : cursors) {
        c.in.close();
      }
    }
    for (Path run : some) {
      Files.delete(run);
    }
  }

  private void stop() {
    if (stopped.getAsBoolean()) {
      throw new Merge.Ended();
    }
  }

  private static final class Cursor implements Comparable<Cursor> {
    private final DataInputStream in;
    private final int number;
    private long time;
    private int file;
    private int length;
    private byte[] line = new byte[512];

    Cursor(Path run, int number) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(run), BUFFER));
      this.number = number;
    }

    boolean next() throws IOException {
      try {
        time = in.readLong();
      } catch (EOFException e) {
        return false;
      }
      file = in.readInt();
      length = in.readInt();
      if (length > line.length) {
        line = new byte[length * 2];
      }
      in.readFully(line, 0, length);
      return true;
    }

    @Override
    public int compareTo(Cursor o) {
      return time != o.time ? Long.compare(time, o.time) : Integer.compare(number, o.number);
    }
  }
}
