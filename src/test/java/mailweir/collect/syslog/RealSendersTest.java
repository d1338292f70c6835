package mailweir.collect.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mailweir.Checkout;
import mailweir.TestTools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines of configuration of docs/syslog.md, each in the real program that it is for. */
@Timeout(120)
class RealSendersTest {
  private static final Path RSYSLOG = Path.of("/usr/sbin/rsyslogd");
  private static final Path SYSLOG_NG = TestTools.unpacked("syslog-ng");
  private static final int LINES = 200;
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path folder;
  private SelfSigned server;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void certificate() throws Exception {
    server = SelfSigned.in(folder, "mailweir.example.org");
  }

  private static Stream<String> documented(String program) throws IOException {
    Matcher m =
        Pattern.compile("```" + program + "\n(.*?)\n```", Pattern.DOTALL)
            .matcher(Files.readString(Checkout.path("docs/syslog.md")));
    List<String> all = new ArrayList<>();
    while (m.find()) {
      all.add(m.group(1));
    }
    assertFalse(all.isEmpty());
    return all.stream();
  }

  static Stream<String> ofRsyslog() throws IOException {
    return documented("rsyslog");
  }

  static Stream<String> ofSyslogNg() throws IOException {
    return documented("syslog-ng");
  }

  @ParameterizedTest
  @MethodSource("ofRsyslog")
  void rsyslog_withThisLine(String line) throws Exception {
    int in = freePort();
    send(
        line,
        in,
        here ->
            Files.writeString(
                folder.resolve("rsyslog.conf"),
                """
                global(workDirectory="%s")
                module(load="imtcp")
                input(type="imtcp" address="127.0.0.1" port="%d")
                %s
                """
                    .formatted(folder, in, here)),
        Map.of(),
        RSYSLOG.toString(),
        "-n",
        "-f",
        folder.resolve("rsyslog.conf").toString(),
        "-i",
        folder.resolve("pid").toString());
  }

  @ParameterizedTest
  @MethodSource("ofSyslogNg")
  void syslogNg_withThisLine(String line) throws Exception {
    int in = freePort();
    String libraries;
    try (Stream<Path> files = Files.walk(SYSLOG_NG)) {
      libraries =
          files
              .filter(f -> f.getFileName().toString().contains(".so"))
              .map(f -> f.getParent().toString())
              .distinct()
              .collect(java.util.stream.Collectors.joining(":"));
    }
    send(
        line,
        in,
        here ->
            Files.writeString(
                folder.resolve("syslog-ng.conf"),
                """
                @version: 3.38
                options { keep-hostname(yes); };
                source s_src { network(ip("127.0.0.1") port(%d) transport("tcp")); };
                %s
                """
                    .formatted(in, here)),
        Map.of("LD_LIBRARY_PATH", libraries),
        SYSLOG_NG.resolve("usr/sbin/syslog-ng").toString(),
        "-F",
        "-f",
        folder.resolve("syslog-ng.conf").toString(),
        "--module-path",
        SYSLOG_NG.resolve("usr/lib/syslog-ng/3.38").toString(),
        "--persist-file",
        folder.resolve("persist").toString(),
        "--pidfile",
        folder.resolve("pid").toString(),
        "--control",
        folder.resolve("control").toString());
  }

  /** Writes a configuration. */
  @FunctionalInterface
  private interface Writing {
    /** With this line in it. */
    void write(String line) throws IOException;
  }

  private void send(
      String line,
      int in,
      Writing configuration,
      Map<String, String> environment,
      String... command)
      throws Exception {
    Collected store = new Collected();
    SyslogSetting setting =
        new SyslogSetting(
            List.of(ANY),
            List.of(ANY),
            List.of(ANY),
            List.of(),
            new PemFiles(server.certificate(), server.key(), null, said::add),
            false,
            100,
            100,
            said::add);
    Process sender = null;
    try (SyslogReceiver receiver = new SyslogReceiver(setting, store).start()) {
      configuration.write(here(line, receiver));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("out").toFile());
      builder.environment().putAll(environment);
      sender = builder.start();
      try (Socket socket = connected(in, sender)) {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < LINES; i++) {
          String text =
              "<22>Nov 25 08:%02d:%02d mx1 postfix/smtpd[%d]: connect from a.example[192.0.2.7]\n"
                  .formatted(i / 60, i % 60, i);
          out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        out.write(
            "<78>Nov 25 08:59:00 mx1 CRON[7]: (root) CMD (true)\n"
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
        List<String> lines = store.lines(LINES);
        assertEquals(LINES, lines.size(), () -> said + told());
        for (int i = 0; i < LINES; i++) {
          String wanted = "[" + i + "]: connect from a.example[192.0.2.7]";
          String newer = " postfix " + i + " - -  connect from a.example[192.0.2.7]";
          String newest = " postfix/smtpd " + i + " - - connect from a.example[192.0.2.7]";
          String got = lines.get(i);
          assertTrue(
              got.endsWith(wanted)
                  || got.endsWith(newer)
                  || got.endsWith(newest)
                  || got.contains(" " + i + " - "),
              got);
          assertTrue(got.contains(" 127.0.0.1 22 ") && got.contains("mx1"), got);
        }
        assertEquals(0, receiver.counts().of(Counts.What.CUT));
        assertEquals(0, receiver.counts().of(Counts.What.BROKEN));
      }
    } finally {
      if (sender != null) {
        sender.destroyForcibly().waitFor();
      }
    }
  }

  private String told() {
    try {
      return Files.readString(folder.resolve("out"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String here(String line, SyslogReceiver receiver) throws IOException {
    String udp = String.valueOf(receiver.addresses().get(0).getFirst().getPort());
    String tcp = String.valueOf(receiver.addresses().get(1).getFirst().getPort());
    String tls = String.valueOf(receiver.addresses().get(2).getFirst().getPort());
    boolean isUdp = line.contains("udp") || line.contains(" @1");
    return line.replace("192.0.2.10", "127.0.0.1")
        .replace("6514", tls)
        .replaceAll("\\b514\\b", isUdp ? udp : tcp)
        .replace("/etc/ssl/mailweir.crt", server.certificate().toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  private Socket connected(int port, Process sender) throws Exception {
    long patience = System.nanoTime() + 20_000_000_000L;
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        if (System.nanoTime() > patience || !sender.isAlive()) {
          throw new IOException(told(), e);
        }
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      }
    }
  }
}
