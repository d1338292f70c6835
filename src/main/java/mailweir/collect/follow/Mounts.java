package mailweir.collect.follow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private Mounts(Set<Path> points) {
    this.points = new ArrayList<>(points);
  }

  /** These and those: what was a mount once stays one, also while nothing is mounted there. */
  Mounts and(Mounts others) {
    Set<Path> all = new LinkedHashSet<>(points);
    all.addAll(others.points);
    return new Mounts(all);
  }

  /**
   * The roots by the mount that they lie on. A pattern lies where its fixed beginning does, and what it means on mounts below that is put
   * to those: {@code /srv/&#42;/mail.log} is {@code /srv/mx1/{mail.log}} on the mount {@code /srv/mx1}.
   */
  Map<Path, List<String>> group(List<String> roots) {
    Map<Path, List<String>> groups = new LinkedHashMap<>();
    for (String root : roots) {
      Path base = Root.baseOf(root);
      groups.computeIfAbsent(of(base), m -> new ArrayList<>()).add(root);
      for (Path point : points) {
        String part =
            point.equals(base) || !point.startsWith(base) ? null : below(root, base, point);
        if (part != null) {
          groups.computeIfAbsent(point, m -> new ArrayList<>()).add(part);
        }
      }
    }
    return groups;
  }

  /** What a root means on a mount below its fixed beginning; {@code null}: nothing. */
  private static String below(String root, Path base, Path point) {
    Path way = base.relativize(point);
    String rest = Root.patternOf(root);
    if (rest.isEmpty()) {
      return way.getNameCount() == 1 ? point + "/" : null;
    }
    String[] parts = rest.split("/");
    int n = way.getNameCount();
    if (n >= parts.length || rest.contains("**") || rest.indexOf('{') >= 0) {
      return null;
    }
    String above = String.join("/", List.of(parts).subList(0, n));
    if (!base.getFileSystem().getPathMatcher("glob:" + above).matches(way)) {
      return null;
    }
    String here = String.join("/", List.of(parts).subList(n, parts.length));
    return point + "/" + (Root.isPattern(here) ? here : "{" + here + "}");
  }

  /** Whether a path lies on another mount than this one. */
  boolean isElsewhere(Path path, Path mount) {
    return !of(path).equals(mount);
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
