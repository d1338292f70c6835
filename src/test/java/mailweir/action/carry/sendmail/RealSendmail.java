package mailweir.action.carry.sendmail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import mailweir.TestTools;
import mailweir.action.carry.Programs;
import mailweir.action.carry.Ran;

/**
 * A Sendmail of its own in a folder of its own, by the distribution's unpacked package, without a daemon: every delivery to {@code name} is a line in {@code box/name}; while
 * there is a file {@code stuck}, mail for {@code stuck…} waits. Nothing of it is on any network. Needs root.
 */
final class RealSendmail implements AutoCloseable {
  private static final Path TOOLS = TestTools.unpacked("sendmail");

  private final Path folder;

  RealSendmail() throws IOException {
    folder =
        Files.createTempDirectory(
            "sm",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String name : List.of("mqueue", "box", "archive")) {
      Files.createDirectory(
          folder.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.createFile(folder.resolve("stuck"));
    write(
        "deliver",
        "#!/bin/sh\ncase \"$1\" in stuck*) [ ! -e %1$s/stuck ] || exit 75;; esac\ncat >/dev/null\necho delivered >>%1$s/box/\"$1\"\n"
            .formatted(folder));
    // A name without a dot would let it wait a minute for a better one.
    write(
        "sendmail",
        "#!/bin/sh\nLD_LIBRARY_PATH=%s\nexport LD_LIBRARY_PATH\nexec unshare -nu sh -c 'hostname relay.example.org; exec \"$0\" \"$@\"' %s -C %s \"$@\"\n"
            .formatted(
                TOOLS.resolve("usr/lib/x86_64-linux-gnu"),
                TOOLS.resolve("usr/libexec/sendmail/sendmail"),
                folder.resolve("conf")));
    Files.writeString(
        folder.resolve("conf"),
        """
        V10/Berkeley
        Djrelay.example.org
        DnMAILER-DAEMON
        Cwlocalhost
        O QueueDirectory=%1$s/mqueue
        O DeliveryMode=queueonly
        O LogLevel=0
        O QueueLA=1000
        O RefuseLA=1000
        O DefaultUser=0:0
        O PidFile=%1$s/pid
        O HelpFile=%1$s/help
        O DontBlameSendmail=RunProgramInUnsafeDirPath,NonRootSafeAddr,GroupWritableDirPathSafe
        Troot
        H?F?From: $f
        Mlocal, P=%1$s/deliver, F=lsDFMmn, S=0, R=0, A=deliver $u
        Mprog, P=/bin/false, F=lsDFM, A=false
        S3
        R$*<$*>$*\t$2
        S0
        R$*\t$#local $: $1
        """
            .formatted(folder));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(
        folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path mqueue() {
    return folder.resolve("mqueue");
  }

  Path archives() {
    return folder.resolve("archive");
  }

  String program() {
    return folder.resolve("sendmail").toString();
  }

  Ran run(String input, String... arguments) throws IOException {
    List<String> vector = new ArrayList<>(List.of(program()));
    vector.addAll(List.of(arguments));
    return new Programs().run(vector, input, Duration.ofMinutes(1));
  }

  /** A message into the queue. */
  void send(String from, String to) throws IOException {
    Ran ran = run("Subject: test\n\nbody of " + to + "\n", "-f", from, to);
    if (!ran.ok()) {
      throw new IOException(ran.toString());
    }
  }

  /** A whole queue run, waited for. */
  void runQueue() throws IOException {
    run("", "-qf", "-v");
  }

  void unstick() throws IOException {
    Files.deleteIfExists(folder.resolve("stuck"));
  }

  /** How often mail for a name was delivered. */
  int delivered(String name) throws IOException {
    Path box = folder.resolve("box").resolve(name);
    return Files.exists(box) ? Files.readAllLines(box).size() : 0;
  }

  /** Starts what locks a file as Sendmail does, until its input ends; it says when it has it. */
  static Process locking(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                "flock", "-x", "-n", file.toString(), "sh", "-c", "echo locked; read line")
            .start();
    InputStream out = process.getInputStream();
    if (out.read() != 'l') {
      throw new IOException("not locked");
    }
    return process;
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(folder)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
