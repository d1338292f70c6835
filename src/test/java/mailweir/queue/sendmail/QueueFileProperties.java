package mailweir.queue.sendmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class QueueFileProperties {
  private static final String WHOLE =
      "V8\nT1795180910\nK0\nN0\nP61510\nFbs\n$_smtp.shop.example [198.51.100.16]\n$rESMTP\n${daemon_flags}\n${auth_authen}joe\nS<u21@shop.example>\nAann\nrRFC822; alice@example.org\nRPFD:<alice@example.org>\nRbob\nMDeferred\nqbad\nH?P?Return-Path: <g>\n.\n";

  @Property
  void read_anyBytesGiveAnAnswer(@ForAll byte[] bytes) {
    assertNotNull(QueueFile.read(bytes));
  }

  @Property
  void read_anyLinesGiveAnAnswer(
      @ForAll @CharRange(from = '\n', to = '~') @StringLength(max = 40) String text,
      @ForAll byte letter) {
    byte[] bytes = ("\n" + text + "\n.\n").getBytes(StandardCharsets.UTF_8);
    bytes[0] = letter;
    assertTrue(QueueFile.read(bytes).complete());
    assertNotNull(Relay.of(text));
  }

  @Example
  void read_everyTruncationIsIncomplete() {
    byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
    QueueFile all = QueueFile.read(whole);
    assertTrue(all.complete());
    assertFalse(all.isBroken());
    assertEquals("joe", all.account());
    assertEquals(java.util.List.of("alice@example.org", "bob"), all.to());
    assertEquals("bad", all.quarantine());
    for (int n = 0; n < whole.length; n++) {
      assertFalse(QueueFile.read(Arrays.copyOf(whole, n)).complete());
    }
  }

  @Example
  void of_everyFormOfRelay() {
    assertEquals(new Relay("192.0.2.1", "a.example", null), Relay.of("a.example [192.0.2.1]"));
    assertEquals(new Relay("192.0.2.1", null, null), Relay.of("[192.0.2.1]"));
    assertEquals(
        new Relay("192.0.2.1", "claimed.bank.example", null),
        Relay.of("claimed.bank.example [192.0.2.1] (may be forged)"));
    assertEquals(
        new Relay("2001:db8::1", "six.example", "ident"),
        Relay.of("ident@six.example [IPv6:2001:db8::1]"));
    assertEquals(new Relay("2001:db8::66", null, null), Relay.of("[IPv6:2001:db8:0:0:0:0:0:66]"));
    assertEquals(new Relay("::1", null, null), Relay.of("[IPv6:0:0:0:0:0:0:0:1]"));
    assertEquals(new Relay("2001:0:db8::", null, null), Relay.of("[IPv6:2001:0:db8:0:0:0:0:0]"));
    assertEquals(new Relay(null, null, "root"), Relay.of("root@localhost"));
    assertEquals(new Relay(null, "localhost", null), Relay.of("localhost"));
    assertNull(Relay.of("").name());
  }
}
