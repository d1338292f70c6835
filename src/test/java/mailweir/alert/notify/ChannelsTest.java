package mailweir.alert.notify;

import static mailweir.alert.notify.Peers.HOSTILE;
import static mailweir.alert.notify.Peers.NOW;
import static mailweir.alert.notify.Peers.notice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import mailweir.Checkout;
import mailweir.TestTools;
import mailweir.alert.Alert;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Notice;
import mailweir.alert.SettingsFile;
import mailweir.smtp.Relay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.helper.SimpleMessageListenerAdapter;
import org.subethamail.smtp.server.SMTPServer;

/** Every channel against a real other side. */
@Timeout(120)
class ChannelsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static Channel channel(ChannelSettings settings) {
    return Channels.of(settings, "mon.example.org", InstantSource.fixed(NOW));
  }

  // ---- mail ----

  private static final class Inbox implements SimpleMessageListener {
    final List<MimeMessage> mails = Collections.synchronizedList(new ArrayList<>());
    final List<String> raw = Collections.synchronizedList(new ArrayList<>());

    @Override
    public boolean accept(String from, String recipient) {
      return true;
    }

    @Override
    public void deliver(String from, String recipient, java.io.InputStream data)
        throws IOException {
      byte[] bytes = data.readAllBytes();
      raw.add(new String(bytes, StandardCharsets.UTF_8));
      try {
        mails.add(
            new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
      } catch (jakarta.mail.MessagingException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void mail_goesByTheFirstRelayThatTakesItAndHangsTogether() throws Exception {
    Inbox inbox = new Inbox();
    SMTPServer relay =
        SMTPServer.port(Peers.freePort())
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandlerFactory(new SimpleMessageListenerAdapter(inbox))
            .build();
    relay.start();
    try {
      String dead = "127.0.0.1:" + Peers.freePort();
      ChannelSettings.Mail settings =
          new ChannelSettings.Mail(
              "mailweir@example.org",
              List.of("post@example.org"),
              List.of(dead, "127.0.0.1:" + relay.getPort()),
              Relay.Tls.OPTIONAL,
              null,
              null,
              SOON);
      Channel mail = channel(settings);
      mail.send(notice(Notice.Kind.RAISED, HOSTILE));
      mail.send(notice(Notice.Kind.REPEATED, "mx1 is silent"));
      mail.send(notice(Notice.Kind.RESOLVED, "mx1 is silent"));
      mail.send(notice(Notice.Kind.RAISED, HOSTILE));
      assertEquals(4, inbox.mails.size());
      MimeMessage raised = inbox.mails.get(0);
      assertEquals("<a7.mailweir@mon.example.org>", raised.getMessageID());
      assertTrue(raised.getSubject().startsWith("[mailweir] critical: mx1: "), raised.getSubject());
      assertEquals(1, raised.getAllRecipients().length);
      String head = inbox.raw.get(0).replace("\r\n", "\n").split("\n\n")[0];
      assertFalse(head.lines().anyMatch(l -> l.startsWith("Bcc")), head);
      assertEquals("auto-generated", raised.getHeader("Auto-Submitted", null));
      for (MimeMessage later : inbox.mails.subList(1, 3)) {
        assertEquals(raised.getMessageID(), later.getHeader("References", null));
        assertEquals(raised.getMessageID(), later.getHeader("In-Reply-To", null));
      }
      assertEquals("[mailweir] over: mx1 is sending again", inbox.mails.get(2).getSubject());
      assertEquals(
          3,
          inbox.mails.stream().map(m -> id(m)).distinct().count(),
          "sent again it is the same mail");
    } finally {
      relay.stop();
    }
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                channel(
                        new ChannelSettings.Mail(
                            "a@b",
                            List.of("c@d"),
                            List.of("127.0.0.1:" + relay.getPort()),
                            Relay.Tls.NEVER,
                            null,
                            null,
                            SOON))
                    .send(notice(Notice.Kind.RAISED, "x")));
    assertTrue(e.getMessage().startsWith("no relay took the mail (127.0.0.1:"), e.getMessage());
  }

  private static String id(MimeMessage m) {
    try {
      return m.getMessageID();
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- webhook ----

  @Test
  void documentedWebhooks_areWhatTheirSidesUnderstand() throws Exception {
    String page = Checkout.text(Checkout.path("docs/alerts.md"));
    Path secret = Files.writeString(folder.resolve("secret"), "S3CR\"ET\nmore\n");
    int seen = 0;
    try (Peers.Web web = new Peers.Web()) {
      for (var example :
          Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page).results().toList()) {
        String text =
            example
                .group(1)
                .replaceAll("https://[a-z0-9.]+/", web.url() + "/")
                .replaceAll("secret_file: \\S+", "secret_file: " + secret);
        if (!text.contains("type: webhook")) {
          continue;
        }
        for (var one : SettingsFile.read("docs", text, n -> true).channels().entrySet()) {
          web.bodies.clear();
          web.heads.clear();
          String name = one.getKey();
          boolean inPath = ((ChannelSettings.Webhook) one.getValue()).url().contains("{secret}");
          if (inPath) {
            // a quotation mark is no part of an address
            Files.writeString(secret, "S3CRET\n");
          } else {
            Files.writeString(secret, "S3CR\"ET\nmore\n");
          }
          channel(one.getValue()).send(notice(Notice.Kind.RAISED, HOSTILE));
          JsonNode body = JSON.readTree(web.bodies.getFirst());
          switch (name) {
            case "slack" -> {
              assertTrue(
                  body.path("text").asText().startsWith("critical: mx1: \"}],"), body::toString);
              assertTrue(
                  web.heads.getFirst().startsWith("POST /services/S3CRET "), web.heads::toString);
            }
            case "teams" ->
                assertEquals("AdaptiveCard", body.at("/attachments/0/content/type").asText());
            case "ntfy" -> {
              assertTrue(body.path("priority").isInt());
              assertEquals(5, body.path("priority").asInt());
              assertTrue(web.heads.getFirst().endsWith("Bearer S3CR\"ET"), web.heads::toString);
            }
            case "pagerduty" -> {
              assertEquals("S3CR\"ET", body.path("routing_key").asText());
              assertEquals("trigger", body.path("event_action").asText());
              assertEquals("mailweir-a7", body.path("dedup_key").asText());
              assertTrue(
                  body.at("/payload/summary").asText().contains("{secret}"),
                  "an alert's text is no template");
              channel(one.getValue()).send(notice(Notice.Kind.RESOLVED, HOSTILE));
              assertEquals(
                  "resolve", JSON.readTree(web.bodies.get(1)).path("event_action").asText());
            }
            default -> throw new AssertionError(name);
          }
          seen++;
        }
      }
    }
    assertEquals(4, seen);
  }

  @Test
  void webhook_thatAnswersOtherwise_hasFailedAndTellsNoSecret() throws Exception {
    try (Peers.Web web = new Peers.Web()) {
      web.answer = 503;
      Path secret = Files.writeString(folder.resolve("secret"), "geheim");
      Channel hook =
          channel(
              new ChannelSettings.Webhook(
                  web.url() + "/hook/{secret}",
                  "POST",
                  Map.of(),
                  "{\"all\": \"{alerts}\", \"n\": \"{count}\"}",
                  secret.toString(),
                  false,
                  SOON));
      IOException e =
          assertThrows(IOException.class, () -> hook.send(notice(Notice.Kind.RAISED, "x")));
      assertTrue(e.getMessage().contains("answered 503"), e.getMessage());
      assertFalse(e.getMessage().contains("geheim"), e.getMessage());
      JsonNode body = JSON.readTree(web.bodies.getFirst());
      assertEquals("a7", body.at("/all/0/id").asText());
      assertEquals(1, body.path("n").asInt());
      Files.delete(secret);
      assertThrows(IOException.class, () -> hook.send(notice(Notice.Kind.RAISED, "x")));
    }
  }

  // ---- command ----

  private Path script(String text) throws IOException {
    Path script = Files.writeString(folder.resolve("told"), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  @Test
  void command_hasItsArgumentsTheNoticeAndNoShell() throws Exception {
    Path out = folder.resolve("out");
    Path script =
        script(
            "printf '%s\\n' \"$#\" \"$2\" \"$MAILWEIR_SEVERITY\" \"$MAILWEIR_HOST\" >"
                + out
                + "\ncat >"
                + out
                + ".json\n");
    channel(new ChannelSettings.Command(List.of(script.toString(), "--x", "$(id) *; 'a"), SOON))
        .send(notice(Notice.Kind.RAISED, HOSTILE));
    assertEquals(List.of("2", "$(id) *; 'a", "critical", "mx1"), Files.readAllLines(out));
    JsonNode said = JSON.readTree(Files.readString(Path.of(out + ".json")));
    assertEquals("raised", said.path("kind").asText());
    assertEquals(HOSTILE, said.at("/alerts/0/summary").asText());
  }

  @Test
  void command_thatFailsOrHangs_hasFailed() throws Exception {
    Path fails = script("echo no such group; exit 3\n");
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                channel(new ChannelSettings.Command(List.of(fails.toString()), SOON))
                    .send(notice(Notice.Kind.RAISED, "x")));
    assertTrue(e.getMessage().contains("ended with 3: no such group"), e.getMessage());
    Path hangs = script("sleep 1000 & sleep 1000\n");
    IOException late =
        assertThrows(
            IOException.class,
            () ->
                channel(
                        new ChannelSettings.Command(
                            List.of(hangs.toString()), Duration.ofMillis(300)))
                    .send(notice(Notice.Kind.RAISED, "x")));
    assertTrue(late.getMessage().contains("was killed"), late.getMessage());
    assertThrows(
        IOException.class,
        () ->
            channel(new ChannelSettings.Command(List.of("/nowhere/x"), SOON))
                .send(notice(Notice.Kind.RAISED, "x")));
  }

  // ---- Alertmanager ----

  @Test
  void alertmanager_hasWhatFiresUntilItEnds() throws Exception {
    int port = Peers.freePort();
    Path config =
        Files.writeString(
            folder.resolve("am.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
    Process server =
        new ProcessBuilder(
                // it looks for its templates below /usr/share, where a package that is only
                // unpacked is not
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$1\" /usr/share && shift && exec \"$@\"",
                "sh",
                TestTools.unpacked("usr/share").toString(),
                TestTools.unpacked("usr/bin/prometheus-alertmanager").toString(),
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("am"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("am.out").toFile())
            .start();
    try {
      Channel am =
          Channels.of(
              new ChannelSettings.Alertmanager(
                  "http://127.0.0.1:" + port + "/", null, Map.of("team", "mail"), SOON),
              "mon",
              InstantSource.system());
      Peers.await(() -> sends(am), "Alertmanager does not begin");
      JsonNode all = alerts(port);
      assertEquals(1, all.size());
      assertEquals("mailweir_heartbeat", all.at("/0/labels/alertname").asText());
      assertEquals("mail", all.at("/0/labels/team").asText());
      assertEquals("active", all.at("/0/status/state").asText());
      am.tell(List.of(Peers.alert("a7", HOSTILE, false)), List.of());
      assertEquals(1, alerts(port).size(), "told again it is the same");
      am.send(notice(Notice.Kind.RESOLVED, HOSTILE));
      Peers.await(() -> alerts(port).isEmpty(), "it is over there");
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static boolean sends(Channel channel) {
    try {
      channel.send(notice(Notice.Kind.RAISED, HOSTILE));
      return true;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static JsonNode alerts(int port) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return JSON.readTree(
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- Xymon ----

  private static String xymon(int port, String message) throws IOException {
    try (Socket s = new Socket("127.0.0.1", port)) {
      s.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
      s.shutdownOutput();
      return new String(s.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void xymon_isGreenRedAndGreenAgainWithALifetime() throws Exception {
    int port = Peers.freePort();
    Path hosts =
        Files.writeString(
            folder.resolve("hosts.cfg"), "127.0.0.1 mon.example.org #\n127.0.0.1 mx1 #\n");
    Path program = TestTools.unpacked("usr/lib/xymon/server/bin/xymond");
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--hosts=" + hosts,
            "--no-daemon",
            "--listen=127.0.0.1:" + port,
            "--env=/dev/null",
            "--status-senders=127.0.0.1",
            "--pidfile=" + folder.resolve("pid"));
    Path root = program.getParent().getParent().getParent().getParent().getParent().getParent();
    builder.environment().put("XYMONHOME", folder.toString());
    builder.environment().put("XYMONTMP", folder.toString());
    builder
        .environment()
        .put(
            "LD_LIBRARY_PATH",
            root + "/usr/lib/x86_64-linux-gnu:" + root + "/lib/x86_64-linux-gnu");
    Process server =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
    try {
      Channel xymon =
          channel(
              new ChannelSettings.Xymon(
                  List.of("127.0.0.1:" + port),
                  "mon.example.org",
                  "mailweir",
                  Duration.ofMinutes(15),
                  true,
                  SOON));
      Peers.await(() -> tells(xymon, List.of()), "xymond does not begin");
      String board = "xymondboard fields=hostname,testname,color,validtime test=mailweir";
      String[] green = xymon(port, board).strip().split("\\|");
      assertEquals(
          "mon.example.org|mailweir|green", String.join("|", List.of(green).subList(0, 3)));
      long left = Long.parseLong(green[3]) - System.currentTimeMillis() / 1000;
      assertTrue(
          left > 14 * 60 && left <= 15 * 60,
          "it is purple 15 minutes after the last word: " + left);
      Alert alert = Peers.alert("a7", HOSTILE + "\n\nstatus mx1.cpu red", false);
      xymon.tell(List.of(alert), List.of());
      String red = xymon(port, board);
      assertTrue(
          red.contains("mon.example.org|mailweir|red|") && red.contains("mx1|mailweir|red|"), red);
      assertEquals(
          "", xymon(port, "xymondboard fields=hostname test=cpu"), "no alert's text is a message");
      assertTrue(xymon(port, "xymondlog mon.example.org.mailweir").contains("(a7)"));
      xymon.tell(List.of(), List.of());
      assertFalse(xymon(port, board).contains("red"));
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static boolean tells(Channel channel, List<Alert> firing) {
    try {
      channel.tell(firing, List.of());
      return true;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }
}
