package mailweir.letter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real {@code crypt(1)}. */
class RotorTest {
  @ParameterizedTest
  @ValueSource(strings = {"aaa", "SECRETKEY-2", "ab", "eightlet", "x9Zq./"})
  void anyBytes_areAsTheRealOneHasThem(String key) throws Exception {
    byte[] clear = new byte[200_000];
    new Random(key.hashCode()).nextBytes(clear);
    byte[] secret = Peer.run(clear, Map.of(), "crypt", key);
    assertArrayEquals(secret, new Rotor(key).turn(clear));
    assertArrayEquals(clear, new Rotor(key).turn(secret));
  }
}
