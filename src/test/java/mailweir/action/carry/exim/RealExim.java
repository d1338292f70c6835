package mailweir.action.carry.exim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import mailweir.TestTools;
import mailweir.action.carry.Programs;
import mailweir.action.carry.Ran;

/**
 * An Exim of its own in a folder of its own, by the distribution's unpacked package, without a daemon: mail for {@code box.example} goes into a maildir, mail for
 * {@code stuck.example} waits until {@link #unstick}. Nothing of it is on any network. Needs root.
 */
final class RealExim implements AutoCloseable {
  private static final Path TOOLS = TestTools.unpacked("exim");
  private static final String USER = "Debian-exim";

  private final Path folder;

  RealExim(boolean split) throws IOException {
    folder =
        Files.createTempDirectory(
            "ex",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    UserPrincipal user =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
    for (String name : List.of("spool", "log", "mail")) {
      Files.setOwner(Files.createDirectory(folder.resolve(name)), user);
    }
    Files.createFile(folder.resolve("stuck"));
    Files.writeString(
        program(),
        "#!/bin/sh\nLD_LIBRARY_PATH=%s\nexport LD_LIBRARY_PATH\nexec %s -C %s \"$@\"\n"
            .formatted(
                TOOLS.resolve("usr/lib/x86_64-linux-gnu"),
                TOOLS.resolve("usr/sbin/exim4"),
                folder.resolve("conf")));
    Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        folder.resolve("conf"),
        """
        exim_path = %1$s/exim
        spool_directory = %1$s/spool
        log_file_path = %1$s/log/%%slog
        primary_hostname = mx.example.org
        split_spool_directory = %2$s
        tls_advertise_hosts =
        acl_smtp_rcpt = accept
        never_users =
        keep_environment =
        begin routers
        stuck:
          driver = redirect
          domains = stuck.example
          condition = ${if exists{%1$s/stuck}}
          allow_defer
          data = :defer: stuck here
        box:
          driver = accept
          transport = box
        begin transports
        box:
          driver = appendfile
          directory = %1$s/mail
          maildir_format
          user = Debian-exim
        begin retry
        * * F,1d,1s
        """
            .formatted(folder, split));
  }

  Path program() {
    return folder.resolve("exim");
  }

  Path spool() {
    return folder.resolve("spool");
  }

  EximHands hands() {
    return new EximHands("exim", spool(), program().toString(), new Programs());
  }

  Ran run(String... arguments) throws IOException {
    List<String> vector = new ArrayList<>(List.of(program().toString()));
    vector.addAll(List.of(arguments));
    return new Programs().run(vector, "", Duration.ofSeconds(60));
  }

  /** Gives it messages in one session from a client, each tried once. */
  void send(String from, String domain, int count) throws IOException {
    StringBuilder session = new StringBuilder("EHLO client.example\r\n");
    for (int i = 0; i < count; i++) {
      session.append(
          "MAIL FROM:<%s>\r\nRCPT TO:<u%d@%s>\r\nDATA\r\nSubject: %s %d\r\n\r\nbody\r\n.\r\n"
              .formatted(from, i, domain, from, i));
    }
    Ran ran =
        new Programs()
            .run(
                List.of(
                    program().toString(),
                    "-odq",
                    "-oMa",
                    "192.0.2.77",
                    "-oMs",
                    "client.example.net",
                    "-bs"),
                session + "QUIT\r\n",
                Duration.ofSeconds(60));
    if (!ran.ok() || !ran.out().contains("250 OK")) {
      throw new IOException(ran.toString());
    }
    // Root itself makes the attempts: a process that Exim starts without privilege cannot read the
    // unpacked program.
    run("-qf");
  }

  /** From now on mail for {@code stuck.example} is delivered as well, by the next run of the queue. */
  void unstick() throws IOException {
    Files.deleteIfExists(folder.resolve("stuck"));
  }

  /** Subjects of what is in the mailbox, sorted; one that was delivered twice is there twice. */
  List<String> delivered() throws IOException {
    List<String> subjects = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("mail/new"))) {
      for (Path file : files.toList()) {
        Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
            .filter(line -> line.startsWith("Subject: "))
            .findFirst()
            .ifPresent(line -> subjects.add(line.substring("Subject: ".length())));
      }
    } catch (NoSuchFileException e) {
      return subjects;
    }
    subjects.sort(Comparator.naturalOrder());
    return subjects;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
