package mailweir.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import mailweir.slice.Slice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanTest {
  @ParameterizedTest
  @CsvSource({
    "5.1.1 <a@example.org>: User unknown, 5.1.1",
    "5.1.1: unknown, 5.1.1",
    "4.7.28_come_again, 4.7.28",
    "5.1.1), 5.1.1",
    "5.1.10, 5.1.10",
    "2.0.0. Ok, 2.0.0",
    "4.2.2.2 is an address,",
    "5.1.1111 x,",
    "5.1111.1 x,",
    "5.1.1a,",
    "3.1.1 x,",
    "5.1. x,",
    "5..1 x,",
    "5.1,",
    "5,"
  })
  void enhanced_isACodeBehindWhichTheWordIsOver(String text, String code) {
    Slice all = Slice.of(text);
    Slice found = Scan.enhanced(all.array, all.from, all.to);
    if (code == null) {
      assertNull(found);
    } else {
      assertEquals(code, found.toString());
    }
  }
}
