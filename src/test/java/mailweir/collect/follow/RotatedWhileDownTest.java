package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The log is rotated while nobody looks. */
class RotatedWhileDownTest {
  @TempDir Path folder;

  private static void rotated(Shore s) {
    s.log("mail.log", "a", "b");
    s.step();
    s.log("mail.log", "c")
        .append("mail.log", Shore.line("half"))
        .move("mail.log", "mail.log.1")
        .log("mail.log", "d");
  }

  @Test
  void plain_theRestIsFoundUnderItsNewName() {
    try (Shore s = new Shore(folder, "mail.log")) {
      rotated(s);
      s.restart().step();
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(List.of("a", "b", "c", "d", "half"), s.lines.stream().sorted().toList());
      assertEquals(s.sources.get(0), s.sources.get(s.lines.indexOf("c")));
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void plain_twoRotations() {
    try (Shore s = new Shore(folder, "mail.log")) {
      rotated(s);
      s.move("mail.log.1", "mail.log-20261119")
          .move("mail.log", "mail.log-20261120")
          .log("mail.log", "e");
      s.restart().step();
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(List.of("a", "b", "c", "d", "e", "half"), s.lines.stream().sorted().toList());
      assertEquals(List.of(), s.told);
      s.restart().step();
      s.pass(Duration.ofMinutes(2)).restart().step();
      assertEquals(6, s.lines.size(), "none twice");
    }
  }

  @Test
  void packed_twoRotations() {
    try (Shore s = new Shore(folder, "mail.log")) {
      // older than anything that is followed
      s.log("mail.log.4", "old");
      rotated(s);
      s.gzip("mail.log.1", "mail.log.3.gz")
          .log("mail.log", "d2")
          .gzip("mail.log", "mail.log.2.gz")
          .log("mail.log", "e")
          .move("mail.log", "mail.log.1")
          .log("mail.log", "f")
          .settle();
      s.restart().step();
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(
          List.of("a", "b", "c", "d", "d2", "e", "f", "half"), s.lines.stream().sorted().toList());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void running_severalRotationsBetweenTwoLooks() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log.9", "old").log("mail.log", "a");
      s.step();
      s.log("mail.log", "b").move("mail.log", "mail.log.3");
      s.log("mail.log", "c").move("mail.log", "mail.log.2");
      s.log("mail.log", "d").move("mail.log", "mail.log.1");
      s.log("mail.log", "e");
      s.step();
      assertEquals(List.of("a", "b", "c", "d", "e"), s.lines.stream().sorted().toList());
      s.log("mail.log", "f").step();
      s.pass(Duration.ofMinutes(2)).restart().step();
      s.gzip("mail.log.1", "mail.log.1.gz").settle().step();
      assertEquals(6, s.lines.size(), s.lines.toString());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void gz_theRestIsUnpacked() {
    try (Shore s = new Shore(folder, "mail.log")) {
      rotated(s);
      s.gzip("mail.log.1", "mail.log.2.gz").settle();
      s.restart().step();
      assertEquals(List.of("a", "b", "c", "d", "half"), s.lines.stream().sorted().toList());
      s.pass(Duration.ofMinutes(2)).step();
      s.restart().step();
      assertEquals(5, s.lines.size());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void zstAndXz_theRestIsUnpacked() throws Exception {
    for (String ending : List.of("zst", "xz")) {
      try (Shore s = new Shore(Files.createDirectory(folder.resolve(ending)), "mail.log")) {
        rotated(s);
        try (var out = Files.newOutputStream(s.path("mail.log.1." + ending));
            var packed =
                ending.equals("xz")
                    ? new XZOutputStream(out, new LZMA2Options())
                    : new ZstdOutputStream(out)) {
          Files.copy(s.path("mail.log.1"), packed);
        }
        s.delete("mail.log.1").settle().restart().step();
        assertEquals(List.of("a", "b", "c", "d", "half"), s.lines.stream().sorted().toList());
      }
    }
  }

  @Test
  void gz_thatIsStillBeingWrittenIsLeftAlone() throws Exception {
    try (Shore s = new Shore(folder, "mail.log")) {
      rotated(s);
      s.gzip("mail.log.1", "mail.log.1.gz");
      byte[] whole = Files.readAllBytes(s.path("mail.log.1.gz"));
      Files.write(s.path("mail.log.1.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
      assertEquals(List.of("d"), s.restart().step());
      Files.write(s.path("mail.log.1.gz"), whole);
      assertEquals(List.of("c", "half"), s.settle().step());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void gz_longOneIsUnpackedInBoundedSteps() {
    try (Shore s = new Shore(folder, "mail.log")) {
      String filler = "z".repeat(1000);
      for (int i = 0; i < 50; i++) {
        String[] words = new String[1000];
        java.util.Arrays.fill(words, filler);
        s.log("mail.log", words);
      }
      assertEquals(50_000, s.step().size());
      s.log("mail.log", "rest")
          .gzip("mail.log", "mail.log.1.gz")
          .log("mail.log", "live")
          .settle()
          .restart();
      List<String> came = new ArrayList<>();
      assertTrue(s.stepOnce(came).more());
      assertEquals(List.of("live"), came, "the live log does not wait for 50 MB to be unpacked");
      assertEquals(List.of("rest"), s.step());
    }
  }

  @Test
  void nowhere_isSaid() {
    try (Shore s = new Shore(folder, "mail.log")) {
      rotated(s);
      s.delete("mail.log.1");
      assertEquals(List.of("d"), s.restart().step());
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(1, s.told.size());
    }
  }
}
