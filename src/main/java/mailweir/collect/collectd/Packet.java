package mailweir.collect.collectd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One datagram of collectd's binary protocol: parts of a type, a length and a body; texts hold until another of their type comes.
 *
 * <p>Source: collectd's description of its binary protocol; what it says was tried with collectd 5.12.
 */
final class Packet {
  private static final int HOST = 0x0000;
  private static final int TIME = 0x0001;
  private static final int PLUGIN = 0x0002;
  private static final int PLUGIN_INSTANCE = 0x0003;
  private static final int TYPE = 0x0004;
  private static final int TYPE_INSTANCE = 0x0005;
  private static final int VALUES = 0x0006;
  private static final int TIME_HIGH = 0x0008;
  private static final int COUNTER = 0;
  private static final int GAUGE = 1;
  private static final int DERIVE = 2;
  private static final int ABSOLUTE = 3;
  private static final int HEAD = 4;
  private static final int LONGEST_NAME = 100;
  private static final double TICKS_A_SECOND = 1 << 30;

  private Packet() {}

  /** Takes what a datagram tells. */
  interface Sink {
    /** A value as it is. */
    void gauge(String host, String metric, long micros, double value);

    /** A count that only grows, or what was counted since the last datagram when {@code reset}. */
    void count(String host, String metric, long micros, double value, boolean reset);

    /** A part that cannot be read; what stands behind it in the datagram is left out. */
    void malformed();
  }

  /** Reads the parts of {@code bytes} from {@code from} to {@code to}. {@code now}: of values without a time, UTC microseconds. */
  static void read(byte[] bytes, int from, int to, long now, Sink sink) {
    String host = "";
    String plugin = "";
    String pluginInstance = "";
    String type = "";
    String typeInstance = "";
    long time = now;
    int at = from;
    while (at + HEAD <= to) {
      ByteBuffer part = ByteBuffer.wrap(bytes, at, to - at);
      int kind = part.getShort() & 0xFFFF;
      int length = part.getShort() & 0xFFFF;
      if (length < HEAD || length > to - at) {
        sink.malformed();
        return;
      }
      int body = at + HEAD;
      int end = at + length;
      switch (kind) {
        case HOST -> host = text(bytes, body, end);
        case PLUGIN -> plugin = text(bytes, body, end);
        case PLUGIN_INSTANCE -> pluginInstance = text(bytes, body, end);
        case TYPE -> type = text(bytes, body, end);
        case TYPE_INSTANCE -> typeInstance = text(bytes, body, end);
        case TIME, TIME_HIGH -> {
          if (length != HEAD + 8) {
            sink.malformed();
            return;
          }
          long raw = part.getLong();
          time =
              kind == TIME
                  ? Math.clamp(raw, 0, Long.MAX_VALUE / 1_000_000) * 1_000_000
                  : (long) (raw / TICKS_A_SECOND * 1e6);
        }
        case VALUES -> {
          String metric = metric(plugin, pluginInstance, type, typeInstance);
          if (host.isEmpty()
              || plugin.isEmpty()
              || !values(bytes, body, end, host, metric, time, sink)) {
            sink.malformed();
            return;
          }
        }
        default -> {
          // intervals, notifications and what a later version adds
        }
      }
      at = end;
    }
    if (at != to) {
      sink.malformed();
    }
  }

  private static boolean values(
      byte[] bytes, int from, int to, String host, String metric, long time, Sink sink) {
    if (to - from < 2) {
      return false;
    }
    int n = ByteBuffer.wrap(bytes, from, 2).getShort() & 0xFFFF;
    if (n == 0 || to - from != 2 + 9 * n) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      int kind = bytes[from + 2 + i];
      ByteBuffer value = ByteBuffer.wrap(bytes, from + 2 + n + 8 * i, 8);
      String name = n == 1 ? metric : metric + "." + i;
      switch (kind) {
        case GAUGE ->
            sink.gauge(host, name, time, value.order(ByteOrder.LITTLE_ENDIAN).getDouble());
        case COUNTER, DERIVE -> {
          long count = value.getLong();
          sink.count(host, name, time, kind == COUNTER ? unsigned(count) : count, false);
        }
        case ABSOLUTE -> sink.count(host, name, time, unsigned(value.getLong()), true);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private static double unsigned(long count) {
    return count >= 0 ? count : count + 0x1p64;
  }

  private static String text(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** {@code plugin.instance.type.instance}, each in small letters, what a name may not hold as {@code _}; a type that repeats its plugin once. */
  private static String metric(
      String plugin, String pluginInstance, String type, String typeInstance) {
    StringBuilder name = new StringBuilder(plugin);
    for (String more :
        new String[] {pluginInstance, type.equals(plugin) ? "" : type, typeInstance}) {
      if (!more.isEmpty()) {
        name.append('.').append(more);
      }
    }
    String plain = name.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "_");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
  }
}
