package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {
  @ParameterizedTest
  @CsvSource({
    "anna@example.org, anna@example.org, true",
    "Anna@Example.ORG, aNNa@example.org, true",
    "anna@example.org, anna@example.org., false",
    "anna@example.org, xanna@example.org, false",
    "*@example.org, anna@example.org, true",
    "*@example.org, anna@example.org.uk, false",
    "anna@*, anna@example.org, true",
    "*ex*le*, anna@example.org, true",
    "*ex*le*, anna@elex.org, false",
    "a*a, a, false",
    "a*a, aa, true",
    "ab*ba, aba, false",
    "*, anything, true",
    "**, anything, true",
    "*aab, aaab, true",
    "*aab*, xaaaabx, true",
    "a%b, axb, false",
    "a_b, axb, false",
    "müller@example.org, MÜLLER@example.org, true",
    "*ü*, anna@example.org, false",
    "kelvin, \u212Aelvin, true",
  })
  void aTextIsLikeAPatternOrNot(String pattern, String text, boolean expected) {
    Texts texts = new Texts();
    texts.of("before");
    int number = texts.of(text);
    texts.of("behind");

    assertEquals(expected, texts.like(new TextPattern(pattern), 10).contains(number));
  }

  @Test
  void theFirstAreFoundAndNoMoreThanAsked() {
    Texts texts = new Texts();
    for (int i = 0; i < 5000; i++) {
      texts.of("user" + i + "@example.org");
    }

    assertEquals(List.of(2, 3, 4), texts.like(new TextPattern("user*@example.org"), 3));
  }

  @Test
  void bytesThatAreNoTextAreComparedAsTheyAreShown() {
    Texts texts = new Texts();
    int number = texts.of(new byte[] {'A', (byte) 0xff, 'b'}, 0, 3);

    assertEquals(List.of(number), texts.like(new TextPattern(texts.text(number)), 3));
  }
}
