package mailweir.queue.exim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import mailweir.queue.Finder;
import mailweir.queue.QueueReader;
import mailweir.queue.SpoolFile;

/** Finds Exim's spool in the usual folders, and in any that an operator has named. */
public final class EximFinder implements Finder {
  /** Where distributions put it. */
  public static final List<Path> USUAL =
      List.of(Path.of("/var/spool/exim4"), Path.of("/var/spool/exim"));

  private final List<Path> spools;
  private final LongSupplier nanos;

  /**
   * A finder.
   *
   * @param spools folders that may be a {@code spool_directory}
   * @param nanos a clock that only runs forward
   */
  public EximFinder(List<Path> spools, LongSupplier nanos) {
    this.spools = List.copyOf(spools);
    this.nanos = nanos;
  }

  @Override
  public List<QueueReader> find() {
    List<QueueReader> readers = new ArrayList<>();
    for (Path spool : spools) {
      if (SpoolFile.isFolder(spool.resolve(EximQueue.INPUT))) {
        readers.add(new EximQueue(String.valueOf(spool.getFileName()), spool, nanos));
      }
    }
    return readers;
  }
}
