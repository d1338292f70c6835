package mailweir.policy.p0f;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** p0f 3's question and answer: structs of C, packed, in the machine's own order of bytes. */
final class Wire {
  /** Bytes of a question. */
  static final int QUERY = 21;

  /** Bytes of an answer, of a bad question too. */
  static final int REPLY = 232;

  private static final int MAGIC_QUERY = 0x50304601;
  private static final int MAGIC_REPLY = 0x50304602;
  private static final int STATUS_OK = 0x10;
  private static final int TEXT = 32;
  private static final int AT_LAST_SEEN = 12;
  private static final int AT_DISTANCE = 36;
  private static final int AT_QUALITY = 39;
  private static final int AT_OS = 40;
  private static final int AT_FLAVOR = 72;
  private static final int AT_LINK = 168;

  private Wire() {}

  /** The question for an address. Java gives IPv6-mapped IPv4 addresses as IPv4, as p0f wants them. */
  static ByteBuffer query(InetAddress address) {
    ByteBuffer query = ByteBuffer.allocate(QUERY).order(ByteOrder.nativeOrder());
    query.putInt(MAGIC_QUERY);
    query.put((byte) (address instanceof Inet6Address ? 6 : 4));
    query.put(address.getAddress());
    return query.rewind();
  }

  /** Whether an answer's first bytes are an answer's. */
  static boolean isReply(ByteBuffer reply) {
    return reply.order(ByteOrder.nativeOrder()).getInt(0) == MAGIC_REPLY;
  }

  /**
   * What an answer says.
   *
   * @param since Unix seconds: an entry that was last seen before is of an earlier connection
   */
  static Fingerprint read(ByteBuffer reply, long since) {
    reply.order(ByteOrder.nativeOrder());
    if (reply.getInt(4) != STATUS_OK) {
      return Fingerprint.NO_MATCH;
    }
    long lastSeen = reply.getInt(AT_LAST_SEEN) & 0xffffffffL;
    if (lastSeen < since) {
      return Fingerprint.NO_MATCH;
    }
    String os = text(reply, AT_OS);
    return new Fingerprint(
        os.isEmpty() ? Fingerprint.State.UNKNOWN : Fingerprint.State.KNOWN,
        os,
        text(reply, AT_FLAVOR),
        Math.clamp(reply.get(AT_QUALITY), 0, 3),
        Math.max(-1, reply.getShort(AT_DISTANCE)),
        text(reply, AT_LINK),
        lastSeen);
  }

  /** Up to the first NUL; what is no printable ASCII is a question mark, for it goes into headers. */
  private static String text(ByteBuffer reply, int at) {
    byte[] bytes = new byte[TEXT];
    reply.get(at, bytes);
    int end = 0;
    while (end < TEXT && bytes[end] != 0) {
      if (bytes[end] < ' ' || bytes[end] > '~') {
        bytes[end] = '?';
      }
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.US_ASCII);
  }
}
