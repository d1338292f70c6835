package mailweir.action.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import mailweir.TestTools;
import mailweir.action.Barrier;
import mailweir.action.Cidr;
import mailweir.action.carry.Programs;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.action.carry.Wall;
import mailweir.action.carry.block.EximWall;
import mailweir.action.carry.block.NftablesWall;
import mailweir.action.carry.block.QmailWall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Block lists as the real tools take them: nft in a network of its own, tcprules, Exim's lookups and conditions. */
class BlockTextTest {
  private static final List<Barrier> HOLDING =
      List.of(
          new Barrier(Barrier.Kind.RELAY, "192.0.2.7", null),
          new Barrier(Barrier.Kind.RELAY, "2001:db9::5", null),
          new Barrier(Barrier.Kind.NETWORK, "198.51.100.0/23", null),
          new Barrier(Barrier.Kind.NETWORK, "2001:db8::/32", null),
          new Barrier(Barrier.Kind.SENDER, "spam@x.org", null),
          new Barrier(Barrier.Kind.SENDER, "@bad.org", null));

  @TempDir private Path folder;

  @Test
  void network_ofWholeGroupsHasTheSameAddresses() {
    assertEquals(
        List.of("10.8", "10.9", "10.10", "10.11"),
        Cidr.of("10.8.0.0/14").whole().stream().map(Cidr::prefix).toList());
    assertEquals(128, Cidr.of("10.0.0.0/9").whole().size());
    assertEquals(
        List.of("2001:db8:0:4", "2001:db8:0:5"),
        Cidr.of("2001:db8:0:4::/63").whole().stream().map(Cidr::prefix).toList());
    assertEquals("2001:db8::1", Cidr.of("2001:0db8:0:0:0::1").address());
    assertEquals("192.0.2.1/32", Cidr.of("::ffff:192.0.2.1").toString());
  }

  @Test
  void sendmail_hasKeysByWholeGroups() {
    assertEquals(
        List.of(
            "192.0.2.7\tREJECT",
            "198.51.100\tREJECT",
            "198.51.101\tREJECT",
            "from:@bad.org\tREJECT",
            "from:spam@x.org\tREJECT",
            "ipv6:2001:db8\tREJECT",
            "ipv6:2001:db9:0:0:0:0:0:5\tREJECT",
            "ipv6:2001:db9::5\tREJECT"),
        SendmailText.map(HOLDING).lines().toList());
  }

  @Test
  void nftables_takesTheTableAgainAndAgain() throws IOException {
    Path root = TestTools.unpacked("nft");
    String nft = root.resolve("usr/sbin/nft").toString();
    String libraries = root.resolve("usr/lib/x86_64-linux-gnu").toString();
    List<String> listed = new ArrayList<>();
    // each run has a network of its own, which ends with it: the table is loaded over itself and
    // shown in one
    Runner runner =
        (vector, input, limit) -> {
          String file = vector.getLast();
          Ran ran =
              new Programs()
                  .run(
                      List.of(
                          "/usr/bin/env",
                          "LD_LIBRARY_PATH=" + libraries,
                          "unshare",
                          "-n",
                          "/bin/sh",
                          "-c",
                          vector.contains("-c")
                              ? nft + " -c -f " + file
                              : nft
                                  + " -f "
                                  + file
                                  + " && "
                                  + nft
                                  + " -f "
                                  + file
                                  + " && "
                                  + nft
                                  + " list table inet mailweir"),
                      input,
                      limit);
          listed.add(ran.out());
          return ran;
        };
    Wall wall = new NftablesWall(folder.resolve("nftables"), "nft", runner);
    assertEquals(new Wall.Told(true, List.of()), wall.apply(HOLDING));
    assertTrue(
        listed.getLast().contains("elements = { 192.0.2.7, 198.51.100.0/23 }"), listed::toString);
    assertTrue(listed.getLast().contains("2001:db8::/32"), listed::toString);
    assertEquals(new Wall.Told(true, List.of()), wall.apply(List.of()));
    assertFalse(listed.getLast().contains("elements"), listed::toString);
  }

  @Test
  void qmail_rulesKeepOutAndKeepTheSitesOwn() throws IOException {
    Path bin = TestTools.unpacked("ucspi-tcp/usr/bin");
    Path site = folder.resolve("tcp.smtp");
    Files.writeString(site, "127.:allow,RELAYCLIENT=\"\"\n198.51.100.5:allow\n:allow\n");
    Path run = folder.resolve("run");
    Files.writeString(
        run, "exec tcpserver -x " + folder + "/mailweir_block.cdb 0 smtp qmail-smtpd\n");
    Wall wall =
        new QmailWall(folder, site, List.of(run), n -> bin.resolve(n).toString(), new Programs());
    assertEquals(new Wall.Told(true, List.of()), wall.apply(HOLDING));
    assertEquals("deny", qmail(bin, "192.0.2.7"));
    assertEquals("deny", qmail(bin, "198.51.100.5"));
    assertEquals("deny", qmail(bin, "198.51.101.5"));
    assertEquals("allow", qmail(bin, "192.0.2.8"));
    assertEquals("@bad.org\nspam@x.org\n", Files.readString(folder.resolve("badmailfrom")));
    assertEquals(new Wall.Told(true, List.of()), wall.apply(List.of()));
    assertEquals("allow", qmail(bin, "198.51.100.5"));
    assertEquals("", Files.readString(folder.resolve("badmailfrom")));
    // what a person wrote stays
    Files.writeString(folder.resolve("badmailfrom"), "@own.example\n");
    Wall.Told told = wall.apply(HOLDING);
    assertTrue(told.notes().getFirst().contains("site's own"), told.notes()::toString);
    assertEquals("@own.example\n", Files.readString(folder.resolve("badmailfrom")));
  }

  private String qmail(Path bin, String address) throws IOException {
    String out =
        new Programs()
            .run(
                List.of(
                    "/usr/bin/env",
                    "TCPREMOTEIP=" + address,
                    bin.resolve("tcprulescheck").toString(),
                    folder.resolve("mailweir_block.cdb").toString()),
                "",
                java.time.Duration.ofSeconds(10))
            .out();
    return out.contains("deny connection")
        ? "deny"
        : out.contains("allow connection") ? "allow" : out;
  }

  @Test
  void exim_keepsOutByItsConditions() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path spool = Files.createDirectory(folder.resolve("spool"));
    Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path configuration = folder.resolve("exim.conf");
    Files.writeString(
        configuration,
        """
        primary_hostname = mx.example
        acl_smtp_rcpt = acl_check_rcpt
        log_file_path = %1$s/spool/%%slog
        spool_directory = %1$s/spool
        begin acl
        acl_check_rcpt:
        .include_if_exists %1$s/mailweir_block_acl
          accept
        """
            .formatted(folder));
    String exim = TestTools.unpacked("exim/usr/sbin/exim4").toString();
    String libraries = TestTools.unpacked("exim/usr/lib/x86_64-linux-gnu").toString();
    Runner runner =
        (vector, input, limit) -> {
          List<String> whole =
              new ArrayList<>(List.of("/usr/bin/env", "LD_LIBRARY_PATH=" + libraries, exim));
          whole.addAll(List.of("-C", configuration.toString()));
          whole.addAll(vector.subList(1, vector.size()));
          return new Programs().run(whole, input, limit);
        };
    Wall wall = new EximWall(folder, List.of(configuration), n -> exim, runner);
    assertEquals(new Wall.Told(true, List.of()), wall.apply(HOLDING));
    assertTrue(isRefused(runner, "192.0.2.7", "a@b.org"));
    assertTrue(isRefused(runner, "198.51.101.9", "a@b.org"));
    assertTrue(isRefused(runner, "2001:db8::9", "a@b.org"));
    assertTrue(isRefused(runner, "192.0.2.8", "spam@x.org"));
    assertTrue(isRefused(runner, "192.0.2.8", "any@bad.org"));
    assertFalse(isRefused(runner, "192.0.2.8", "a@b.org"));
    assertEquals(new Wall.Told(true, List.of()), wall.apply(List.of()));
    assertFalse(isRefused(runner, "192.0.2.7", "a@b.org"));
  }

  private static boolean isRefused(Runner exim, String address, String sender) throws IOException {
    String out =
        exim.run(
                List.of("exim", "-bh", address),
                "EHLO x\r\nMAIL FROM:<" + sender + ">\r\nRCPT TO:<u@example.org>\r\nQUIT\r\n",
                java.time.Duration.ofSeconds(30))
            .out();
    assertTrue(out.contains("250 Accepted") || out.contains("blocked by this site"), out);
    return new String(out.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .contains("blocked by this site");
  }
}
