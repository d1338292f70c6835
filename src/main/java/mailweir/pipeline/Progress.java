package mailweir.pipeline;

import mailweir.collect.Source;

/** Who is told how far long work is. Called often and from several threads: an implementation thins it out itself. */
public interface Progress {
  /**
   * How far a source is.
   *
   * @param consumed bytes of the file read so far
   * @param size its bytes; -1 unknown
   * @param lines lines read of it so far
   * @param looking a first look only (who speaks for which minute); the lines come again
   */
  void at(Source source, int index, long consumed, long size, long lines, boolean looking);

  Progress NONE = (source, index, consumed, size, lines, looking) -> {};
}
