package mailweir.queue.qmail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import mailweir.queue.Finder;
import mailweir.queue.QueueReader;
import mailweir.queue.SpoolFile;

/** Finds qmail's queue in the usual folders, and in any that an operator has named. */
public final class QmailFinder implements Finder {
  /** Where it usually is. */
  public static final List<Path> USUAL =
      List.of(Path.of("/var/qmail/queue"), Path.of("/var/lib/qmail/queue"));

  private final List<Path> folders;
  private final boolean headers;
  private final LongSupplier nanos;

  /**
   * A finder.
   *
   * @param folders that may be qmail's {@code queue}
   * @param headers whether the first header lines of messages may be read, for who brought them
   * @param nanos a clock that only runs forward
   */
  public QmailFinder(List<Path> folders, boolean headers, LongSupplier nanos) {
    this.folders = List.copyOf(folders);
    this.headers = headers;
    this.nanos = nanos;
  }

  @Override
  public List<QueueReader> find() {
    List<QueueReader> readers = new ArrayList<>();
    for (Path folder : folders) {
      if (SpoolFile.isFolder(folder.resolve(QmailQueue.INFO))
          && SpoolFile.isFolder(folder.resolve(QmailQueue.MESS))) {
        String name = readers.isEmpty() ? "qmail" : "qmail-" + (readers.size() + 1);
        readers.add(new QmailQueue(name, folder, headers, nanos));
      }
    }
    return readers;
  }
}
