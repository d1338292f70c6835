package mailweir.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;

/** Lines as a reader would show them: a year and a zone are given to stamps that have none. */
public final class Logged {
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());
  private final Line line = new Line();
  private final int offset;

  /** Of logs written in this zone, in seconds east. */
  public Logged(int offset) {
    this.offset = offset;
  }

  /** The line of these bytes; valid until the next. */
  public Line of(byte[] bytes) {
    envelopes.parse(bytes, 0, bytes.length, line);
    Line.Stamp s = line.stamp;
    line.time = Line.NO_TIME;
    if (s.present) {
      long seconds =
          LocalDateTime.of(s.year < 0 ? 2026 : s.year, s.month, s.day, s.hour, s.minute, s.second)
              .toEpochSecond(ZoneOffset.UTC);
      seconds -= s.offset == Line.Stamp.NO_OFFSET ? offset : s.offset;
      line.time = seconds * 1_000_000 + s.micros;
    }
    return line;
  }

  public Line of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The lines of a resource. */
  public static List<byte[]> lines(String resource) {
    try (InputStream in = Logged.class.getResourceAsStream("/identity/" + resource)) {
      byte[] all = in.readAllBytes();
      List<byte[]> lines = new ArrayList<>();
      for (int at = 0; at < all.length; ) {
        int end = Slice.indexOf(all, at, all.length, (byte) '\n');
        lines.add(java.util.Arrays.copyOfRange(all, at, end));
        at = end + 1;
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
