package mailweir.collect.follow;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import mailweir.collect.Glance;

/**
 * One thing that the user named to be followed: a file, a folder (the logs in it and right under it, with their rotated and compressed copies, and multilog's farther below, as {@link mailweir.collect.Sources} has it) or a pattern.
 *
 * <p>A name that leads nowhere yet is a file, until a folder stands there.
 */
final class Root {
  /** A folder that was changed within so many milliseconds may have been changed again without another stamp. */
  private static final long FRESH = 2_000;

  final String given;
  private final Path path;
  private final Path base;
  private final PathMatcher pattern;
  private final int depth;
  private final Disk disk;
  private final Predicate<Path> elsewhere;
  private boolean folder;
  private boolean file;
  private int before;
  private final Map<Path, Listing> listings = new HashMap<>();

  /** A folder's entries as they were listed while it had these facts. */
  private record Listing(
      Disk.Facts facts, long at, List<Path> logs, List<Path> multilogs, List<Path> folders) {}

  /** {@code elsewhere}: folders on other mounts, which are not asked anything: a file system that hangs would not answer. */
  Root(String given, Disk disk, Predicate<Path> elsewhere) {
    this.given = given;
    this.disk = disk;
    this.elsewhere = elsewhere;
    int star = firstWild(given);
    if (star < 0) {
      path = baseOf(given);
      base = path;
      pattern = null;
      depth = 0;
      folder = given.endsWith("/");
    } else {
      int slash = given.lastIndexOf('/', star);
      base = baseOf(given);
      path = null;
      String rest = given.substring(slash + 1);
      depth = (int) rest.chars().filter(c -> c == '/').count() + 1;
      pattern = base.getFileSystem().getPathMatcher("glob:" + rest);
    }
  }

  /** The file or folder itself, or the folder in which a pattern begins. */
  static Path baseOf(String given) {
    int star = firstWild(given);
    int slash = given.lastIndexOf('/', star);
    String fixed = star < 0 ? given : slash < 0 ? "." : given.substring(0, slash + 1);
    return Path.of(fixed).toAbsolutePath().normalize();
  }

  /** What stands behind {@link #baseOf} of a pattern; empty where nothing is wild. */
  static String patternOf(String given) {
    int star = firstWild(given);
    return star < 0 ? "" : given.substring(given.lastIndexOf('/', star) + 1);
  }

  static boolean isPattern(String text) {
    return firstWild(text) >= 0;
  }

  private static int firstWild(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("*?[{".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The names that this root stands for now. What cannot be listed is a problem of its folder. */
  List<Path> names(Problems problems, long now) {
    if (pattern == null && !folder && !file) {
      try {
        Disk.Kind kind = disk.facts(path).kind();
        folder = kind == Disk.Kind.FOLDER;
        file = kind == Disk.Kind.FILE;
      } catch (IOException e) {
        // The follower asks for the same facts next, and says it.
      }
    }
    if (pattern == null && !folder) {
      return List.of(path);
    }
    List<Path> names = new ArrayList<>();
    list(base, pattern == null ? 1 + Glance.multilogDepth() : depth, names, problems, now);
    if (names.isEmpty() && before > 0) {
      problems.away(
          base,
          "holds none of the "
              + before
              + " logs that were here; they are waited for, and their places are kept; was it unmounted or moved?");
    } else if (!names.isEmpty()) {
      before = names.size();
      problems.over(base);
    }
    return names;
  }

  /** Whether it stands for this name. */
  boolean covers(Path name) {
    return pattern != null
        ? name.startsWith(base) && pattern.matches(base.relativize(name))
        : name.startsWith(path);
  }

  Path base() {
    return base;
  }

  /** Whether the root's folder cannot be seen or has been emptied: nothing may be concluded from what is missing. */
  boolean isAway() {
    try {
      return disk.list(pattern == null && !folder ? base.getParent() : base).isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  private void list(Path at, int levels, List<Path> names, Problems problems, long now) {
    Listing listing;
    try {
      listing = listing(at, now);
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (at.equals(base) && before == 0) {
        problems.at(at, "is not there; it is waited for");
      }
      return;
    } catch (AccessDeniedException e) {
      problems.at(
          at,
          "permission denied to list it; its logs are not followed; let the user that runs mailweir read it (group adm)");
      return;
    } catch (IOException e) {
      problems.at(
          at, "cannot be listed (" + e.getMessage() + "); its logs are not followed until it can");
      return;
    }
    if (!at.equals(base)) {
      problems.over(at);
    }
    if (pattern != null ? levels == 1 : levels >= Glance.multilogDepth()) {
      names.addAll(listing.logs);
    } else if (pattern == null) {
      names.addAll(listing.multilogs);
    }
    if (levels > 1) {
      listing.folders.forEach(f -> list(f, levels - 1, names, problems, now));
    }
  }

  /** The entries, listed anew only when the folder's time of modification says so, or is too fresh to say anything. */
  private Listing listing(Path at, long now) throws IOException {
    Disk.Facts facts = disk.facts(at);
    Listing known = listings.get(at);
    if (known != null && known.facts.equals(facts) && known.at - facts.modified() >= FRESH) {
      return known;
    }
    List<Path> logs = new ArrayList<>();
    List<Path> multilogs = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    List<Path> entries = disk.list(at);
    boolean isMultilogs =
        pattern == null
            && Glance.isMultilogFolder(
                entries.stream().map(e -> e.getFileName().toString()).toList());
    int below = at.getNameCount() - base.getNameCount();
    for (Path entry : entries) {
      if (elsewhere.test(entry)) {
        continue;
      }
      boolean isOfMultilog = isMultilogs && Glance.isMultilogs(entry);
      if (pattern != null
          ? pattern.matches(base.relativize(entry))
          : isOfMultilog || Glance.isNamedLikeALog(entry)) {
        logs.add(entry);
      }
      if (isOfMultilog) {
        multilogs.add(entry);
      }
      boolean hidden = entry.getFileName().toString().startsWith(".");
      if (!hidden
          && (pattern == null ? below < Glance.multilogDepth() : depth > 1)
          && isFolder(entry)) {
        folders.add(entry);
      }
    }
    Listing fresh = new Listing(facts, now, logs, multilogs, folders);
    listings.put(at, fresh);
    return fresh;
  }

  private boolean isFolder(Path entry) {
    try {
      return disk.facts(entry).kind() == Disk.Kind.FOLDER;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it is a folder, in which only what looks like a log is one. */
  boolean isFolder() {
    return folder;
  }

  /** Whether it names a single file, which then has to be there. */
  boolean isFile() {
    return pattern == null && !folder;
  }
}
