package mailweir.store.lines;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A round under way: for each day and host the lines that do not fill a block yet. */
final class VaultRound implements LineVault.Round {
  private static final int FIRST_ROOM = 8 << 10;

  private final LineVault vault;
  private final TreeMap<Integer, DayWriter> days = new TreeMap<>();
  private final Map<Long, LineBuffer> buffers = new HashMap<>();
  private LineBuffer[] latest = new LineBuffer[64];
  private int[] latestDay = new int[64];
  private long buffered;
  private boolean over;

  VaultRound(LineVault vault) {
    this.vault = vault;
  }

  @Override
  public void add(int host, long micros, byte[] array, int from, int to, boolean isOne) {
    if (over) {
      throw new IllegalStateException("the round is over");
    }
    long time = Day.clamp(micros);
    int day = Day.of(time);
    LineBuffer buffer = host < latest.length && latestDay[host] == day ? latest[host] : null;
    if (buffer == null) {
      buffer = buffer(day, host);
    }
    if (buffer.size + (to - from) > BlockWriter.FULL && buffer.lines > 0) {
      LineBuffer full = buffer;
      guarded(() -> writer(day).full(full));
      buffered -= buffer.size;
      buffer.clear();
    }
    buffer.add(time, array, from, to, isOne);
    buffered += to - from;
    if (buffered > LineVault.MOST_BUFFERED) {
      guarded(this::spill);
    }
  }

  @Override
  public Map<String, Long> finish() {
    if (over) {
      throw new IllegalStateException("the round is over");
    }
    guarded(this::spill);
    over = true;
    days.forEach((day, writer) -> vault.change(day, writer.after()));
    return vault.force();
  }

  private LineBuffer buffer(int day, int host) {
    LineBuffer buffer =
        buffers.computeIfAbsent((long) day << 32 | host, k -> new LineBuffer(host, FIRST_ROOM));
    if (host >= latest.length) {
      int n = Math.max(host + 1, latest.length * 2);
      latest = Arrays.copyOf(latest, n);
      latestDay = Arrays.copyOf(latestDay, n);
    }
    latest[host] = buffer;
    latestDay[host] = day;
    return buffer;
  }

  private DayWriter writer(int day) {
    return days.computeIfAbsent(day, d -> new DayWriter(vault, d, vault.day(d)));
  }

  private void spill() {
    TreeMap<Integer, List<LineBuffer>> byDay = new TreeMap<>();
    buffers.forEach((key, buffer) -> {
      if (buffer.lines > 0) {
        byDay.computeIfAbsent((int) (key >> 32), d -> new java.util.ArrayList<>()).add(buffer);
      }
    });
    byDay.forEach((day, rest) -> writer(day).rest(rest));
    buffers.clear();
    Arrays.fill(latest, null);
    buffered = 0;
  }

  /** A round that fails leaves nothing behind. */
  private void guarded(Runnable write) {
    try {
      write.run();
    } catch (RuntimeException e) {
      over = true;
      vault.abandon();
      throw e;
    }
  }
}
