package mailweir.store.lines;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of one kind with the lengths that are committed, and the change under way.
 *
 * <pre>
 *   committed ──append, replace──► changed ──force──► told to the caller ──committed()──► committed, superseded files removed
 *                                     └──abandon()──► cut back to what was committed
 * </pre>
 *
 * <p>A file is only ever written behind its committed length; one that is rewritten gets a new name ({@code day.3.seg} becomes
 * {@code day.4.seg}) and the old one stays until the new one is committed.
 */
final class CommittedFiles {
  /** What an uncommitted file is called when nothing at all is committed: then the database may be the one that is lost. */
  static final String UNCLAIMED = ".unclaimed";

  final Disk disk;
  private final Map<String, Long> lengths = new HashMap<>();
  private final Map<String, Long> changed = new LinkedHashMap<>();
  private final List<String> damages = new ArrayList<>();

  /** Takes what is committed of the files that end like this, and cuts the rest. */
  CommittedFiles(Disk disk, Map<String, Long> committed, String... endings) {
    this.disk = disk;
    committed.forEach((name, length) -> {
      if (length > 0 && ends(name, endings)) {
        lengths.put(name, length);
      }
    });
    try {
      for (String name : disk.names()) {
        if (ends(name, endings)) {
          reconcile(name);
        }
      }
      for (Map.Entry<String, Long> file : new TreeMap<>(lengths).entrySet()) {
        if (disk.length(file.getKey()) < 0) {
          damages.add(
              disk.path(file.getKey())
                  + ": is missing; its lines cannot be shown; restore it from a backup");
          lengths.remove(file.getKey());
        }
      }
    } catch (IOException e) {
      throw VaultFault.reading(disk.path(""), e);
    }
  }

  private static boolean ends(String name, String[] endings) {
    for (String ending : endings) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  private void reconcile(String name) throws IOException {
    Long committed = lengths.get(name);
    long length = disk.length(name);
    if (committed == null) {
      if (lengths.isEmpty() && length > 0) {
        disk.rename(name, name + UNCLAIMED);
      } else {
        disk.delete(name);
      }
    } else if (length > committed) {
      disk.truncate(name, committed);
    } else if (length < committed) {
      damages.add(
          disk.path(name)
              + ": has "
              + length
              + " bytes of "
              + committed
              + "; the lines behind are lost; restore it from a backup");
      lengths.put(name, length);
    }
  }

  /** The committed files and their lengths. */
  Map<String, Long> committed() {
    return lengths;
  }

  List<String> damages() {
    return damages;
  }

  /** Valid length with the change under way; 0 when there is no such file. */
  long length(String name) {
    Long now = changed.get(name);
    return now != null ? now : lengths.getOrDefault(name, 0L);
  }

  /** Writes behind the end of a file; tells where. */
  long append(String name, byte[] bytes, int length) {
    long at = length(name);
    try {
      disk.write(name, at, java.nio.ByteBuffer.wrap(bytes, 0, length));
    } catch (IOException e) {
      throw VaultFault.writing(disk.path(name), e);
    }
    changed.put(name, at + length);
    return at;
  }

  /** This file is gone once the change is committed. */
  void remove(String name) {
    if (length(name) > 0) {
      changed.put(name, 0L);
    }
  }

  boolean isChanged() {
    return !changed.isEmpty();
  }

  /** Forces what changed; the new valid lengths, 0 for a file that is gone. */
  Map<String, Long> force() {
    for (Map.Entry<String, Long> file : changed.entrySet()) {
      if (file.getValue() > 0) {
        try {
          disk.force(file.getKey());
        } catch (IOException e) {
          throw VaultFault.writing(disk.path(file.getKey()), e);
        }
      }
    }
    return new LinkedHashMap<>(changed);
  }

  /** The change holds. Files that are gone are removed; one that cannot be is removed at the next opening. */
  void commit() {
    changed.forEach((name, length) -> {
      if (length > 0) {
        lengths.put(name, length);
      } else {
        lengths.remove(name);
        deleteSometime(name);
      }
    });
    changed.clear();
  }

  private void deleteSometime(String name) {
    try {
      disk.delete(name);
    } catch (IOException e) {
      // It is not committed any more: the next opening removes it.
      return;
    }
  }

  /** The change does not hold. What cannot be cut now is cut by the next opening; it is overwritten before that. */
  void abandon() {
    for (String name : changed.keySet()) {
      try {
        long committed = lengths.getOrDefault(name, 0L);
        if (committed == 0) {
          disk.delete(name);
        } else if (disk.length(name) > committed) {
          disk.truncate(name, committed);
        }
      } catch (IOException e) {
        continue;
      }
    }
    changed.clear();
  }
}
