package mailweir.store.lines;

import java.time.LocalDate;
import java.util.Map;
import mailweir.identity.Hosts;

/**
 * Which lines are stored already: law 2 in the store, by digests of host-minutes instead of a set of all identities.
 *
 * <pre>
 *   admit(line) ─► true: new for certain, straight on to parser and vault
 *               └► false: put aside (copied). Released unseen as soon as its source has told the minute exactly as it is stored
 *   settle(…)   ─► at the end of the round: lines put aside in minutes that differ are compared with the stored lines one by one;
 *                  those that are new are handed out
 *   finish()    ─► files and lengths to commit, together with those of the vault
 * </pre>
 */
public final class KnownLines implements AutoCloseable {
  /** Reads a stored line's identity again. */
  @FunctionalInterface
  public interface Recall {
    long identity(StoredLine line);
  }

  /** Receives lines that were put aside and are new. The bytes are valid during the call only. */
  @FunctionalInterface
  public interface Survivor {
    void line(
        int source, int host, long micros, long identity, long tag, byte[] array, int from, int to);
  }

  public static KnownLines open(
      Disk disk, Map<String, Long> committed, Hosts hosts, LineVault vault, Recall recall) {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * The number of a source whose lines will be shown from where its checkpoint is. A source that is read again from its beginning is
   * another source: it has another key.
   */
  public int source(String key) {
    throw new UnsupportedOperationException("being written");
  }

  /** No more lines of this source will come: what is remembered of it is let go. */
  public void finished(int source) {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * Whether a line is new for certain and goes straight on. Else it was put aside; if it is new, {@link #settle} hands it out.
   *
   * @param tag handed back with the line
   */
  public boolean admit(
      int source, int host, long micros, long identity, long tag, byte[] array, int from, int to) {
    throw new UnsupportedOperationException("being written");
  }

  /** Ends the round: hands out the lines put aside that are new. */
  public void settle(Survivor to) {
    throw new UnsupportedOperationException("being written");
  }

  /** Lines turned away in this round as repetitions of others; final after {@link #settle}. */
  public long repeated() {
    throw new UnsupportedOperationException("being written");
  }

  /** Bytes put aside in this round: a caller that sees many ends the round. */
  public long held() {
    throw new UnsupportedOperationException("being written");
  }

  /** Writes and forces what the round changed; the files with their new valid lengths, 0 for one that is gone. */
  public Map<String, Long> finish() {
    throw new UnsupportedOperationException("being written");
  }

  public void committed() {
    throw new UnsupportedOperationException("being written");
  }

  public void abandon() {
    throw new UnsupportedOperationException("being written");
  }

  /** Forgets a day. A change like a round. */
  public Map<String, Long> drop(LocalDate day) {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public void close() {}
}
