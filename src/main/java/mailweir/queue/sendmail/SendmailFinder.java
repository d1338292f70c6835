package mailweir.queue.sendmail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import mailweir.queue.Finder;
import mailweir.queue.QueueReader;
import mailweir.queue.SpoolFile;

/** Finds Sendmail's queues: in its configurations, in MailScanner's, in the usual folders, and where an operator has named more. */
public final class SendmailFinder implements Finder {
  /** Where Sendmail and MailScanner say where their queues are. */
  public static final List<Path> CONFIGURATIONS =
      List.of(
          Path.of("/etc/mail/sendmail.cf"),
          Path.of("/etc/mail/submit.cf"),
          Path.of("/etc/MailScanner/MailScanner.conf"));

  /** Where they usually are. */
  public static final List<Path> USUAL =
      List.of(
          Path.of("/var/spool/mqueue"),
          Path.of("/var/spool/mqueue.in"),
          Path.of("/var/spool/mqueue-client"),
          Path.of("/var/spool/clientmqueue"));

  private final List<Path> configurations;
  private final List<String> folders;
  private final LongSupplier nanos;

  /**
   * A finder.
   *
   * @param configurations files that may say more; what is not there says nothing
   * @param folders that may be queues, each maybe with a star at its end, as in {@code QueueDirectory}
   * @param nanos a clock that only runs forward
   */
  public SendmailFinder(List<Path> configurations, List<String> folders, LongSupplier nanos) {
    this.configurations = List.copyOf(configurations);
    this.folders = List.copyOf(folders);
    this.nanos = nanos;
  }

  @Override
  public List<QueueReader> find() {
    Set<String> wanted = new LinkedHashSet<>();
    for (Path configuration : configurations) {
      wanted.addAll(named(configuration));
    }
    wanted.addAll(folders);
    Map<String, QueueReader> readers = new LinkedHashMap<>();
    Set<Path> roots = new LinkedHashSet<>();
    for (String folder : wanted) {
      boolean wild = folder.endsWith("*");
      int slash = folder.lastIndexOf('/');
      if (slash < 0 || folder.substring(0, slash).contains("*") || folder.indexOf('\0') >= 0) {
        continue;
      }
      Path root = Path.of(wild && slash > 0 ? folder.substring(0, slash) : folder).normalize();
      String begin = wild ? folder.substring(slash + 1, folder.length() - 1) : "";
      if (root.getFileName() != null && SpoolFile.isFolder(root) && roots.add(root)) {
        String name = root.getFileName().toString();
        if (readers.containsKey(name) && root.getParent().getFileName() != null) {
          name = root.getParent().getFileName() + "-" + name;
        }
        readers.putIfAbsent(name, new SendmailQueue(name, root, begin, nanos));
      }
    }
    return List.copyOf(readers.values());
  }

  private static List<String> named(Path configuration) {
    List<String> named = new ArrayList<>();
    if (SpoolFile.isFolder(configuration) || !Files.isReadable(configuration)) {
      return named;
    }
    try {
      new String(Files.readAllBytes(configuration), StandardCharsets.UTF_8)
          .lines()
          .map(SendmailFinder::named)
          .filter(n -> n != null)
          .forEach(named::add);
    } catch (IOException e) {
      return named;
    }
    return named;
  }

  /** The folder that a line names; {@code null}: none. */
  static String named(String line) {
    String value = null;
    int equals = line.indexOf('=');
    if (equals > 0) {
      String key = line.substring(0, equals).strip().replaceAll("\\s+", " ");
      String said = line.substring(equals + 1).strip();
      if (key.equals("O QueueDirectory") || key.equalsIgnoreCase("Incoming Queue Dir")) {
        value = said;
      } else if (line.startsWith("Q") && line.contains(",")) {
        for (String part : line.split(",", -1)) {
          String pair = part.strip();
          if (pair.startsWith("P=") || pair.startsWith("Path=")) {
            value = pair.substring(pair.indexOf('=') + 1).strip();
          }
        }
      }
    }
    return value != null && value.startsWith("/") ? value : null;
  }
}
