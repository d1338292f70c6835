package mailweir.agent;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** How many messages wait, by counting the files of queues; no program is run. */
final class MailQueues {
  /** Counting ends here: what is as long as this is long enough. */
  private static final int MOST = 200_000;

  private static final int DEPTH = 4;

  private final List<Queue> queues;

  /** {@code mark}: how the file of a message begins, or with a dash in front ends; empty: any. */
  private record Queue(String metric, Path folder, String mark) {}

  MailQueues(Path root) {
    List<Queue> all = new java.util.ArrayList<>();
    for (String name : List.of("incoming", "active", "deferred", "hold", "corrupt")) {
      all.add(
          new Queue(
              "postfix." + name + ".count", root.resolve("var/spool/postfix").resolve(name), ""));
    }
    all.add(new Queue("sendmail.mqueue.count", root.resolve("var/spool/mqueue"), "qf"));
    all.add(new Queue("sendmail.clientmqueue.count", root.resolve("var/spool/clientmqueue"), "qf"));
    all.add(new Queue("exim.input.count", root.resolve("var/spool/exim4/input"), "-H"));
    all.add(new Queue("exim.input.count", root.resolve("var/spool/exim/input"), "-H"));
    all.add(new Queue("qmail.mess.count", root.resolve("var/qmail/queue/mess"), ""));
    queues = List.copyOf(all);
  }

  /** Hands each queue that is there and may be read, and its length; not those of servers that are known. */
  void count(List<String> known, ObjIntConsumer<String> to) {
    for (Queue q : queues) {
      String server = q.metric.substring(0, q.metric.indexOf('.'));
      if (!known.contains(server) && Files.isReadable(q.folder)) {
        int n = count(q);
        if (n >= 0) {
          to.accept(q.metric, n);
        }
      }
    }
  }

  /** -1: a part of it cannot be read, so that a number would be wrong. */
  private static int count(Queue q) {
    int[] n = {0};
    try {
      Files.walkFileTree(
          q.folder,
          EnumSet.noneOf(java.nio.file.FileVisitOption.class),
          DEPTH,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
              if (facts.isRegularFile() && isMessage(file.getFileName().toString(), q.mark)) {
                n[0]++;
              }
              return n[0] < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof java.nio.file.NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
      return n[0];
    } catch (IOException e) {
      return -1;
    }
  }

  private static boolean isMessage(String name, String mark) {
    return mark.startsWith("-") ? name.endsWith(mark) : name.startsWith(mark);
  }
}
