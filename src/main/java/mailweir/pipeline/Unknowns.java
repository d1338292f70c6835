package mailweir.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.Report;
import mailweir.parse.Line;
import mailweir.slice.Slice;

/**
 * Lines that nothing understood, by program and shape: what in them is a number, an id, an address or a quoted text is blanked, so
 * that a thousand lines of one kind are one row with a sample. Bounded: past {@value #MOST} shapes a program's rest is one row, past twice
 * as many so is that of all further programs.
 */
public final class Unknowns {
  static final int MOST = 2_000;
  private static final int LONGEST = 300;
  private static final String OTHERS = "(other shapes)";

  private final Map<String, long[]> counts = new HashMap<>();
  private final Map<String, String> samples = new HashMap<>();

  public void add(Line line) {
    String program = line.program == null ? "" : line.program.text();
    String shape = shape(line.array, line.textFrom, Math.min(line.textTo, line.textFrom + LONGEST));
    String key = program + '\0' + shape;
    if (counts.size() >= MOST && !counts.containsKey(key)) {
      key = program + '\0' + OTHERS;
      if (counts.size() >= 2 * MOST && !counts.containsKey(key)) {
        key = '\0' + OTHERS;
      }
    }
    long[] n = counts.get(key);
    if (n == null) {
      counts.put(key, new long[] {1});
      samples.put(
          key,
          new Slice(line.array, line.from, Math.min(line.to, line.from + 2 * LONGEST)).toString());
    } else {
      n[0]++;
      // the same sample whatever the order of lines: the smallest text
      if (n[0] < 16) {
        String other =
            new Slice(line.array, line.from, Math.min(line.to, line.from + 2 * LONGEST)).toString();
        if (other.compareTo(samples.get(key)) < 0) {
          samples.put(key, other);
        }
      }
    }
  }

  public void addAll(Unknowns other) {
    other.counts.forEach((key, n) -> {
      counts.computeIfAbsent(key, k -> new long[1])[0] += n[0];
      samples.merge(key, other.samples.get(key), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    });
  }

  /** Most frequent first. */
  public List<Report.Shape> shapes() {
    List<Report.Shape> list = new ArrayList<>();
    counts.forEach((key, n) -> {
      int cut = key.indexOf('\0');
      list.add(
          new Report.Shape(key.substring(0, cut), key.substring(cut + 1), n[0], samples.get(key)));
    });
    list.sort(
        Comparator.comparingLong(Report.Shape::count)
            .reversed()
            .thenComparing(Report.Shape::program)
            .thenComparing(Report.Shape::shape));
    return list;
  }

  /** The text with words that hold a digit, an at sign or sit in angle brackets or quotes blanked to one sign. */
  static String shape(byte[] a, int from, int to) {
    StringBuilder b = new StringBuilder(to - from);
    int i = from;
    while (i < to) {
      int c = a[i];
      if (c == '<') {
        int end = Slice.indexOf(a, i, to, (byte) '>');
        b.append("<>");
        i = end < 0 ? to : end + 1;
      } else if (isWord(c)) {
        int start = i;
        boolean varies = false;
        while (i < to && isWord(a[i])) {
          varies |= a[i] >= '0' && a[i] <= '9' || a[i] == '@' || a[i] < 0;
          i++;
        }
        b.append(varies ? "#" : new Slice(a, start, i).toString());
      } else {
        b.append(c < ' ' ? '?' : (char) c);
        i++;
      }
    }
    return b.toString();
  }

  private static boolean isWord(int c) {
    return c < 0
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '@'
        || c == '/';
  }
}
