package mailweir.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mailweir.collect.follow.Setting;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mailbox of a real Dovecot. */
@Timeout(120)
class ImapTest {
  @TempDir Path folder;
  private Process dovecot;
  private int port;
  private Path mailbox;

  @BeforeEach
  void start() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String me = System.getProperty("user.name");
    boolean isRoot = me.equals("root");
    mailbox = folder.resolve("Maildir");
    for (String part : List.of("new", "cur", "tmp")) {
      Files.createDirectories(mailbox.resolve(part));
    }
    String owner = "uid=nobody gid=nogroup";
    if (isRoot) {
      UserPrincipal nobody =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      try (Stream<Path> all = Files.walk(mailbox)) {
        for (Path p : all.toList()) {
          Files.setOwner(p, nobody);
        }
      }
    } else {
      owner = "uid=" + me + " gid=" + me;
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path conf = folder.resolve("dovecot.conf");
    Files.writeString(
        conf,
        """
        protocols = imap
        base_dir = FOLDER/run
        state_dir = FOLDER/run
        log_path = FOLDER/log
        listen = 127.0.0.1
        ssl = no
        disable_plaintext_auth = no
        mail_location = maildir:FOLDER/Maildir
        default_internal_user = INTERNAL
        default_internal_group = INTERNAL
        default_login_user = LOGIN
        first_valid_uid = 0
        passdb {
          driver = static
          args = password=secret
        }
        userdb {
          driver = static
          args = OWNER home=FOLDER
        }
        service anvil {
          chroot =
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = PORT
          }
          inet_listener imaps {
            port = 0
          }
        }
        """
            .replace("FOLDER", folder.toString())
            .replace("INTERNAL", isRoot ? "dovecot" : me)
            .replace("LOGIN", isRoot ? "dovenull" : me)
            .replace("OWNER", owner)
            .replace("PORT", Integer.toString(port)));
    dovecot =
        new ProcessBuilder("dovecot", "-F", "-c", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertTrue(
        Feeding.comes(
            Duration.ofSeconds(20),
            () -> {
              try (Socket s = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return s.getInputStream().read() == '*';
              } catch (IOException e) {
                return false;
              }
            }),
        () -> "dovecot does not answer: " + said());
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterEach
  void stop() throws Exception {
    dovecot.destroy();
    dovecot.waitFor();
  }

  @Test
  void unseenMails_areTakenOnceAndMarked() throws Exception {
    Keys host = new Keys(folder.resolve("host-keys"));
    Keys server = new Keys(folder.resolve("server-keys"));
    server.trust("mx1", Keys.shared(host.own("mx1")).getBytes(StandardCharsets.US_ASCII));
    Path log = folder.resolve("mail.log");
    Feeding.append(log, Feeding.traffic(31, 600));
    Path sendmail = folder.resolve("sendmail");
    Files.writeString(
        sendmail, "#!/bin/sh\ncat > " + mailbox + "/new/1\nchmod 666 " + mailbox + "/new/1\n");
    sendmail.toFile().setExecutable(true);
    try (Shipment shipment = Shipment.open(folder.resolve("ship"), Clock.systemUTC())) {
      shipment.pack(
          "mx1",
          List.of(log.toString()),
          Setting.of(Feeding.reading().withFollow(true), Clock.systemUTC(), s -> {}),
          List.of());
      shipment.send(
          new Sending.ByCommand(sendmail.toString()),
          host.own("mx1"),
          server.own("server").toCertificate(),
          "root@mx1",
          "stats@example.org",
          Duration.ofDays(7));
    }
    Files.writeString(mailbox.resolve("new").resolve("2"), "Subject: spam\r\n\r\nhello\r\n");
    Path password = Files.writeString(folder.resolve("password"), "secret\n");
    List<String> said = new ArrayList<>();
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Letters letters =
          new Letters(
                  new Postman(
                      f.feed.intake(),
                      server,
                      "server",
                      Recipes.NONE,
                      Clock.systemUTC(),
                      ZoneOffset.UTC),
                  said::add)
              .withImap(URI.create("imap://stats@127.0.0.1:" + port + "/INBOX"), password);
      letters.once();
      letters.once();
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
      assertEquals(1, said.size(), said::toString);
    }
    try (Stream<Path> files = Files.list(mailbox.resolve("cur"))) {
      assertEquals(
          List.of("1:2,S", "2:2,FS"),
          files
              .map(p -> p.getFileName().toString().replaceAll("^(\\d)[^:]*", "$1"))
              .sorted()
              .toList());
    }
  }
}
