package mailweir.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MinuteDigestsTest {
  @Property
  void anyLines_areCountedAndAddedUpByHostAndMinute(@ForAll @Size(max = 300) List<Long> lines) {
    MinuteDigests digests = new MinuteDigests();
    MinuteDigests half = new MinuteDigests();
    Map<Long, long[]> expected = new HashMap<>();
    for (long line : lines) {
      int host = (int) (line & 3);
      int minute = (int) (line >> 2 & 31) - 16;
      (line % 2 == 0 ? digests : half).add(host, minute, line);
      long[] e =
          expected.computeIfAbsent((long) host << 32 | minute & 0xFFFFFFFFL, k -> new long[2]);
      e[0]++;
      e[1] += line;
    }
    digests.merge(half);
    assertEquals(expected.size(), digests.size());
    assertEquals(lines.size(), digests.lines());
    expected.forEach((key, e) -> {
      assertEquals(e[0], digests.count((int) (key >> 32), (int) (long) key));
      assertEquals(e[1], digests.sum((int) (key >> 32), (int) (long) key));
    });
  }

  @Test
  void aYearOfFourHosts_takesAtMost32BytesAMinute() {
    MinuteDigests digests = new MinuteDigests();
    Random random = new Random(7);
    for (int minute = 0; minute < 525_600; minute++) {
      for (int host = 0; host < 4; host++) {
        digests.add(host, 29_000_000 + minute, random.nextLong());
        if (minute % 97_531 == 4_000) {
          assertTrue(20.0 * digests.slots() / digests.size() <= 32, "at " + digests.size());
        }
      }
    }
    assertEquals(2_102_400, digests.size());
  }
}
