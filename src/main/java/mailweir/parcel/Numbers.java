package mailweir.parcel;

import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of parcels that were stored, as a text of ranges: {@code 1-17,19,22-30}. Senders number without gaps, so the text stays short;
 * what is missing in it is still to come.
 */
public final class Numbers {
  /** The highest that is kept: its text has 18 digits. */
  static final long HIGHEST = 999_999_999_999_999_999L;

  /** First to last of each range. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** None. */
  public Numbers() {}

  /** Reads {@link #toString}'s text; {@code null} is none. What is no range is left out. */
  public static Numbers of(String text) {
    Numbers numbers = new Numbers();
    if (text != null) {
      for (String range : text.split(",")) {
        if (range.matches("[0-9]{1,18}(-[0-9]{1,18})?")) {
          int dash = range.indexOf('-');
          long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
          long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
          if (first <= last) {
            numbers.ranges.merge(first, last, Math::max);
          }
        }
      }
    }
    return numbers;
  }

  public boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && range.getValue() >= number;
  }

  /** Adds a number; tells whether it is new. */
  public boolean add(long number) {
    if (contains(number)) {
      return false;
    }
    long first = number;
    long last = number;
    Map.Entry<Long, Long> below = ranges.floorEntry(number);
    if (below != null && below.getValue() == number - 1) {
      first = below.getKey();
    }
    Long above = ranges.get(number + 1);
    if (above != null) {
      last = above;
      ranges.remove(number + 1);
    }
    ranges.put(first, last);
    return true;
  }

  /** How many ranges there are; one more than there are gaps. */
  public int ranges() {
    return ranges.size();
  }

  /** The highest, 0 when there is none. */
  public long highest() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    ranges.forEach((first, last) -> {
      if (text.length() > 0) {
        text.append(',');
      }
      text.append(first);
      if (last > first) {
        text.append('-').append(last);
      }
    });
    return text.toString();
  }
}
