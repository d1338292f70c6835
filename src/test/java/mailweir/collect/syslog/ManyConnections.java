package mailweir.collect.syslog;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A process that opens many connections, from several addresses, and sends a byte on each in turn until its input ends. */
final class ManyConnections {
  private ManyConnections() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    List<SocketChannel> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SocketChannel one = SocketChannel.open();
      one.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + (2 + i % 10)), 0));
      one.connect(new InetSocketAddress("127.0.0.1", port));
      all.add(one);
    }
    System.out.println("open");
    byte[] line = "<22>Nov 25 08:00:01 mx1 postfix/smtpd[1]: slow\n".getBytes("US-ASCII");
    for (int at = 0; System.in.available() == 0; at++) {
      for (SocketChannel one : all) {
        one.write(ByteBuffer.wrap(line, at % line.length, 1));
      }
      if (at == line.length) {
        System.out.println("a line each");
      }
    }
  }
}
