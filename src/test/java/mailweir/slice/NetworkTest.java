package mailweir.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static boolean has(String network, String address) {
    return Network.of(network).contains(Slice.of(address));
  }

  @Test
  void contains_addressesOfBothKinds() {
    assertEquals(true, has("192.0.2.0/24", "192.0.2.255"));
    assertEquals(false, has("192.0.2.0/24", "192.0.3.0"));
    assertEquals(true, has("192.0.2.7", "192.0.2.7"));
    assertEquals(false, has("192.0.2.7", "192.0.2.70"));
    assertEquals(true, has("0.0.0.0/0", "203.0.113.9"));
    assertEquals(false, has("0.0.0.0/0", "2001:db8::1"));
    assertEquals(true, has("10.0.0.0/8", "::ffff:10.1.2.3"));
    assertEquals(true, has("2001:db8::/33", "2001:DB8:7fff::1"));
    assertEquals(false, has("2001:db8::/33", "2001:db8:8000::1"));
    assertEquals(true, has("2001:db8::/127", "2001:db8::1"));
    assertEquals(false, has("2001:db8::/127", "2001:db8::2"));
    assertEquals(true, has("::/0", "2001:db8::1"));
    assertEquals(true, has("fe80::/10", "febf::"));
    assertEquals(true, has("::1", "0:0:0:0:0:0:0:1"));
  }

  @Test
  void contains_nothingThatIsNoAddress() {
    for (String text :
        List.of(
            "",
            ":",
            ":::",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.256",
            "unknown",
            "1::2::3",
            "12345::",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:1.2.3.4",
            "1:2:3:4:5:6:7:",
            "::ffff:1.2.3")) {
      assertEquals(false, has("::/0", text), text);
      assertEquals(false, has("0.0.0.0/0", text), text);
    }
  }

  @Test
  void of_saysWhatIsWrong() {
    for (String text :
        List.of("1.2.3.4/99", "1.2.3.4/", "1.2.3.4/-1", "::1/129", "a/8", "1.2.3/8", "")) {
      assertThrows(IllegalArgumentException.class, () -> Network.of(text), text);
    }
  }

  @Test
  void contains_agreesWithJavaOnAnyAddress() throws UnknownHostException {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int k = 2; k < bytes.length && i % 3 == 0; k++) {
        bytes[k] = random.nextInt(3) == 0 ? bytes[k] : 0;
      }
      String text = InetAddress.getByAddress(bytes).getHostAddress();
      assertEquals(true, has(text, text), text);
      assertEquals(true, has(text + "/" + bytes.length * 8, text), text);
      bytes[bytes.length - 1] ^= 1;
      String other = InetAddress.getByAddress(bytes).getHostAddress();
      assertEquals(false, has(text, other), text);
      assertEquals(true, has(text + "/" + (bytes.length * 8 - 1), other), text);
    }
  }
}
