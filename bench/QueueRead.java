import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import mailweir.queue.Budget;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import mailweir.queue.sendmail.SendmailQueue;

/**
 * Makes a Sendmail queue of many messages, or reads one and says who brought most of them. {@code make FOLDER MESSAGES}, {@code read FOLDER MOST}, {@code count FOLDER}. Not
 * part of the program; run by {@code bench/queue-read}.
 */
public final class QueueRead {
  private QueueRead() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    switch (args[0]) {
      case "make" -> make(folder, Integer.parseInt(args[2]));
      case "read" -> read(folder, Integer.parseInt(args[2]));
      default -> read(folder, 50_000);
    }
  }

  private static void make(Path folder, int messages) throws Exception {
    Files.createDirectories(folder);
    for (int i = 0; i < messages; i++) {
      int relay = i % 10 < 6 ? 12 : i % 50;
      String id = "6AKDLo%08d".formatted(i);
      Files.writeString(
          folder.resolve("qf" + id),
          """
          V8
          T%d
          K%d
          N%d
          P%d
          MDeferred: Connection refused by mx%d.example.
          Fbs
          $_app%d.lan.example.org [192.0.2.%d]
          $rESMTP
          $sapp%d.lan.example.org
          ${daemon_flags}
          ${if_addr}192.0.2.1
          S<news%d@example.org>
          rRFC822; user%d@remote.example
          RPFD:<user%d@remote.example>
          H?P?Return-Path: <\u0081g>
          H??Received: from app%d.lan.example.org (app%d.lan.example.org [192.0.2.%d])
          \tby mail.example.org (8.17.1.9/8.17.1.9) with ESMTP id %s
          \tfor <user%d@remote.example>; Fri, 20 Nov 2026 13:21:50 GMT
          H??From: <news%d@example.org>
          H??To: <user%d@remote.example>
          H??Subject: Queued message %d
          H??Message-ID: <1795180910396.%d@partner.example>
          .
          """
              .formatted(
                  1_795_180_910L + i, 1_795_181_910L + i, i % 9, 30_000 + i, i % 40, relay, relay,
                  relay, i % 7, i, i, relay, relay, relay, id, i, i % 7, i, i, i));
      Files.writeString(folder.resolve("df" + id), "body " + i + "\n");
    }
  }

  private static void read(Path folder, int most) {
    SendmailQueue queue = new SendmailQueue("mqueue", folder, "", System::nanoTime);
    long begun = System.nanoTime();
    Scan scan =
        queue.read(1_795_290_000_000_000L, new Budget(most, Duration.ofMinutes(5)));
    System.out.printf(
        "%d counted, %d listed, %d ms%n",
        scan.levels().getFirst().count(),
        scan.messages().size(),
        (System.nanoTime() - begun) / 1_000_000);
    Map<String, Integer> relays = new TreeMap<>();
    for (Waiting m : scan.messages()) {
      relays.merge(m.client(), 1, Integer::sum);
    }
    relays.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(5)
        .forEach(e -> System.out.println(e.getValue() + " " + e.getKey()));
  }
}
