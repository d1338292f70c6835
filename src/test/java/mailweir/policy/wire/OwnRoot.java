package mailweir.policy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mailweir.TestTools;

/**
 * A copy of this machine for one mail server: what {@code dev/install-test-tools} unpacked lies over the system's files, the network is its own, and
 * nothing that happens there stays. A script says what happens; what it prints is the transcript. Wants root, as the servers themselves do.
 */
final class OwnRoot {
  private static final long MOST_SECONDS = 120;

  /** What each script may use. */
  private static final String WORDS =
      """
      ip link set lo up
      ip addr add 198.51.100.9/32 dev lo
      mount -t tmpfs none /mnt && mkdir /mnt/l /mnt/u /mnt/w /mnt/m
      cp -a "$TOOLS"/. /mnt/l/
      # a folder 'lib' would hide the link of that name
      [ ! -d /mnt/l/lib ] || { cp -a /mnt/l/lib/. /mnt/l/usr/lib/; rm -r /mnt/l/lib; }
      mount -t overlay overlay -o lowerdir=/mnt/l:/,upperdir=/mnt/u,workdir=/mnt/w /mnt/m
      mount --rbind /dev /mnt/m/dev; mount -t proc proc /mnt/m/proc; mkdir -p /mnt/m"$WORK"; mount --bind "$WORK" /mnt/m"$WORK"
      exec chroot /mnt/m bash "$WORK"/inside
      """;

  private static final String INSIDE =
      """
      cd "$WORK"
      # until COMMAND: at most ten seconds
      by_and_by() { for _ in $(seq 100); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; echo "never: $*"; return 1; }
      listens() { (exec 3<>/dev/tcp/${2:-127.0.0.1}/$1); }
      # lines of SMTP on standard input, each after the reply to the one before; after '.' alone the mail's reply is awaited
      smtp() { perl talk.pl "${2:-127.0.0.1}:$1"; }
      policy() { $JAVA mailweir.cli.Main policy --config mailweir.yaml >policy.out 2>&1 & policy=$!; by_and_by listens 10023; }
      """;

  private static final String TALK =
      """
      use IO::Socket::INET; $| = 1;
      my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0], Timeout => 20) or die "no connection: $!";
      sub reply { while (my $l = <$s>) { $l =~ s/\\r?\\n$//; print "S: $l\\n"; return if $l =~ /^\\d\\d\\d( |$)/; } print "S: end\\n"; exit 0; }
      reply(); my $data = 0;
      while (my $l = <STDIN>) { chomp $l; print $s "$l\\r\\n"; print "C: $l\\n" unless $data;
        if ($data) { if ($l eq '.') { $data = 0; reply(); } next; }
        reply(); $data = 1 if $l eq 'DATA'; }
      """;

  private final Path work;

  private OwnRoot(Path work) {
    this.work = work;
  }

  /** A root with these tools and files in its folder of work. */
  static OwnRoot in(Path work) throws IOException {
    assertEquals(
        0,
        (int) (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"),
        "real mail servers change users: run these tests as root");
    Files.writeString(work.resolve("talk.pl"), TALK);
    return new OwnRoot(work);
  }

  OwnRoot with(String name, String text) throws IOException {
    Files.writeString(work.resolve(name), text);
    return this;
  }

  /** Runs a script there; what it and its programs printed. */
  String run(String tools, String script) throws IOException, InterruptedException {
    Files.writeString(work.resolve("inside"), INSIDE + script);
    String java =
        String.join(
            " ",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    ProcessBuilder builder =
        new ProcessBuilder(
            "unshare", "-m", "-n", "-p", "--fork", "--kill-child", "bash", "-c", WORDS);
    builder.environment().put("TOOLS", TestTools.unpacked(tools).toString());
    builder.environment().put("WORK", work.toString());
    builder.environment().put("JAVA", java);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Path out = work.resolve("transcript");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
  }

  String file(String name) throws IOException {
    Path file = work.resolve(name);
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }
}
