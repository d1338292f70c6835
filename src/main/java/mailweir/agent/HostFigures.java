package mailweir.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mailweir.parcel.Label;

/**
 * How the machine is, from {@code /proc} and the file systems: load, memory, room for mail, processes of mail, files in queues. What cannot
 * be read is left out.
 */
public final class HostFigures {
  private static final List<String> SPOOLS =
      List.of(
          "/var/spool/postfix",
          "/var/spool/mqueue",
          "/var/spool/exim4",
          "/var/spool/exim",
          "/var/qmail/queue",
          "/var/spool");

  /** As {@code /proc/PID/comm} has them, 15 characters at most. */
  private static final Set<String> MAIL =
      Set.of(
          "master",
          "qmgr",
          "pickup",
          "smtpd",
          "smtp",
          "lmtp",
          "cleanup",
          "trivial-rewrite",
          "local",
          "virtual",
          "pipe",
          "bounce",
          "anvil",
          "tlsmgr",
          "postscreen",
          "dnsblog",
          "proxymap",
          "verify",
          "error",
          "scache",
          "discard",
          "oqmgr",
          "tlsproxy",
          "postlogd",
          "showq",
          "flush",
          "exim",
          "exim4",
          "sendmail",
          "sendmail-mta",
          "sm-mta",
          "qmail-send",
          "qmail-smtpd",
          "qmail-remote",
          "qmail-local",
          "qmail-lspawn",
          "qmail-rspawn",
          "qmail-clean",
          "qmail-queue",
          "couriertcpd",
          "courierd",
          "dovecot",
          "imap",
          "imap-login",
          "pop3",
          "pop3-login",
          "auth",
          "amavisd",
          "amavisd-new",
          "amavis",
          "clamd",
          "freshclam",
          "spamd",
          "spampd",
          "rspamd",
          "opendkim",
          "opendmarc",
          "milter-greylist",
          "postgrey",
          "policyd-spf",
          "mimedefang",
          "mimedefang.pl",
          "MailScanner",
          "saslauthd");

  private final Path proc;
  private final List<Path> spools;
  private final MailQueues queues;

  /** {@code proc}: as {@code /proc}; {@code root}: below which queues are looked for, {@code /}. */
  public HostFigures(Path proc, Path root) {
    this.proc = proc;
    this.spools = SPOOLS.stream().map(s -> root.resolve(s.substring(1))).toList();
    this.queues = new MailQueues(root);
  }

  /** All that can be read, of this instant. */
  public List<Label.Sample> at(long micros) {
    return at(micros, List.of());
  }

  /** The same without the queues of servers of which somebody knows better. */
  List<Label.Sample> at(long micros, List<String> known) {
    List<Label.Sample> samples = new ArrayList<>();
    load(samples, micros);
    memory(samples, micros);
    disk(samples, micros);
    processes(samples, micros);
    queues.count(
        known, (metric, n) -> samples.add(new Label.Sample(null, "queue." + metric, micros, n)));
    return samples;
  }

  private void load(List<Label.Sample> to, long micros) {
    try {
      String[] f = text(proc.resolve("loadavg")).split(" ");
      to.add(new Label.Sample(null, "load.1m", micros, Double.parseDouble(f[0])));
      to.add(new Label.Sample(null, "load.5m", micros, Double.parseDouble(f[1])));
      to.add(new Label.Sample(null, "load.15m", micros, Double.parseDouble(f[2])));
    } catch (IOException | RuntimeException e) {
      // left out
    }
  }

  private void memory(List<Label.Sample> to, long micros) {
    try {
      String info = text(proc.resolve("meminfo"));
      double total = kilobytes(info, "MemTotal");
      double free = kilobytes(info, "MemAvailable");
      to.add(new Label.Sample(null, "memory.total_bytes", micros, total * 1024));
      to.add(new Label.Sample(null, "memory.used_bytes", micros, (total - free) * 1024));
      to.add(
          new Label.Sample(
              null,
              "memory.swap_used_bytes",
              micros,
              (kilobytes(info, "SwapTotal") - kilobytes(info, "SwapFree")) * 1024));
    } catch (IOException | RuntimeException e) {
      // left out
    }
  }

  private static double kilobytes(String info, String name) {
    return info.lines()
        .filter(l -> l.startsWith(name + ":"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private void disk(List<Label.Sample> to, long micros) {
    for (Path spool : spools) {
      if (Files.isDirectory(spool)) {
        try {
          FileStore store = Files.getFileStore(spool);
          to.add(new Label.Sample(null, "disk.spool.free_bytes", micros, store.getUsableSpace()));
          to.add(new Label.Sample(null, "disk.spool.total_bytes", micros, store.getTotalSpace()));
        } catch (IOException e) {
          // left out
        }
        return;
      }
    }
  }

  private void processes(List<Label.Sample> to, long micros) {
    int n = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : all) {
        try {
          if (MAIL.contains(text(process.resolve("comm")).strip())) {
            n++;
          }
        } catch (IOException e) {
          // it has ended
        }
      }
      to.add(new Label.Sample(null, "processes.mail.count", micros, n));
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // left out
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
