package mailweir.cli;

import java.io.PrintWriter;
import java.util.List;
import mailweir.collect.Source;
import mailweir.pipeline.Progress;

/**
 * How far long work is, on one line of a terminal: share, lines, rate, time left. On a pipe it says nothing.
 *
 * <p>Safe for several threads; draws four times a second at most.
 */
final class ProgressLine implements Progress, AutoCloseable {
  private static final long EVERY = 250_000_000L;

  private final PrintWriter err;
  private final boolean shows;
  private final long[] consumed;
  private final long[] sizes;
  private final long[] lines;
  private final boolean[] looked;
  private final long began = System.nanoTime();
  private long drawn;
  private boolean any;

  ProgressLine(PrintWriter err, List<Source> sources) {
    this.err = err;
    this.shows = System.console() != null && System.console().isTerminal();
    this.consumed = new long[sources.size()];
    this.sizes = new long[sources.size()];
    this.lines = new long[sources.size()];
    this.looked = new boolean[sources.size()];
    for (int i = 0; i < sizes.length; i++) {
      try {
        sizes[i] =
            sources.get(i).path() == null ? -1 : java.nio.file.Files.size(sources.get(i).path());
      } catch (java.io.IOException e) {
        sizes[i] = -1;
      }
    }
  }

  @Override
  public void at(Source source, int index, long bytes, long size, long count, boolean looking) {
    if (!shows) {
      return;
    }
    synchronized (this) {
      consumed[index] = bytes;
      lines[index] = count;
      looked[index] = looking;
      long now = System.nanoTime();
      if (now - drawn >= EVERY && now - began >= 2 * EVERY) {
        drawn = now;
        draw(now, source, looking);
      }
    }
  }

  private void draw(long now, Source source, boolean looking) {
    long done = 0;
    long all = 0;
    long count = 0;
    for (int i = 0; i < sizes.length; i++) {
      done += consumed[i];
      all += Math.max(sizes[i], consumed[i]);
      count += lines[i];
    }
    double seconds = (now - began) / 1e9;
    long left = done == 0 ? -1 : Math.round(seconds * (all - done) / done);
    String text =
        String.format(
            java.util.Locale.ROOT,
            "%s %3d %%  %,d lines  %,.0f lines/s  %s left  %s",
            looking ? "comparing" : "reading",
            all == 0 ? 0 : done * 100 / all,
            count,
            count / seconds,
            left < 0 ? "?" : left >= 60 ? left / 60 + " min" : left + " s",
            source.name().replaceAll("\\p{Cntrl}", "?"));
    err.print("\r" + (text.length() > 100 ? text.substring(0, 100) : text) + "\u001b[K");
    err.flush();
    any = true;
  }

  @Override
  public synchronized void close() {
    if (any) {
      err.print("\r\u001b[K");
      err.flush();
      any = false;
    }
  }
}
