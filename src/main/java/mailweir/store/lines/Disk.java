package mailweir.store.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A folder of files: the few things that the vault asks of a disk, so that a test can be a disk that is full or a power cut.
 *
 * <p>Names are plain file names. Safe for use by many threads on different files, and for reading beside a writer.
 */
public interface Disk {
  /** Names of the files there are. */
  List<String> names() throws IOException;

  /** Length of a file; -1 when there is none. */
  long length(String name) throws IOException;

  /** Writes all of the buffer at a position; makes the file when there is none. */
  void write(String name, long position, ByteBuffer bytes) throws IOException;

  /** Reads until the buffer is full or the file ends; tells how many bytes. */
  int read(String name, long position, ByteBuffer into) throws IOException;

  /** Returns when the file's bytes and its name are on the disk. */
  void force(String name) throws IOException;

  /** Cuts a file. */
  void truncate(String name, long length) throws IOException;

  /** Removes a file; does nothing when there is none. */
  void delete(String name) throws IOException;

  /** Gives a file another name, replacing what had it. */
  void rename(String name, String to) throws IOException;

  /** What a message calls a file: its path. */
  String path(String name);
}
