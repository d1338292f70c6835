package mailweir.parse.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mailweir.slice.Slice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpTextTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:0:0:0:0:0:66, 2001:db8::66",
    "2001:0DB8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
    "::ffff:192.0.2.4, 192.0.2.4",
    "::FFFF:c000:0204, 192.0.2.4",
    "::1, ::1",
    "::, ::",
    "fe80::1%eth0, fe80::1%eth0",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    "1::, 1::",
    "::192.0.2.4, ::c000:204",
    "1:2:3, 1:2:3",
    "1::2::3, 1::2::3",
    ":1, :1",
    "1:2:3:4:5:6:7:8:9, 1:2:3:4:5:6:7:8:9",
    "2001:db8::g, 2001:db8::g",
    "234.456.321.123, 234.456.321.123",
    "::ffff:300.0.2.4, ::ffff:300.0.2.4",
  })
  void address_hasOneForm(String logged, String form) {
    assertEquals(form, IpText.of(Slice.of(logged)));
  }
}
