package mailweir.action.carry.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mailweir.TestTools;
import mailweir.action.Barrier;
import mailweir.action.carry.Programs;
import mailweir.action.carry.Wall;
import mailweir.action.carry.block.PostfixWall;
import org.junit.jupiter.api.Test;

/** Block lists under the real Postfix: who is kept out sees it, and so does its log. */
class PostfixBlockTest {
  private static final Path TOOLS = TestTools.unpacked("postfix");

  private static Wall wall(RealPostfix postfix) throws IOException {
    for (String name : List.of("postmap", "postconf", "postfix")) {
      Path program = TOOLS.resolve("usr/sbin").resolve(name);
      Path file = postfix.folder().resolve("bin").resolve(name);
      // reload by the signal that 'postfix reload' sends: its scripts want the package in its place
      Files.writeString(
          file,
          name.equals("postfix")
              ? "#!/bin/sh\nread pid <" + postfix.folder() + "/q/pid/master.pid\nkill -HUP $pid\n"
              : "#!/bin/sh\nLD_LIBRARY_PATH="
                  + TOOLS.resolve("usr/lib/postfix")
                  + ":"
                  + TOOLS.resolve("usr/lib/x86_64-linux-gnu")
                  + "\nexport LD_LIBRARY_PATH\nexec "
                  + program
                  + " \"$@\"\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return new PostfixWall(
        postfix.folder().resolve("conf"), n -> postfix.program(n).toString(), new Programs());
  }

  private static IOException refused(RealPostfix postfix, String address, String sender) {
    return assertThrows(IOException.class, () -> send(postfix, address, sender));
  }

  private static void send(RealPostfix postfix, String address, String sender) throws IOException {
    try (RealPostfix.Smtp smtp = postfix.smtp()) {
      smtp.client("client.example", address);
      smtp.send(sender, "u@box.example", "hello");
    }
  }

  @Test
  void block_keepsOutClientsAndSendersOnceTheLineIsThere() throws IOException {
    Barrier relay = new Barrier(Barrier.Kind.RELAY, "203.0.113.7", null);
    Barrier network = new Barrier(Barrier.Kind.NETWORK, "198.51.100.0/24", null);
    Barrier sender = new Barrier(Barrier.Kind.SENDER, "spam@bad.example", null);
    Barrier domain = new Barrier(Barrier.Kind.SENDER, "@worse.example", null);
    Barrier account = new Barrier(Barrier.Kind.ACCOUNT, "Joe", null);
    try (RealPostfix postfix = new RealPostfix(true)) {
      Wall wall = wall(postfix);
      Path main = postfix.folder().resolve("conf/main.cf");
      String before = Files.readString(main);
      Wall.Told told = wall.apply(List.of(relay, network, account, sender, domain));
      assertEquals(1, told.notes().size(), told.notes()::toString);
      assertTrue(
          told.notes().getFirst().startsWith("nobody is kept out yet"), told.notes()::toString);
      assertEquals(before, Files.readString(main));
      // a person adds what the note says
      String line = told.notes().getFirst().replaceFirst("(?s).*reload: ", "");
      Files.writeString(main, before + line + "\n");
      told = wall.apply(List.of(relay, network, account, sender, domain));
      assertEquals(new Wall.Told(true, List.of()), told);
      reload(postfix);
      RealPostfix.await("keeps out", () -> isRefused(postfix, "203.0.113.7", "a@x.example"));
      assertTrue(
          refused(postfix, "203.0.113.7", "a@x.example")
              .getMessage()
              .contains("blocked by this site"));
      refused(postfix, "198.51.100.99", "a@x.example");
      refused(postfix, "203.0.113.8", "SPAM@bad.example");
      refused(postfix, "203.0.113.8", "any@worse.example");
      send(postfix, "203.0.113.8", "a@x.example");
      assertTrue(
          postfix.log().contains("[203.0.113.7]: 554 5.7.1")
              && postfix.log().contains("blocked by this site"),
          postfix.log());
      // taken back: told to the server that runs, without a person
      assertEquals(new Wall.Told(true, List.of()), wall.apply(List.of(account)));
      RealPostfix.await("lets in", () -> !isRefused(postfix, "203.0.113.7", "spam@bad.example"));
    }
  }

  private static void reload(RealPostfix postfix) throws IOException {
    new Programs()
        .run(List.of(postfix.program("postfix").toString()), "", java.time.Duration.ofSeconds(10));
  }

  private static boolean isRefused(RealPostfix postfix, String address, String sender) {
    try {
      send(postfix, address, sender);
      return false;
    } catch (IOException e) {
      return e.getMessage().contains("554 5.7.1");
    }
  }
}
