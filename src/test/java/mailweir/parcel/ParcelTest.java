package mailweir.parcel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mailweir.parse.Line;
import org.junit.jupiter.api.Test;

class ParcelTest {
  private static byte[] packed(long number, String... lines) {
    Packing packing = new Packing();
    Line line = new Line();
    long time = 1_700_000_000_000_000L;
    for (String text : lines) {
      line.array = text.getBytes(StandardCharsets.UTF_8);
      line.from = 0;
      line.to = line.array.length;
      line.time = text.isEmpty() ? Line.NO_TIME : time;
      time -= 1_000_001;
      packing.add(line);
    }
    packing.part("log#1", "/var/log/mail.log", 42, 0, 99, null);
    return packing.pack(
        new Label(
            "mx1",
            "ab-1",
            number,
            5,
            true,
            packing.parts(),
            List.of(new Label.Sample(null, "load.1m", 7, 0.25)),
            List.of(new Label.SourceState("/var/log/mail.log", "gone", 3))));
  }

  @Test
  void packedAndOpened_isTheSame() throws Exception {
    Parcel parcel = Parcel.of(packed(3, "one", "", "drei \u00fc"));
    List<String> got = new ArrayList<>();
    parcel.each((part, micros, array, from, to) -> {
      assertTrue(to + 16 <= array.length);
      got.add(
          part.name()
              + " "
              + (micros == Line.NO_TIME ? "-" : micros)
              + " "
              + new String(array, from, to - from, StandardCharsets.UTF_8));
    });
    assertEquals(
        List.of(
            "/var/log/mail.log 1700000000000000 one",
            "/var/log/mail.log - ",
            "/var/log/mail.log 1699999997999998 drei \u00fc"),
        got);
    assertEquals(3, parcel.label().number());
    assertTrue(parcel.label().late());
    assertEquals(0.25, parcel.label().samples().getFirst().value());
    assertEquals("gone", parcel.label().states().getFirst().problem());
    assertEquals(3, parcel.lines());
  }

  @Test
  void everyCutAndEveryFlippedByte_isRefused() {
    byte[] whole = packed(1, "connect from a[192.0.2.1]", "disconnect");
    for (int i = 0; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      assertThrows(BadParcel.class, () -> Parcel.of(cut));
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x41;
      assertThrows(BadParcel.class, () -> Parcel.of(flipped), "byte " + i);
    }
  }

  @Test
  void anyBytesBehindTheHead_areRefused() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      System.arraycopy(Packing.MAGIC, 0, bytes, 0, Math.min(4, bytes.length));
      assertThrows(BadParcel.class, () -> Parcel.of(bytes));
    }
  }

  @Test
  void numbers_keepRangesWhateverTheOrder() {
    Numbers numbers = new Numbers();
    List<Long> all = new ArrayList<>();
    for (long n = 1; n <= 50; n++) {
      all.add(n);
    }
    java.util.Collections.shuffle(all, new Random(2));
    for (long n : all) {
      assertTrue(numbers.add(n));
      assertFalse(numbers.add(n));
      numbers = Numbers.of(numbers.toString());
    }
    assertEquals("1-50", numbers.toString());
    assertArrayEquals(
        new boolean[] {false, true, false},
        new boolean[] {numbers.contains(0), numbers.contains(50), numbers.contains(51)});
    assertEquals("1-3,7,9-10", Numbers.of("1-3,7,nonsense,9-10").toString());
  }

  @Test
  void labelWithTextsWithoutEnd_isRefused() {
    Label.SourceState sane = new Label.SourceState("s", null, 0);
    for (Label bad :
        List.of(
            label("h".repeat(254), List.of(sane)),
            label("mx1", List.of(new Label.SourceState("s".repeat(20_000), null, 0))),
            label("mx1", List.of(new Label.SourceState("s", "p".repeat(20_000), 0))),
            label("mx1", List.of(new Label.SourceState(null, null, 0))),
            label("mx1", java.util.Collections.nCopies(10_001, sane)))) {
      byte[] bytes = new Packing().pack(bad);
      assertThrows(BadParcel.class, () -> Parcel.of(bytes));
    }
  }

  private static Label label(String host, List<Label.SourceState> states) {
    return new Label(host, "e1", 1, 5, false, List.of(), List.of(), states);
  }

  @Test
  void numberThatCouldNotBeKept_isRefused() throws Exception {
    assertEquals(Numbers.HIGHEST, Parcel.of(packed(Numbers.HIGHEST, "a")).label().number());
    assertThrows(BadParcel.class, () -> Parcel.of(packed(Numbers.HIGHEST + 1, "a")));
    assertTrue(Numbers.of(Long.toString(Numbers.HIGHEST)).contains(Numbers.HIGHEST));
  }
}
