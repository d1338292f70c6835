package mailweir.policy.grey;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Names for what is remembered: 64 bits by SipHash-2-4 (Aumasson, Bernstein 2012) with the folder's secret. */
final class Keys {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long k0;
  private final long k1;

  Keys(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** A client: its pool, or its network of 24 bits (IPv4) or 64 (IPv6). */
  static byte[] client(InetAddress address, String pool) {
    if (pool != null) {
      return ("p" + pool.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = address.getAddress();
    byte[] network = new byte[address instanceof Inet4Address ? 4 : 9];
    network[0] = (byte) (address instanceof Inet4Address ? '4' : '6');
    System.arraycopy(bytes, 0, network, 1, network.length - 1);
    return network;
  }

  long ofClient(byte[] client) {
    return hash(client, client.length);
  }

  /** Where a client's cut is kept. */
  long ofCut(byte[] client) {
    byte[] marked = Arrays.copyOf(client, client.length + 1);
    marked[client.length] = 'c';
    return hash(marked, marked.length) ^ 1;
  }

  /** Sender and recipient are normalised already. */
  long ofTriplet(byte[] client, String sender, String recipient) {
    byte[] s = sender.getBytes(StandardCharsets.UTF_8);
    byte[] r = recipient.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[client.length + s.length + r.length + 6];
    System.arraycopy(client, 0, all, 0, client.length);
    System.arraycopy(s, 0, all, client.length, s.length);
    System.arraycopy(r, 0, all, client.length + s.length, r.length);
    // the lengths tell where each part ends, whatever bytes it holds
    int at = client.length + s.length + r.length;
    all[at] = (byte) client.length;
    all[at + 1] = (byte) (client.length >> 8);
    all[at + 2] = (byte) s.length;
    all[at + 3] = (byte) (s.length >> 8);
    all[at + 4] = (byte) (s.length >> 16);
    all[at + 5] = 't';
    return hash(all, all.length);
  }

  long hash(byte[] in, int length) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int whole = length & ~7;
    for (int i = 0; i <= whole; i += 8) {
      long m;
      if (i < whole) {
        m = (long) LONG.get(in, i);
      } else {
        m = (long) length << 56;
        for (int k = whole; k < length; k++) {
          m |= (in[k] & 0xFFL) << 8 * (k - whole);
        }
      }
      v3 ^= m;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= m;
    }
    v2 ^= 0xFF;
    for (int round = 0; round < 4; round++) {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
