package mailweir.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mailweir.collect.follow.Setting;
import mailweir.pipeline.Feeding;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that can only send mail, and the server that receives it. */
@Timeout(120)
class ShipmentTest {
  @TempDir Path folder;
  private Path log;
  private Keys host;
  private Keys server;
  private OpenPGPKey hostKey;
  private OpenPGPKey serverKey;
  private Path sendmail;
  private Path mails;

  @BeforeEach
  void setUp() throws Exception {
    log = folder.resolve("mail.log");
    host = new Keys(folder.resolve("host-keys"));
    server = new Keys(folder.resolve("server-keys"));
    hostKey = host.own("mx1");
    serverKey = server.own("server");
    server.trust("mx1", Keys.shared(hostKey).getBytes(StandardCharsets.US_ASCII));
    mails = Files.createDirectory(folder.resolve("mails"));
    sendmail = folder.resolve("sendmail");
    Files.writeString(sendmail, "#!/bin/sh\nexec cat > " + mails + "/$(date +%s%N).$$.eml\n");
    sendmail.toFile().setExecutable(true);
  }

  private int ship() throws Exception {
    try (Shipment shipment = Shipment.open(folder.resolve("ship"), Clock.systemUTC())) {
      shipment.pack(
          "mx1",
          List.of(log.toString()),
          Setting.of(Feeding.reading().withFollow(true), Clock.systemUTC(), s -> {}),
          List.of());
      return send(shipment, sendmail);
    }
  }

  private int send(Shipment shipment, Path program) throws Exception {
    return shipment.send(
        new Sending.ByCommand(program.toString()),
        hostKey,
        serverKey.toCertificate(),
        "root@mx1.example.org",
        "mailweir@example.org",
        Duration.ofDays(7));
  }

  private List<byte[]> sent() throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(mails)) {
      for (Path file : files.sorted().toList()) {
        all.add(Files.readAllBytes(file));
      }
    }
    return all;
  }

  private Postman postman(Feeding f) {
    return new Postman(
        f.feed.intake(), server, "server", Recipes.NONE, Clock.systemUTC(), ZoneOffset.UTC);
  }

  @Test
  void mailsDoubledMixedCutAndForged_countOnceOrNotAtAll() throws Exception {
    List<String> lines = Feeding.traffic(21, 3_000);
    for (int from = 0; from < 3_000; from += 500) {
      Feeding.append(log, lines.subList(from, from + 500));
      assertEquals(1, ship());
    }
    List<byte[]> mixed = new ArrayList<>(sent());
    assertEquals(6, mixed.size());
    mixed.addAll(mixed.subList(1, 4));
    Collections.shuffle(mixed, new Random(4));
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Postman postman = postman(f);
      byte[] first = mixed.getFirst();
      assertThrows(
          BadLetter.class, () -> postman.take(java.util.Arrays.copyOf(first, first.length / 2)));
      int known = 0;
      for (byte[] mail : mixed) {
        known += postman.take(mail).get().known() ? 1 : 0;
      }
      assertEquals(3, known);
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void serverThatTakesNoMail_losesNothing() throws Exception {
    Path refuses = folder.resolve("refuses");
    Files.writeString(refuses, "#!/bin/sh\ncat >/dev/null\necho no >&2\nexit 75\n");
    refuses.toFile().setExecutable(true);
    List<String> lines = Feeding.traffic(22, 1_000);
    Feeding.append(log, lines.subList(0, 500));
    try (Shipment shipment = Shipment.open(folder.resolve("ship"), Clock.systemUTC())) {
      shipment.pack(
          "mx1",
          List.of(log.toString()),
          Setting.of(Feeding.reading().withFollow(true), Clock.systemUTC(), s -> {}),
          List.of());
      IOException e = assertThrows(IOException.class, () -> send(shipment, refuses));
      assertTrue(e.getMessage().contains("75: no"), e.getMessage());
      assertThrows(
          IOException.class, () -> Shipment.open(folder.resolve("ship"), Clock.systemUTC()));
    }
    Feeding.append(log, lines.subList(500, 1_000));
    assertEquals(2, ship());
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Postman postman = postman(f);
      for (byte[] mail : sent()) {
        postman.take(mail).get();
      }
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void stateThatWasLost_beginsAnewAndRepeatsNothing() throws Exception {
    Feeding.append(log, Feeding.traffic(23, 800));
    ship();
    Files.delete(folder.resolve("ship").resolve("state"));
    ship();
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Postman postman = postman(f);
      for (byte[] mail : sent()) {
        postman.take(mail).get();
      }
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void trayAndMaildir_areEmptiedWhenAllIsStored() throws Exception {
    List<String> lines = Feeding.traffic(24, 900);
    for (int from = 0; from < 900; from += 300) {
      Feeding.append(log, lines.subList(from, from + 300));
      ship();
    }
    List<byte[]> all = sent();
    Tray tray = new Tray(folder.resolve("inbox"));
    tray.put(new java.io.ByteArrayInputStream(all.get(0)));
    tray.put(
        new java.io.ByteArrayInputStream(
            "Subject: spam\n\nhello\n".getBytes(StandardCharsets.US_ASCII)));
    Path maildir = folder.resolve("maildir");
    Files.createDirectories(maildir.resolve("new"));
    Files.write(maildir.resolve("new").resolve("1"), all.get(1));
    Files.write(maildir.resolve("new").resolve("2"), all.get(2));
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    try (Feeding f = new Feeding(folder.resolve("store"));
        Letters letters =
            new Letters(postman(f), said::add).with(tray, "inbox").withMaildir(maildir).start()) {
      assertTrue(Feeding.comes(Duration.ofSeconds(30), () -> f.read() == 900), said::toString);
      assertTrue(
          Feeding.comes(
              Duration.ofSeconds(30), () -> Files.exists(maildir.resolve("cur").resolve("2:2,S"))));
      assertTrue(Feeding.comes(Duration.ofSeconds(30), () -> names("inbox/new") == 0));
      assertEquals(2, names("inbox/refused"));
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
      assertTrue(said.getFirst().contains("is no sealed mail"), said::toString);
    }
  }

  private long names(String where) {
    try (Stream<Path> files = Files.list(folder.resolve(where))) {
      return files.count();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void whatIsKept_isForItsOwnerAlone() throws Exception {
    Feeding.append(log, Feeding.traffic(23, 100));
    assertEquals(1, ship());
    assertEquals(0, again());
    Path state = folder.resolve("ship");
    try (Stream<Path> all = Files.walk(state)) {
      for (Path one : all.toList()) {
        assertEquals(
            Files.isDirectory(one) ? "rwx------" : "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(one)),
            one.toString());
      }
    }
  }

  private int again() throws Exception {
    try (Shipment shipment = Shipment.open(folder.resolve("ship"), Clock.systemUTC())) {
      return shipment.again(2, 9);
    }
  }

  @Test
  void commandThatHangs_isEndedAndItsMailWaits() throws Exception {
    Path hangs = folder.resolve("hangs");
    Files.writeString(hangs, "#!/bin/sh\ncat >/dev/null\nsleep 300 &\nsleep 300\n");
    hangs.toFile().setExecutable(true);
    Sending sending = new Sending.ByCommand(hangs.toString(), Duration.ofMillis(500));
    assertThrows(IOException.class, () -> sending.send("a@x.example", "b@x.example", new byte[9]));
  }

  @Test
  void mailboxWithAFault_isLookedIntoAgain() throws Exception {
    java.util.concurrent.atomic.AtomicInteger looks =
        new java.util.concurrent.atomic.AtomicInteger();
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    Mailbox box =
        new Mailbox() {
          @Override
          public String name() {
            return "box";
          }

          @Override
          public long pause() {
            return 1;
          }

          @Override
          public void look(Taker taker) {
            if (looks.incrementAndGet() == 1) {
              throw new IllegalStateException("a fault");
            }
          }
        };
    try (Feeding f = new Feeding(folder.resolve("store"));
        Letters letters = new Letters(postman(f), said::add).with(box).start()) {
      assertTrue(Feeding.comes(Duration.ofSeconds(20), () -> looks.get() > 2));
      assertTrue(said.getFirst().contains("a fault"), said::toString);
    }
  }
}
