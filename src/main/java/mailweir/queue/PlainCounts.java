package mailweir.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of queues as plain text, as an inetd line hands them out: a line a queue, {@code NAME COUNT}, ASCII, LF. The name is the place's,
 * with the queue's own behind a slash where it is another: {@code mqueue.in 12}, {@code postfix/deferred 340}. Of other makers, one line of
 * one or two bare numbers is understood: what {@code ls | wc -l} prints, and the pair in and out. Total: any bytes give a value.
 */
public final class PlainCounts {
  /** Bytes that are looked at; an answer that is longer is no answer. */
  public static final int LONGEST = 16_384;

  private static final int MOST = 100;
  private static final int LONGEST_NAME = 100;

  private PlainCounts() {}

  /** The text of levels, as they are printed. */
  public static String text(Map<Place, List<Level>> places) {
    StringBuilder text = new StringBuilder();
    places.forEach((place, levels) ->
        levels.forEach(
            l -> text.append(name(place, l.queue())).append(' ').append(l.count()).append('\n')));
    return text.toString();
  }

  private static String name(Place place, String queue) {
    return (place.name().equals(queue) ? queue : place.name() + "/" + queue)
        .replaceAll("[^!-~]", "?");
  }

  /** What a text says; {@code null}: it is none of such. */
  public static Map<String, Long> of(byte[] bytes) {
    if (bytes.length > LONGEST) {
      return null;
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    List<Long> bare = new ArrayList<>();
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    for (String line : text.split("\r?\n")) {
      String[] words = line.strip().split("[ \t]+");
      if (words.length == 1 && words[0].isEmpty()) {
        continue;
      }
      if (words.length > 2 || counts.size() + bare.size() > MOST) {
        return null;
      }
      long last = number(words[words.length - 1]);
      long first = words.length == 2 ? number(words[0]) : -1;
      if (last < 0) {
        return null;
      }
      if (words.length == 1 || first >= 0) {
        if (first >= 0) {
          bare.add(first);
        }
        bare.add(last);
      } else if (words[0].length() > LONGEST_NAME || !words[0].matches("[!-~]+")) {
        return null;
      } else {
        counts.put(words[0], last);
      }
    }
    if (!bare.isEmpty()) {
      if (!counts.isEmpty() || bare.size() > 2) {
        return null;
      }
      counts.put(bare.size() == 2 ? "in" : "queue", bare.getFirst());
      if (bare.size() == 2) {
        counts.put("m", bare.get(1));
      }
    }
    return counts.isEmpty() ? null : counts;
  }

  private static long number(String word) {
    return word.matches("[0-9]{1,12}") ? Long.parseLong(word) : -1;
  }
}
