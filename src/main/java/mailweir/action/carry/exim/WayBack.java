package mailweir.action.carry.exim;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.queue.SpoolFile;
import mailweir.queue.exim.EximId;
import mailweir.queue.exim.EximQueue;

/**
 * How a message comes back from the archive: under its own id, which Exim never gives twice. The {@code -H} file is last: from its rename on the message is there,
 * frozen.
 */
final class WayBack {

  private final Path spool;

  WayBack(Path spool) {
    this.spool = spool;
  }

  Outcome restore(Archive from, Archive.Entry entry) {
    String id = entry.target().id();
    Archive.Kept header = entry.file(Spooled.HEADER);
    header = header == null ? entry.file(EximHands.TO_THAW) : header;
    Archive.Kept data = entry.file(Spooled.DATA);
    if (header == null || data == null || !EximId.isOne(id)) {
      return Outcome.failed("is no message of Exim; nothing was put back");
    }
    if (from.isRestored(entry)) {
      return Outcome.DONE;
    }
    try (Spooled there = Spooled.find(spool, entry.target())) {
      if (there.isOpen()) {
        return Outcome.DONE;
      }
      if (there.outcome().result() != Outcome.Result.GONE) {
        return Outcome.failed("another message has its id; it stays in the archive");
      }
      if (!from.verify(entry)) {
        return Outcome.failed("the archive was damaged; nothing was put back");
      }
      Path folder = folder(id);
      put(from, data, folder.resolve(id + Spooled.DATA));
      Archive.Kept journal = entry.file(Spooled.JOURNAL);
      if (journal != null) {
        put(from, journal, folder.resolve(id + Spooled.JOURNAL));
      }
      Archive.Kept log = entry.file(EximHands.LOG);
      Path logs = spool.resolve(EximHands.LOG);
      logs = folder.endsWith(EximQueue.INPUT) ? logs : logs.resolve(EximId.folder(id));
      if (log != null && SpoolFile.isFolder(logs)) {
        put(from, log, logs.resolve(id));
      }
      put(from, header, folder.resolve(id + Spooled.HEADER));
      return Outcome.DONE;
    } catch (IOException e) {
      return Outcome.failed("could not be put back (" + e + "); it is in the archive");
    }
  }

  /** Split where the spool is split; Exim looks in both. */
  private Path folder(String id) {
    List<Path> folders = Spooled.folders(spool, id);
    return SpoolFile.isFolder(folders.getLast()) ? folders.getLast() : folders.getFirst();
  }

  private static void put(Archive from, Archive.Kept kept, Path to) throws IOException {
    Path beside = from.writeBeside(kept, to.getParent());
    try {
      Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    try (FileChannel sync = FileChannel.open(to.getParent(), StandardOpenOption.READ)) {
      sync.force(true);
    }
  }
}
