package mailweir.ask;

import java.util.List;
import java.util.function.BooleanSupplier;
import mailweir.collect.Problem;
import mailweir.pipeline.Progress;

/** Who reads files into the store that a server has open. */
public interface Imports {
  /**
   * Files to be read.
   *
   * @param files absolute paths of files and folders
   * @param host forced name of the host, or {@code null}
   * @param year of the earliest line, or {@code null}
   * @param tz zone of stamps that have none, or {@code null}
   * @param vhost of access logs whose lines name none, or {@code null}
   */
  record Wanted(List<String> files, String host, Integer year, String tz, String vhost) {
    /** Without a virtual host. */
    public Wanted(List<String> files, String host, Integer year, String tz) {
      this(files, host, year, tz, null);
    }
  }

  /**
   * What became of it.
   *
   * @param lines read
   * @param repeated of them, stored already: by another source or an earlier run
   * @param notUnderstood of them; see {@code lines --unknown}
   * @param complete whether it came to the end of the files
   */
  record Done(
      long lines, long repeated, long notUnderstood, boolean complete, List<Problem> problems) {}

  /** Reads them, until {@code stopped} says so; then what was read is stored all the same. */
  Done run(Wanted wanted, Progress progress, BooleanSupplier stopped);
}
