import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.LevelCount;
import mailweir.queue.Place;
import mailweir.queue.QueueBoard;
import mailweir.queue.QueueWatch;
import mailweir.queue.Report;
import mailweir.queue.Scan;
import mailweir.queue.Suspicion;
import mailweir.queue.Waiting;

/** Who fills 20 queues of 50,000 messages each: time of each answer of the board, and its memory. */
public final class QueueTop {
  private static final int HOSTS = 20;
  private static final int MESSAGES = 50_000;
  private static final long NOW = 1_795_000_000_000_000L;

  private QueueTop() {}

  public static void main(String[] arguments) {
    QueueBoard board = new QueueBoard();
    long began = System.nanoTime();
    for (int host = 0; host < HOSTS; host++) {
      List<Report> reports = new QueueWatch(new Place("postfix", "postfix")).look(scan(host));
      for (Report r : reports) {
        board.take("mx" + host, r);
      }
    }
    System.out.printf("taken in %.1f s%n", (System.nanoTime() - began) / 1e9);
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime r = Runtime.getRuntime();
    System.out.printf("memory %d MB%n", (r.totalMemory() - r.freeMemory()) >> 20);
    Filter net = new Filter(null, null, "*@domain1*", null, "10.0.0.0/8", null, null);
    for (int round = 0; round < 3; round++) {
      for (By by : By.values()) {
        time(by.word(), () -> board.top(by, Filter.ALL, 20, NOW, Suspicion.USUAL));
      }
      time("relay, filtered", () -> board.top(By.RELAY, net, 20, NOW, Suspicion.USUAL));
      time("40 oldest", () -> board.messages(Filter.ALL, 40));
      time("places", () -> board.states(Filter.ALL));
    }
  }

  private static void time(String what, Runnable work) {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long began = System.nanoTime();
    work.run();
    long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    System.out.printf(
        "%-16s %5d ms, %5d ms CPU%n",
        what, (System.nanoTime() - began) / 1_000_000, used / 1_000_000);
  }

  private static Scan scan(int host) {
    Random random = new Random(host);
    LevelCount levels = new LevelCount(List.of("active", "deferred", "hold"));
    List<Waiting> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      int relay = (int) Math.min(4_999, Math.pow(random.nextDouble(), 4) * 5_000);
      int domain = (int) Math.min(1_999, Math.pow(random.nextDouble(), 3) * 2_000);
      String queue = i % 50 == 0 ? "active" : "deferred";
      Waiting m =
          new Waiting(
              queue,
              String.format("4%011X", host * 1_000_000L + i),
              NOW - random.nextInt(100_000_000) * 1_000L,
              2_000 + random.nextInt(50_000),
              "user" + random.nextInt(200) + "@sender" + relay % 700 + ".example",
              "10." + relay / 250 + ".7." + relay % 250,
              "host" + relay + ".example.net",
              relay % 3 == 0 ? "account" + relay : null,
              1,
              List.of("rcpt" + random.nextInt(30_000) + "@domain" + domain + ".example"),
              "host mx"
                  + domain
                  + ".example[192.0.2."
                  + domain % 250
                  + "] said: 451 4.7."
                  + domain % 9
                  + " try again later (in reply to RCPT TO command)",
              3,
              NOW - 60_000_000L,
              false);
      messages.add(m);
      levels.count(queue);
      levels.list(m, NOW);
    }
    return new Scan(NOW, levels.levels(), messages, null);
  }
}
