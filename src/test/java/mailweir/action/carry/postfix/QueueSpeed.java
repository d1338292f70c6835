package mailweir.action.carry.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.queue.Budget;
import mailweir.queue.Scan;
import mailweir.queue.postfix.Instance;
import mailweir.queue.postfix.PostfixQueue;
import mailweir.queue.postfix.QueueId;

/**
 * Measures, for bench/queue: how long a look at a million files takes, and how long the removal of messages beside a shell loop of {@code postsuper -d ID}. Prints lines
 * of figure, tab, value, tab, unit. Arguments: files to count, messages to remove, messages of the loop.
 */
public final class QueueSpeed {
  private QueueSpeed() {}

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void keep(String figure, double value, String unit) {
    System.out.println(String.format(Locale.ROOT, "%s\t%.3f\t%s", figure, value, unit));
  }

  private static List<Target> fill(Instance instance, byte[] message, int count)
      throws IOException {
    List<Target> targets = new ArrayList<>();
    Path beside = instance.spool().resolve("deferred/beside.1");
    for (int i = 0; i < count; i++) {
      Files.write(beside, message);
      Files.setAttribute(beside, "unix:uid", 9);
      Files.setAttribute(beside, "unix:mode", 0700);
      Files.setLastModifiedTime(beside, FileTime.from(Instant.parse("2099-11-20T00:00:00Z")));
      String id =
          QueueId.withInode(
              String.format(Locale.ROOT, "%05X0", i),
              (Long) Files.getAttribute(beside, "unix:ino"));
      Path to = instance.file("deferred", id);
      if (!Files.isDirectory(to.getParent())) {
        Files.createDirectories(to.getParent());
        Files.setAttribute(to.getParent(), "unix:uid", 9);
        Files.setAttribute(to.getParent(), "unix:mode", 0700);
      }
      Files.move(beside, to);
      targets.add(new Target("p", id, 1_795_181_278_249_736L, "a@example.org", 3));
    }
    return targets;
  }

  private static byte[] message() {
    StringBuilder m = new StringBuilder();
    String[] records = {
      "C%15d %15d %15d %15d %15d %15d".formatted(3, 0, 1, 0, 3, 0),
      "T1795181278 249736",
      "Sa@example.org",
      "Ru@example.net",
      "M",
      "Nx",
      "X",
      "E"
    };
    int offset = 0;
    for (int i = 0; i < 5; i++) {
      offset += records[i].length() + 1;
    }
    records[0] = "C%15d %15d %15d %15d %15d %15d".formatted(3, offset, 1, 0, 3, 0);
    for (String record : records) {
      m.append(record.charAt(0))
          .append((char) (record.length() - 1))
          .append(record, 1, record.length());
    }
    return m.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** See the class. */
  public static void main(String[] args) throws Exception {
    int files = Integer.parseInt(args[0]);
    int removed = Integer.parseInt(args[1]);
    int looped = Integer.parseInt(args[2]);
    try (RealPostfix postfix = new RealPostfix(false)) {
      Instance instance = postfix.instance();
      Path archives = postfix.folder().resolve("archives");
      List<Target> loop = fill(instance, message(), looped);
      Path ids = postfix.folder().resolve("ids");
      Files.write(ids, loop.stream().map(Target::id).toList());
      long begin = System.nanoTime();
      new ProcessBuilder(
              "/bin/sh",
              "-c",
              "while read -r id; do \"$0\" -c \"$1\" -d \"$id\" 2>/dev/null; done <\"$2\"",
              postfix.program("postsuper").toString(),
              instance.configuration().toString(),
              ids.toString())
          .start()
          .waitFor();
      double each = seconds(begin) / Math.max(1, looped);
      keep("a shell loop of postsuper -d, for " + removed, each * removed, "s");
      List<Target> plan = fill(instance, message(), removed);
      begin = System.nanoTime();
      List<Outcome> outcomes;
      Files.createDirectory(archives);
      try (Archive archive =
          Archive.open(archives, "order", Instant.parse("2100-01-01T00:00:00Z"))) {
        outcomes = postfix.hands().remove(plan, archive);
      }
      double ours = seconds(begin);
      keep(removed + " held, archived, removed", ours, "s");
      keep("part of the loop", ours / (each * removed), "");
      keep("not done", outcomes.stream().filter(o -> o != Outcome.DONE).count(), "");
      for (int i = 0; i < files; i++) {
        Path file =
            instance.file("deferred", String.format(Locale.ROOT, "%05X%06X", i % 0xFFFFF, i));
        if (!Files.isDirectory(file.getParent())) {
          Files.createDirectories(file.getParent());
        }
        Files.createFile(file);
      }
      PostfixQueue reader = new PostfixQueue(instance, null, System::nanoTime);
      for (String look : List.of("first", "second")) {
        begin = System.nanoTime();
        Scan scan = reader.read(System.currentTimeMillis() * 1000, Budget.USUAL);
        keep(
            look + " look at " + scan.levels().stream().mapToLong(l -> l.count()).sum() + " files",
            seconds(begin),
            "s");
      }
    }
  }
}
