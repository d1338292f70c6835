package mailweir.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;

/** What files tell of themselves before they are read, for those who read them in a way of their own. */
public final class Glance {
  /** As many bytes as are looked at. */
  public static final int REACH = Contents.REACH;

  /** As many as {@link #format} wants to see. */
  public static final int MAGIC = Format.MAGIC;

  private static final int LINES = 200;

  private Glance() {}

  /** The format of a file that begins with these bytes. */
  public static Format format(byte[] first) {
    return Format.of(first);
  }

  /** The bytes in a packed stream. Whatever is wrong with them is an {@link IOException}. */
  public static InputStream unpack(InputStream packed, Format format) throws IOException {
    return Unpacked.of(RawInput.of(packed), format);
  }

  /** Why a file that begins so, uncompressed, cannot be followed line by line; empty when it can. */
  public static String objection(byte[] array, int from, int to) {
    Contents contents = Contents.of(Arrays.copyOfRange(array, from, Math.min(to, from + REACH)));
    return contents == Contents.JOURNAL_EXPORT
        ? "it is a journal export; give it to 'mailweir import'"
        : contents.remedy();
  }

  /** Whether a file of this name in a folder is taken for a log, rotated and packed ones too. */
  public static boolean isNamedLikeALog(Path file) {
    return Sources.named(file.getFileName().toString());
  }

  /** Whether a folder with entries of these names is multilog's. */
  public static boolean isMultilogFolder(java.util.Collection<String> names) {
    return Multilog.isFolder(names);
  }

  /** Whether a file of this name in a folder of multilog's is a log. */
  public static boolean isMultilogs(Path file) {
    return Multilog.named(file.getFileName().toString());
  }

  /** How many folders below the one that was named multilog's are looked for. */
  public static int multilogDepth() {
    return Multilog.DEPTH;
  }

  /** Whether one of the first lines in these bytes, which begin a file, is of a log that is read; the same that {@link Sources} asks. */
  public static boolean isLog(byte[] array, int from, int to) {
    Envelopes envelopes = new Envelopes(new Names(), new Names());
    Line line = new Line();
    byte[] head =
        Arrays.copyOf(Arrays.copyOfRange(array, from, Math.min(to, from + REACH)), REACH + 16);
    int length = Math.min(to - from, REACH);
    for (int p = 0, n = 0; p < length && n < LINES; n++) {
      int stop = Slice.indexOf(head, p, length, (byte) '\n');
      int end = stop < 0 ? length : stop;
      envelopes.parse(head, p, end, line);
      if (Opening.isOfALog(line)) {
        return true;
      }
      p = end + 1;
    }
    return false;
  }

  /** The year of the first stamp without one in a plain file; -1 when there is none. Looks at places all over the file. */
  public static int firstYear(Path file, Reading options) throws IOException {
    return FirstYear.of(file, options);
  }

  /** The year of the first stamp without one, told by this line and the time at which its file was written last (microseconds). */
  public static int firstYear(Line line, Reading options, long modified) {
    return options.firstYear() >= 0
        ? options.firstYear()
        : FirstYear.alone(line, options, modified);
  }

  /** No line of a file is later than this; all in microseconds. */
  public static long latest(long modified, long now) {
    return FirstYear.limit(modified, now);
  }
}
