package mailweir.letter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.helper.SimpleMessageListenerAdapter;
import org.subethamail.smtp.server.SMTPServer;

@Timeout(60)
class SendingTest {
  @TempDir Path folder;

  @Test
  void sealedMail_arrivesBySmtpAndIsOpened() throws Exception {
    Keys host = new Keys(folder.resolve("host"));
    Keys server = new Keys(folder.resolve("server"));
    server.trust("mx1", Keys.shared(host.own("mx1")).getBytes(StandardCharsets.US_ASCII));
    byte[] content = "what is shipped".getBytes(StandardCharsets.US_ASCII);
    byte[] mail =
        Mail.sealed(
            "root@mx1.example.org",
            "stats@example.org",
            "mailweir 1",
            "e.1@mx1.example.org",
            new Date(0),
            Seal.seal(content, host.own("mx1"), List.of(server.own("s").toCertificate())));
    List<byte[]> arrived = Collections.synchronizedList(new ArrayList<>());
    List<String> envelopes = Collections.synchronizedList(new ArrayList<>());
    SMTPServer relay =
        SMTPServer.port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandlerFactory(
                new SimpleMessageListenerAdapter(
                    new SimpleMessageListener() {
                      @Override
                      public boolean accept(String from, String to) {
                        envelopes.add(from + " " + to);
                        return true;
                      }

                      @Override
                      public void deliver(String from, String to, InputStream data)
                          throws IOException {
                        arrived.add(data.readAllBytes());
                      }
                    }))
            .build();
    relay.start();
    try {
      new Sending.BySmtp("127.0.0.1:" + relay.getPortAllocated())
          .send("root@mx1.example.org", "stats@example.org", mail);
    } finally {
      relay.stop();
    }
    assertEquals(List.of("root@mx1.example.org stats@example.org"), envelopes);
    Seal.Opened opened =
        Seal.open(Mail.of(arrived.getFirst()).sealed(), server.own("s"), server.known(), 1_000);
    assertArrayEquals(content, opened.content());
    assertEquals("mx1", opened.signer());
    IOException e =
        assertThrows(
            IOException.class,
            () -> new Sending.BySmtp("127.0.0.1:" + relay.getPortAllocated()).send("a", "b", mail));
    assertTrue(e.getMessage().contains("did not take the mail"), e.getMessage());
  }

  @Test
  void commandThatReadsNothing_tellsHowItEnded() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> new Sending.ByCommand("/bin/false").send("a@b", "c@d", new byte[1 << 20]));
    assertEquals("/bin/false ended with 1", e.getMessage());
  }
}
