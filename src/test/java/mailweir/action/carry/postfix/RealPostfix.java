package mailweir.action.carry.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import mailweir.TestTools;
import mailweir.action.carry.Programs;
import mailweir.queue.postfix.Instance;

/**
 * A Postfix of its own in a folder of its own, by the distribution's unpacked package: mail comes by a unix socket, mail for {@code box.example} goes into a maildir, mail for
 * {@code stuck.example} waits until {@link #unstick}. Nothing of it is on any network. Needs root.
 */
public final class RealPostfix implements AutoCloseable {
  private static final Path TOOLS = TestTools.unpacked("postfix");
  private static final String OWNER = "news";
  private static final String GROUP = "uucp";
  private static final int UID = 9;
  private static final int GID = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Path folder;
  private final boolean longIds;
  private Process master;

  /** {@code longIds}: whether ids are long ones. */
  public RealPostfix(boolean longIds) throws IOException {
    this.longIds = longIds;
    folder =
        Files.createTempDirectory(
            "pf",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name :
        List.of(
            "conf",
            "data",
            "mail",
            "bin",
            "q",
            "q/incoming",
            "q/active",
            "q/deferred",
            "q/bounce",
            "q/defer",
            "q/trace",
            "q/hold",
            "q/corrupt",
            "q/flush",
            "q/saved",
            "q/private",
            "q/public",
            "q/maildrop",
            "q/pid")) {
      Path made = Files.createDirectory(folder.resolve(name));
      if (name.equals("data")
          || name.equals("mail")
          || name.startsWith("q/") && !name.endsWith("pid")) {
        own(made, UID, name.equals("q/maildrop") || name.equals("q/public") ? GID : 0);
      }
      if (name.startsWith("q/") && !name.endsWith("pid") || name.equals("data")) {
        Files.setAttribute(
            made,
            "unix:mode",
            name.equals("q/maildrop") ? 01730 : name.equals("q/public") ? 0710 : 0700);
      }
    }
    for (String program : List.of("postsuper", "postqueue", "postcat")) {
      wrapper(program, TOOLS.resolve("usr/sbin").resolve(program));
    }
    wrapper("master", TOOLS.resolve("usr/lib/postfix/sbin/master"));
    configure("stuck.example = retry:4.3.0 stuck here");
    Files.writeString(
        folder.resolve("conf/master.cf"),
        """
        smtp-in unix n - n - 20 smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd
        """);
    start();
  }

  private static void own(Path path, int uid, int gid) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
  }

  private static String libraries() {
    return TOOLS.resolve("usr/lib/postfix") + ":" + TOOLS.resolve("usr/lib/x86_64-linux-gnu");
  }

  private void wrapper(String name, Path program) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    Files.writeString(
        file,
        "#!/bin/sh\nLD_LIBRARY_PATH="
            + libraries()
            + "\nexport LD_LIBRARY_PATH\nexec "
            + program
            + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void configure(String transport) throws IOException {
    Files.writeString(
        folder.resolve("conf/main.cf"),
        """
        compatibility_level = 3.6
        queue_directory = %1$s/q
        data_directory = %1$s/data
        command_directory = %2$s/usr/sbin
        daemon_directory = %2$s/usr/lib/postfix/sbin
        shlib_directory = %2$s/usr/lib/postfix
        import_environment = MAIL_CONFIG TZ=UTC LANG=C LD_LIBRARY_PATH=%3$s
        mail_owner = %4$s
        setgid_group = %5$s
        default_privs = nobody
        multi_instance_name = postfix-test
        myhostname = mx.example.org
        mydestination =
        alias_maps =
        alias_database =
        inet_interfaces = loopback-only
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_recipient_restrictions =
        smtpd_reject_unlisted_recipient = no
        smtpd_peername_lookup = no
        smtpd_authorized_xclient_hosts = static:all
        virtual_mailbox_domains = box.example, stuck.example
        virtual_mailbox_maps = static:all/
        virtual_mailbox_base = %1$s/mail
        virtual_uid_maps = static:%6$d
        virtual_gid_maps = static:%7$d
        virtual_minimum_uid = 1
        transport_maps = inline:{ {%8$s} }
        enable_long_queue_ids = %9$s
        queue_run_delay = 2s
        minimal_backoff_time = 2s
        maximal_backoff_time = 3s
        in_flow_delay = 0
        maillog_file = %1$s/log
        maillog_file_prefixes = /
        """
            .formatted(
                folder,
                TOOLS,
                libraries(),
                OWNER,
                GROUP,
                UID,
                GID,
                transport,
                longIds ? "yes" : "no"));
  }

  /** Starts its master. */
  void start() throws IOException {
    master =
        new ProcessBuilder(
                folder.resolve("bin/master").toString(),
                "-c",
                folder.resolve("conf").toString(),
                "-d")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("master.out").toFile())
            .start();
    try {
      await(
          "answers at its socket",
          () -> Files.exists(folder.resolve("q/public/smtp-in")) && isOpen());
    } catch (AssertionError e) {
      String said = log();
      close();
      throw new AssertionError(said, e);
    }
  }

  private boolean isOpen() {
    try (Smtp smtp = smtp()) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it; its queues stay. */
  void stop() {
    List<ProcessHandle> all = master.descendants().toList();
    master.destroy();
    try {
      master.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** From now on mail for {@code stuck.example} is delivered as well. */
  void unstick() throws Exception {
    configure("nowhere.example = error:no");
    new ProcessBuilder("kill", "-HUP", Long.toString(master.pid())).start().waitFor();
  }

  /** Waits for what the server does; fails when it does not. */
  static void await(String what, BooleanSupplier happened) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen: " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** As its configuration says. */
  public Instance instance() {
    return Instance.of(folder.resolve("conf"));
  }

  /** A program of it. */
  public Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /** Where its files are. */
  public Path folder() {
    return folder;
  }

  /** Hands for it. */
  public PostfixHands hands() {
    return new PostfixHands(
        instance(),
        program("postsuper").toString(),
        program("postqueue").toString(),
        new Programs());
  }

  /** Subjects of what is in the mailbox, sorted; one that was delivered twice is there twice. */
  List<String> delivered() {
    List<String> subjects = new ArrayList<>();
    for (String box : List.of("all/new", "all/tmp")) {
      try (Stream<Path> files = Files.list(folder.resolve("mail").resolve(box))) {
        for (Path file : files.toList()) {
          Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
              .filter(line -> line.startsWith("Subject: "))
              .findFirst()
              .ifPresent(line -> subjects.add(line.substring("Subject: ".length())));
        }
      } catch (NoSuchFileException e) {
        // Nothing was delivered yet, or it moved on.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    subjects.sort(Comparator.naturalOrder());
    return subjects;
  }

  /** How many message files are in queues, and not yet cleared away. */
  long queued(String... queues) {
    long count = 0;
    for (String queue : queues) {
      try (Stream<Path> files = Files.walk(folder.resolve("q").resolve(queue))) {
        count += files.filter(Files::isRegularFile).count();
      } catch (IOException | UncheckedIOException e) {
        return Long.MAX_VALUE;
      }
    }
    return count;
  }

  /** A session. */
  Smtp smtp() throws IOException {
    return new Smtp(folder.resolve("q/public/smtp-in"));
  }

  /** What it logged. */
  String log() throws IOException {
    return Files.exists(folder.resolve("log"))
        ? Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1)
        : "";
  }

  @Override
  public void close() throws IOException {
    stop();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** A client. */
  static final class Smtp implements AutoCloseable {
    private final SocketChannel socket;
    private final BufferedReader in;
    private final OutputStream out;

    Smtp(Path path) throws IOException {
      socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        socket.connect(UnixDomainSocketAddress.of(path));
        in =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
        out = Channels.newOutputStream(socket);
        answer("220");
        say("EHLO client.example", "250");
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    private String answer(String wanted) throws IOException {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      if (line == null || !line.startsWith(wanted)) {
        throw new IOException("instead of " + wanted + ": " + line);
      }
      return line;
    }

    private String say(String line, String wanted) throws IOException {
      out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return answer(wanted);
    }

    /** Sends a message; its id. */
    String send(String from, String to, String subject) throws IOException {
      say("MAIL FROM:<" + from + ">", "250");
      for (String recipient : to.split(",")) {
        say("RCPT TO:<" + recipient + ">", "250");
      }
      say("DATA", "354");
      String answer =
          say(
              "From: <"
                  + from
                  + ">\r\nSubject: "
                  + subject
                  + "\r\n\r\nbody of "
                  + subject
                  + "\r\n.",
              "250");
      return answer.substring(answer.lastIndexOf(' ') + 1);
    }

    /** Says who the client is. */
    void client(String name, String address) throws IOException {
      say("XCLIENT NAME=" + name + " ADDR=" + address, "220");
      say("EHLO client.example", "250");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
