package mailweir.web;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import mailweir.answer.WeekOnTwoHosts;

/** The page of a week that never was, for looking at it: an address on the loopback, port 8425 or the one given. */
public final class FakePage {
  private FakePage() {}

  /** Shows it until the process ends. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8425;
    Clock clock = Clock.systemUTC();
    WebInfo info = new WebInfo("0.1.0", ZoneId.of("Europe/Berlin"), List.of("/var/log/mail.log"));
    WebServer server =
        new WebServer(
            new WeekOnTwoHosts(clock),
            new TroubleAtHand(clock),
            new InetSocketAddress("127.0.0.1", port),
            clock,
            info);
    System.out.println(server.start().url());
    Thread.currentThread().join();
  }
}
