package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesPageTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.25, 0.25",
    "17, 17",
    "12.345, 12.3",
    "1234.5, '1,235'",
    "123456, 123k",
    "4294967296, 4.29G",
    "-0.5, -0.50",
    "0.00001, 1.0e-05"
  })
  void number_isShort(double value, String text) {
    assertEquals(text, SamplesPage.number(value));
  }

  @Test
  void levels_areRoundAndHoldTheValues() {
    assertArrayEquals(new double[] {0, 20, 40, 60, 80, 100}, SamplesPage.levels(0, 97));
    assertEquals(0, SamplesPage.levels(0, 0)[0]);
    assertEquals(0, SamplesPage.levels(0, 1e12)[0]);
  }
}
