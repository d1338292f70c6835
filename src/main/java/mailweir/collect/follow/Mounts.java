package mailweir.collect.follow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mount points of the machine: what lies on different ones is followed by different threads.
 *
 * <p>They are taken from the kernel's table, not by asking the file systems: one that hangs would not answer.
 */
public final class Mounts {
  private final List<Path> points;

  /** The mount points of a table as in {@code /proc/self/mounts}. */
  Mounts(String table) {
    points = new ArrayList<>();
    for (String row : table.split("\n")) {
      String[] columns = row.split(" ");
      if (columns.length > 1 && columns[1].startsWith("/")) {
        points.add(Path.of(unescape(columns[1])));
      }
    }
  }

  /** Those of this machine now; where there is no such table, everything is one. */
  public static Mounts now() {
    try {
      return new Mounts(Files.readString(Path.of("/proc/self/mounts"), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Mounts("");
    }
  }

  /** The roots by the mount that they lie on. A pattern lies where its fixed beginning does. */
  Map<Path, List<String>> group(List<String> roots) {
    Map<Path, List<String>> groups = new LinkedHashMap<>();
    for (String root : roots) {
      groups.computeIfAbsent(of(Root.baseOf(root)), m -> new ArrayList<>()).add(root);
    }
    return groups;
  }

  /** The checkpoints of contents that lie on this mount. */
  List<Checkpoint> on(Path mount, List<Checkpoint> checkpoints) {
    return checkpoints.stream().filter(c -> of(c.name()).equals(mount)).toList();
  }

  private Path of(Path path) {
    Path best = path.getRoot();
    for (Path point : points) {
      if (path.startsWith(point) && point.getNameCount() > best.getNameCount()) {
        best = point;
      }
    }
    return best;
  }

  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
