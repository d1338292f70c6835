package mailweir.action.carry.postfix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.queue.SpoolFile;
import mailweir.queue.postfix.Instance;
import mailweir.queue.postfix.QueueId;

/**
 * How a message comes back from the archive into a queue that may be in use.
 *
 * <p>Its file is written beside, under a name that is no id, and gets owner, mode and time; the inode that it has by then gives its id: the old one's time,
 * this inode, as {@code postsuper -s} names files that came from a backup. No other file has this inode, so nobody else has this name, and a start of
 * Postfix has nothing to set right. The logs go first under the new id; the rename of the file is the instant at which the message is back.
 */
final class WayBack {
  private static final int INODE_AT = 5;

  private final Instance instance;

  WayBack(Instance instance) {
    this.instance = instance;
  }

  List<Outcome> restore(Archive from, List<Archive.Entry> entries) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Archive.Entry> back = new ArrayList<>();
    Map<String, List<String>> there = new HashMap<>();
    try {
      there = there(entries);
    } catch (IOException e) {
      Outcome failed =
          Outcome.failed(
              "the queues cannot be read ("
                  + e
                  + "); nothing was put back; mailweir must run as root");
      entries.forEach(entry -> outcomes.add(failed));
      return outcomes;
    }
    for (Archive.Entry entry : entries) {
      Outcome outcome;
      try {
        outcome = restore(from, entry, there);
      } catch (IOException e) {
        outcome = Outcome.failed("could not be put back (" + e + "); it is in the archive");
      }
      if (outcome.result() == Outcome.Result.DONE && !from.isRestored(entry)) {
        back.add(entry);
      }
      outcomes.add(outcome);
    }
    try {
      from.restored(back);
    } catch (IOException e) {
      // What is there already is found when it is asked for again.
    }
    return outcomes;
  }

  private Outcome restore(Archive from, Archive.Entry entry, Map<String, List<String>> there)
      throws IOException {
    if (from.isRestored(entry)) {
      return Outcome.DONE;
    }
    Target target = entry.target();
    Archive.Kept message = entry.file(Subject.HOLD);
    String queue = message == null ? PostfixHands.DEFERRED : Subject.HOLD;
    message = message == null ? entry.file(PostfixHands.DEFERRED) : message;
    if (message == null || !QueueId.isOne(target.id())) {
      return Outcome.failed("is no message of Postfix; nothing was put back");
    }
    for (String id : there.getOrDefault(time(target.id()), List.of())) {
      Target as = new Target(target.place(), id, target.arrived(), target.sender(), target.size());
      try (Subject found = Subject.find(instance, as)) {
        if (found.isOpen()) {
          return id.equals(target.id()) ? Outcome.DONE : Outcome.done("is back as " + id);
        }
      }
    }
    if (!from.verify(entry)) {
      return Outcome.failed("the archive was damaged; nothing was put back");
    }
    String id = put(from, entry, message, queue);
    return id.equals(target.id()) ? Outcome.DONE : Outcome.done("is back as " + id);
  }

  /** The part of an id that stays when the message's file is another. */
  private static String time(String id) {
    String other = QueueId.withInode(id, 0);
    return other.substring(0, Math.max(INODE_AT, other.length() - 1));
  }

  /** Ids in the queues, by that part, as far as entries have it. */
  private Map<String, List<String>> there(List<Archive.Entry> entries) throws IOException {
    Map<String, List<String>> there = new HashMap<>();
    for (Archive.Entry entry : entries) {
      if (QueueId.isOne(entry.target().id())) {
        there.put(time(entry.target().id()), new ArrayList<>());
      }
    }
    for (String queue : Subject.QUEUES) {
      list(instance.spool().resolve(queue), there, 0);
    }
    return there;
  }

  private static void list(Path folder, Map<String, List<String>> there, int depth)
      throws IOException {
    List<Path> folders = new ArrayList<>();
    SpoolFile.names(
        folder,
        file -> {
          String name = file.getFileName().toString();
          if (name.length() == 1) {
            folders.add(file);
          } else if (QueueId.isOne(name) && there.containsKey(time(name))) {
            there.get(time(name)).add(name);
          }
        });
    for (Path inner : folders) {
      if (depth < 16 && SpoolFile.isFolder(inner)) {
        list(inner, there, depth + 1);
      }
    }
  }

  private String put(Archive from, Archive.Entry entry, Archive.Kept message, String queue)
      throws IOException {
    Path folder = instance.spool().resolve(queue);
    List<Path> written = new ArrayList<>();
    try {
      Path beside = from.writeBeside(message, folder);
      written.add(beside);
      long inode = (Long) Files.getAttribute(beside, "unix:ino", LinkOption.NOFOLLOW_LINKS);
      String id = QueueId.withInode(entry.target().id(), inode);
      for (Archive.Kept kept : entry.files()) {
        if (kept != message) {
          Path log = from.writeBeside(kept, instance.spool().resolve(kept.name()));
          written.add(log);
          move(log, instance.file(kept.name(), id), kept);
        }
      }
      for (String other : Subject.QUEUES) {
        if (SpoolFile.look(instance.file(other, id)) != null) {
          throw new FileAlreadyExistsException(id);
        }
      }
      move(beside, instance.file(queue, id), message);
      return id;
    } finally {
      for (Path file : written) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void move(Path file, Path to, Archive.Kept kept) throws IOException {
    Path folder = to.getParent();
    List<Path> missing = new ArrayList<>();
    for (Path up = folder; !SpoolFile.isFolder(up); up = up.getParent()) {
      if (up.equals(instance.spool())) {
        throw new IOException(up + " is no folder");
      }
      missing.addFirst(up);
    }
    for (Path make : missing) {
      Files.createDirectory(
          make, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.setAttribute(make, "unix:uid", kept.uid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(make, "unix:gid", kept.gid(), LinkOption.NOFOLLOW_LINKS);
    }
    Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel sync = FileChannel.open(folder, StandardOpenOption.READ)) {
      sync.force(true);
    }
  }
}
