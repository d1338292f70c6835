package mailweir.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.parse.Dialects;
import mailweir.parse.apache.AccessLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeTest {
  private static final Reading READING =
      Reading.of(ZoneOffset.UTC, Instant.parse("2026-11-25T00:00:00Z").toEpochMilli() * 1000)
          .withFirstYear(2026);

  @TempDir Path folder;

  private Map<String, String> merged(Split split, boolean keep, int memory, Path... files)
      throws IOException {
    Map<String, String> out = new TreeMap<>();
    Merge merge =
        new Merge(
            READING,
            new Dialects(List.of(new AccessLog())),
            split,
            ZoneOffset.UTC,
            keep,
            () -> false,
            (source, index, consumed, size, count, looking) -> {});
    merge.run(
        Arrays.stream(files).map(Source::of).toList(),
        Files.createTempDirectory(folder, "work"),
        memory,
        (file, a, from, to) ->
            out.merge(
                file,
                new String(a, from, to - from, StandardCharsets.ISO_8859_1) + "\n",
                String::concat));
    return out;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  @Test
  void run_sortsAndLeavesLinesWithoutAStampBehindTheOneBefore() throws IOException {
    Path a =
        write(
            "a.log",
            "Nov 20 10:00:02 h p: two\r\n\tat its second line\nNov 20 10:00:01 h p: one\n");
    Path b = write("b.log", "2026-11-20T10:00:01.5Z h p: one and a half\nstill that\n");
    assertEquals(
        "Nov 20 10:00:01 h p: one\n2026-11-20T10:00:01.5Z h p: one and a half\nstill that\n"
            + "Nov 20 10:00:02 h p: two\r\n\tat its second line\n",
        merged(Split.NONE, false, 1 << 16, a, b).get("merged.log"));
  }

  @Test
  void run_takesOverlappingCopiesOnceAndAnyMemoryGivesTheSame() throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      lines.add(
          "2026-11-20T%02d:%02d:%02dZ h p[%d]: %s\n"
              .formatted(
                  random.nextInt(24),
                  random.nextInt(60),
                  random.nextInt(60),
                  i,
                  "x".repeat(random.nextInt(60))));
    }
    lines.add(lines.get(7));
    Path whole = write("whole.log", String.join("", lines));
    Path first = write("first.log", String.join("", lines.subList(0, 3000)));
    String once = merged(Split.NONE, false, 1 << 20, whole).get("merged.log");
    assertEquals(lines.size(), once.lines().count());
    assertEquals(once, merged(Split.NONE, false, 700, whole).get("merged.log"));
    List<String> expected = new ArrayList<>(once.lines().toList());
    List<String> both =
        new ArrayList<>(
            merged(Split.NONE, false, 3000, first, whole).get("merged.log").lines().toList());
    Collections.sort(expected);
    Collections.sort(both);
    assertEquals(expected, both);
    assertEquals(
        7001, merged(Split.NONE, true, 3000, first, whole).get("merged.log").lines().count());
  }

  @Test
  void run_emptyLinesAreHeldInBoundedMemoryToo() throws IOException {
    Path log = write("empty.log", "Nov 20 10:00:00 h p: a\n" + "\n".repeat(2_000));
    Set<String> runs = new HashSet<>();
    Path work = Files.createTempDirectory(folder, "work");
    new Merge(
            READING,
            new Dialects(List.of(new AccessLog())),
            Split.NONE,
            ZoneOffset.UTC,
            false,
            () -> false,
            (source, index, consumed, size, count, looking) -> {})
        .run(
            List.of(Source.of(log)),
            work,
            4_000,
            (file, a, from, to) -> {
              try (Stream<Path> there = Files.list(work)) {
                there.forEach(p -> runs.add(p.toString()));
              }
            });
    assertTrue(runs.size() > 10, runs.toString());
  }

  @Test
  void run_splitsAndNoNameLeavesTheFolder() throws IOException {
    String rest = " 192.0.2.1 - - [20/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n";
    Path log =
        write(
            "access.log",
            "../../etc/passwd:80"
                + rest
                + "..:80"
                + rest
                + "WWW.example.org:80"
                + rest
                + "a/b:80"
                + rest
                + "a_b:80"
                + rest
                + rest.substring(1));
    Map<String, String> found = merged(Split.VHOST, false, 1 << 16, log);
    assertEquals(
        "[_.log, _etc_passwd.log, a_b-2.log, a_b.log, none.log, www.example.org.log]",
        found.keySet().toString().replace("__.._etc", "_etc").replace("_.._etc", "_etc"));
    found.keySet().forEach(n -> assertEquals(folder, folder.resolve(n).normalize().getParent()));
    assertEquals(
        List.of("2026-11-20.log"), List.copyOf(merged(Split.DAY, false, 99, log).keySet()));
  }

  @Test
  void run_aFullDiskIsNoFaultOfTheLogs() throws IOException {
    Path log = write("a.log", "Nov 20 10:00:02 h p: two\n");
    Merge merge =
        new Merge(
            READING,
            new Dialects(List.of()),
            Split.NONE,
            ZoneOffset.UTC,
            false,
            () -> false,
            (source, index, consumed, size, count, looking) -> {});
    IOException told =
        assertThrows(
            IOException.class,
            () ->
                merge.run(
                    List.of(Source.of(log)),
                    folder,
                    1000,
                    (file, a, from, to) -> {
                      throw new IOException("No space left on device");
                    }));
    assertTrue(told.getMessage().contains("No space"));
    assertTrue(merge.problems().isEmpty());
  }
}
