package mailweir.collect.syslog;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Datagrams that the kernel threw away because a socket's buffer was full: column {@code drops} of {@code /proc/net/udp} and {@code udp6}. */
final class KernelDrops {
  private KernelDrops() {}

  /** Since the socket was opened; -1 where this kernel does not tell. */
  static long of(InetSocketAddress local) {
    boolean isFour = local.getAddress() instanceof Inet4Address;
    try {
      String table =
          Files.readString(
              Path.of(isFour ? "/proc/net/udp" : "/proc/net/udp6"), StandardCharsets.US_ASCII);
      return inTable(table, address(local.getAddress().getAddress()), local.getPort());
    } catch (IOException e) {
      return -1;
    }
  }

  /** Of the socket with this address and port in a table. */
  static long inTable(String table, String address, int port) {
    String wanted = address + ":" + String.format(Locale.ROOT, "%04X", port);
    for (String row : table.split("\n")) {
      String[] columns = row.strip().split("\\s+");
      if (columns.length > 12 && columns[1].equals(wanted)) {
        try {
          return Long.parseLong(columns[12]);
        } catch (NumberFormatException e) {
          return -1;
        }
      }
    }
    return -1;
  }

  /** As the kernel prints it on a machine whose lowest byte comes first: words of four bytes, each turned round. */
  static String address(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int word = 0; word < bytes.length; word += 4) {
      for (int i = 3; i >= 0; i--) {
        text.append(String.format(Locale.ROOT, "%02X", bytes[word + i]));
      }
    }
    return text.toString();
  }
}
