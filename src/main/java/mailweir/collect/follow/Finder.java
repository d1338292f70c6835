package mailweir.collect.follow;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which content stands behind which name now: the part of a follower that understands rotation.
 *
 * <p>Each look asks the facts of every name. Where they still fit the content that was there, nothing is opened. All others first
 * lose their content, and then each such name is opened and recognised: by its first bytes, by the last line that was read, and by
 * inode where there are several. What fits nothing is a new content, read from its beginning: reading a line again does no harm
 * (COUNTING.md, law 2), leaving one out does.
 *
 * <p>A copy of a content that is still at its own name is left alone, until the content loses that name: so the rest of a log that
 * was copied and truncated comes from the copy.
 */
final class Finder {
  private final Disk disk;
  private final List<Root> roots;
  private final Problems problems;
  private final long patience;
  private final List<Tail> tails = new ArrayList<>();
  private final Map<Path, Tail> byName = new HashMap<>();

  /** Names that show nothing to be read, by the facts at which that was found. */
  private final Map<Path, Disk.Facts> passed = new HashMap<>();

  /** Since when a file that was asked for is missing. */
  private final Map<Path, Long> missing = new HashMap<>();

  private final Map<Path, Root> asked = new LinkedHashMap<>();
  private final Set<Path> present = new LinkedHashSet<>();
  private final List<Found> unknown = new ArrayList<>();

  /** Contents that have lost the name that was asked for: between them and what stands there now there may be others. */
  private final Set<Tail> gaps = new LinkedHashSet<>();

  private final byte[] first = new byte[Print.HEAD];
  private long generation;
  private boolean begun;

  private record Found(Path name, Disk.Facts facts, Root root) {}

  Finder(Disk disk, List<Root> roots, List<Checkpoint> known, Problems problems, long patience) {
    this.disk = disk;
    this.roots = roots;
    this.problems = problems;
    this.patience = patience;
    for (Checkpoint c : known) {
      tails.add(new Tail(c));
      generation = Math.max(generation, generationOf(c.source()));
    }
  }

  List<Tail> tails() {
    return tails;
  }

  /** Whether the content's name is one that was asked for. */
  boolean isAsked(Tail t) {
    return asked.containsKey(t.name);
  }

  /** Whether it was found by looking through a folder. */
  boolean isOfFolder(Tail t) {
    Root root = asked.get(t.name);
    return root != null && root.isFolder();
  }

  /** Brings names and contents together again. */
  void look(long now) {
    if (!begun) {
      tails.forEach(t -> t.leftAt = now);
    }
    asked.clear();
    present.clear();
    unknown.clear();
    for (Root root : roots) {
      for (Path name : root.names(problems, now)) {
        asked.putIfAbsent(name, root);
      }
    }
    if (!begun) {
      tails.stream().filter(this::isLive).forEach(gaps::add);
    }
    asked.forEach((name, root) -> see(name, root, now));
    searched().forEach(name -> see(name, null, now));
    for (Tail t : List.copyOf(byName.values())) {
      if (!present.contains(t.name)) {
        leave(t, now);
      }
    }
    for (Found f : unknown) {
      recognise(f, now);
    }
    for (Tail t : List.copyOf(gaps)) {
      between(t, now);
    }
    begun = true;
  }

  /** Whether the content was at a file's name that was asked for, and may not be read to its end. */
  private boolean isLive(Tail t) {
    Root root = asked.get(t.name);
    return !t.done && root != null && root.isFile();
  }

  /**
   * Follows what was written and rotated after a content had lost its name and before that name was looked at again: copies of the same log that
   * nobody knows and that were written to later. It is left for the next look where the content itself is not found yet.
   */
  private void between(Tail t, long now) {
    if (t.done || t.attached() && isAsked(t)) {
      gaps.remove(t);
      return;
    }
    try {
      List<Found> copies = new ArrayList<>();
      long since = t.attached() ? t.seen.modified() : Long.MAX_VALUE;
      for (Path entry : disk.list(t.name.getParent())) {
        if (!asked.containsKey(entry)
            && Rotation.isRotated(entry)
            && Rotation.related(entry, t.name)) {
          Disk.Facts facts = disk.facts(entry);
          if (t.key != null && facts.hasKey(t.key)) {
            since = Math.min(since, facts.modified());
          } else if (facts.kind() == Disk.Kind.FILE && !byName.containsKey(entry)) {
            copies.add(new Found(entry, facts, null));
          }
        }
      }
      if (since == Long.MAX_VALUE) {
        return;
      }
      // what may still be being compressed is for a later look
      if (copies.stream().noneMatch(f -> Math.abs(now - f.facts.modified()) < Follower.SETTLED)) {
        gaps.remove(t);
      }
      for (Found f : copies) {
        if (f.facts.modified() >= since && !isHeld(f)) {
          recognise(f, t.root, now);
        }
      }
    } catch (IOException e) {
      // a folder that changes or is away: looked at again
    }
  }

  /** Whether it is a content that is read on through its open channel. */
  private boolean isHeld(Found f) {
    for (Tail t : tails) {
      if (t.key != null && f.facts.hasKey(t.key)) {
        return true;
      }
    }
    return false;
  }

  /** The content's bytes are not at its name any more, but something else is. */
  void cut(Tail t, long now) {
    t.close();
    t.key = null;
    leave(t, now);
  }

  /** The content is read to its end and need not be looked at any more, unless its name was asked for. */
  void finish(Tail t, long now) {
    t.done = true;
    t.close();
    if (t.attached() && !isAsked(t) || !t.attached()) {
      leave(t, now);
    }
  }

  /** What was taken for a log is none. */
  void pass(Tail t, String why) {
    t.close();
    tails.remove(t);
    byName.remove(t.name, t);
    passed.put(t.name, t.seen);
    Root root = asked.get(t.name);
    if (root != null && root.isFile()) {
      problems.at(t.name, why);
    }
  }

  /** Whether the place where the content was cannot be seen at all now: its own folder, or that of what was asked for. */
  boolean isAway(Tail t) {
    return isEmptyOrGone(t.name.getParent())
        || roots.stream().filter(r -> isOf(t, r)).findFirst().map(Root::isAway).orElse(true);
  }

  private boolean isEmptyOrGone(Path at) {
    try {
      return disk.list(at).isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isOf(Tail t, Root root) {
    return root.given.equals(t.root) || root.covers(t.name);
  }

  /** The folder or file that was asked for when the content was found. */
  Path rootOf(Tail t) {
    return roots.stream().filter(r -> isOf(t, r)).findFirst().map(Root::base).orElse(t.name);
  }

  /** Sources that are done and have been nowhere for long; they are dropped here. */
  List<String> forget(long now, long after) {
    List<String> forgotten = List.of();
    for (int i = tails.size() - 1; i >= 0; i--) {
      Tail t = tails.get(i);
      if (t.done && !t.attached() && now - t.leftAt >= after) {
        forgotten = forgotten.isEmpty() ? new ArrayList<>() : forgotten;
        forgotten.add(t.source);
        tails.remove(i);
      }
    }
    return forgotten;
  }

  private void leave(Tail t, long now) {
    if (isLive(t)) {
      gaps.add(t);
    }
    byName.remove(t.name, t);
    t.detach(now);
    passed.clear();
  }

  /** Names that nobody asked for, and that may hold the rest of a content that has lost its name. */
  private Set<Path> searched() {
    Set<Path> names = new LinkedHashSet<>();
    Set<Path> folders = new LinkedHashSet<>();
    for (Tail t : tails) {
      if (t.attached()) {
        if (!asked.containsKey(t.name)) {
          names.add(t.name);
        }
      } else if (!t.done && t.reading == null && isOurs(t)) {
        folders.add(t.name.getParent());
      }
    }
    for (Path folder : folders) {
      try {
        for (Path entry : disk.list(folder)) {
          if (!asked.containsKey(entry) && isSearchedAt(entry)) {
            names.add(entry);
          }
        }
      } catch (IOException e) {
        // A folder that is away: its contents are waited for.
      }
    }
    return names;
  }

  private boolean isOurs(Tail t) {
    return roots.stream().anyMatch(r -> isOf(t, r));
  }

  private boolean isSearchedAt(Path entry) {
    for (Tail t : tails) {
      if (!t.attached()
          && !t.done
          && entry.getParent().equals(t.name.getParent())
          && Rotation.related(entry, t.name)) {
        return true;
      }
    }
    return false;
  }

  private void see(Path name, Root root, long now) {
    Disk.Facts facts;
    try {
      facts = disk.facts(name);
    } catch (NoSuchFileException e) {
      absent(name, root, now);
      return;
    } catch (AccessDeniedException e) {
      present.add(name);
      problems.at(
          name,
          "permission denied; not followed until it can be read; add the user that runs mailweir to the group adm");
      return;
    } catch (IOException e) {
      present.add(name);
      problems.at(name, "cannot be looked at (" + e.getMessage() + "); tried again");
      return;
    }
    if (facts.kind() != Disk.Kind.FILE) {
      if (root != null && root.isFile()) {
        String what = facts.kind() == Disk.Kind.FOLDER ? "is a folder" : "is not a regular file";
        problems.at(name, what + " now; not followed until a log file stands there");
      }
      return;
    }
    missing.remove(name);
    Tail t = byName.get(name);
    if (t != null) {
      if (facts.hasKey(t.key)) {
        if (facts.equals(t.seen)) {
          t.unchanged(now);
          present.add(name);
          return;
        }
        if (t.packed || facts.size() >= t.offset) {
          t.grown(facts, now);
          present.add(name);
          return;
        }
        cut(t, now);
      } else {
        leave(t, now);
      }
    } else if (facts.equals(passed.get(name))) {
      return;
    }
    unknown.add(new Found(name, facts, root));
  }

  private void absent(Path name, Root root, long now) {
    if (root == null || !root.isFile()) {
      return;
    }
    long since = missing.computeIfAbsent(name, n -> now);
    if (!begun || now - since >= patience) {
      if (root.isAway()) {
        problems.away(
            name,
            "is not there, and its folder is away or empty; its place is kept and it is waited for; was it unmounted?");
      } else {
        problems.at(name, "is not there; it is followed from its beginning as soon as it appears");
      }
    }
  }

  private void recognise(Found f, long now) {
    recognise(f, f.root == null ? null : f.root.given, now);
  }

  /** {@code root}: on whose behalf it is followed when it is no known content; {@code null}: then it is not. */
  private void recognise(Found f, String root, long now) {
    OpenLog reading = null;
    try {
      if (byName.containsKey(f.name)) {
        return;
      }
      reading = OpenLog.open(disk, f.name);
      if (reading.packed() && Math.abs(now - f.facts.modified()) < Follower.SETTLED) {
        return; // gzip is still at work
      }
      int n = reading.read(0, first, 0, first.length);
      if (!disk.facts(f.name).hasKey(f.facts.key())) {
        return; // renamed meanwhile
      }
      Tail t = bestOf(f, reading, n);
      if (t == null && root != null) {
        t = new Tail(nextSource(f.name, now), root, f.name);
        tails.add(t);
      }
      if (t == null || t.attached()) {
        passed.put(f.name, f.facts);
        problems.over(f.name);
        return;
      }
      t.close();
      t.attach(f.name, f.facts, now);
      t.packed = reading.packed();
      t.remember(first, n);
      if (t.packed && t.done) {
        // It was read to its end when it was plain; unpacking all of it would show nothing else.
        t.verified = true;
      } else {
        t.reading = reading;
        reading = null;
      }
      byName.put(f.name, t);
      problems.over(f.name);
    } catch (NoSuchFileException e) {
      // gone again
    } catch (AccessDeniedException e) {
      problems.at(
          f.name,
          "permission denied; not followed until it can be read; add the user that runs mailweir to the group adm");
    } catch (IOException e) {
      problems.at(f.name, "cannot be read (" + e.getMessage() + "); tried again");
    } finally {
      if (reading != null) {
        reading.close();
      }
    }
  }

  /** The content that this file is or is a copy of; one that has lost its name first, then one of the same inode. */
  private Tail bestOf(Found f, OpenLog reading, int n) throws IOException {
    Tail best = null;
    int bestRank = 0;
    byte[] scratch = new byte[Print.LAST];
    for (Tail t : tails) {
      if (t.mayBe(first, n, f.facts, reading.packed())) {
        int rank = (t.attached() ? 0 : 4) + (t.key != null && f.facts.hasKey(t.key) ? 2 : 0) + 1;
        if (rank > bestRank && (reading.packed() || t.lastStands(reading, scratch))) {
          best = t;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  private String nextSource(Path name, long now) {
    generation = Math.max(generation + 1, now / 1000);
    return name + "#" + generation;
  }

  private static long generationOf(String source) {
    try {
      return Long.parseLong(source.substring(source.lastIndexOf('#') + 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
