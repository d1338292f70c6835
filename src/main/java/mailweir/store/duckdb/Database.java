package mailweir.store.duckdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import mailweir.store.StoreFault;
import org.duckdb.DuckDBConnection;

/**
 * One store's folder and its open database: a lock that keeps a second process out, one connection that writes, and more that
 * read.
 */
public final class Database implements AutoCloseable {
  /** Those that answer a question. */
  static final int THREADS = 2;

  private static final String MOST_MEMORY = "384MB";

  /** Below this no question keeps a page of the database that nobody is looking at. */
  private static final String LEAST_MEMORY = "32MB";

  private final Path folder;
  private final FileChannel lockFile;
  private final AtomicLong questions = new AtomicLong();
  private final LastLines lastLines = new LastLines();
  private volatile DuckDBConnection writer;

  /** Opens the store in a folder; makes both when they are not there. */
  public static Database open(Path folder) {
    try {
      // what logs say is not for everybody: their files are 0640, too
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    } catch (IOException e) {
      throw new StoreFault(
          folder
              + ": the store's folder cannot be made ("
              + reason(e)
              + "); nothing was read; choose another with --data or make it writable",
          e);
    }
    FileChannel lock = lock(folder);
    try {
      return new Database(folder, lock);
    } catch (SQLException e) {
      closeQuietly(lock);
      throw new StoreFault(
          folder
              + ": the store cannot be opened ("
              + firstLine(e)
              + "); nothing was read or written; if another version wrote it, use that version",
          e);
    } catch (RuntimeException e) {
      closeQuietly(lock);
      throw e;
    }
  }

  private Database(Path folder, FileChannel lock) throws SQLException {
    this.folder = folder;
    this.lockFile = lock;
    this.writer = connect(folder);
    prepare();
  }

  private static DuckDBConnection connect(Path folder) throws SQLException {
    Properties p = new Properties();
    p.setProperty("autoinstall_known_extensions", "false");
    p.setProperty("autoload_known_extensions", "false");
    p.setProperty("threads", String.valueOf(THREADS));
    p.setProperty("memory_limit", MOST_MEMORY);
    p.setProperty("preserve_insertion_order", "false");
    p.setProperty("checkpoint_threshold", "256MB");
    p.setProperty("temp_directory", folder.resolve("spill").toString());
    return (DuckDBConnection)
        DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("mailweir.duckdb"), p);
  }

  private static FileChannel lock(Path folder) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // told below
    } catch (AccessDeniedException e) {
      throw new StoreFault(
          folder
              + ": no permission to write in the store's folder; nothing was read; run as its owner or choose another with --data",
          e);
    } catch (IOException e) {
      throw new StoreFault(
          folder
              + ": the store cannot be locked ("
              + reason(e)
              + "); nothing was read; look at the disk",
          e);
    }
    closeQuietly(channel);
    throw new StoreBusy(
        folder
            + ": another mailweir has this store open; nothing was read or written; ask it, end it, or choose another folder with --data");
  }

  private void prepare() throws SQLException {
    try (Statement s = writer.createStatement()) {
      boolean fresh;
      try (ResultSet r =
          s.executeQuery(
              "SELECT count(*) FROM information_schema.tables WHERE table_name = 'meta'")) {
        r.next();
        fresh = r.getLong(1) == 0;
      }
      if (fresh) {
        s.execute("BEGIN TRANSACTION");
        for (String table : Schema.TABLES) {
          s.execute(table);
        }
        s.execute("INSERT INTO meta VALUES ('version', '" + Schema.VERSION + "')");
        s.execute("COMMIT");
        return;
      }
      s.execute(Schema.WEB);
      s.execute(Schema.SAMPLE);
      s.execute(Schema.NAMED);
      s.execute(Schema.ALERT);
      for (String table : Schema.QUEUES) {
        s.execute(table);
      }
      try (ResultSet r = s.executeQuery("SELECT value FROM meta WHERE name = 'version'")) {
        int version = r.next() ? Integer.parseInt(r.getString(1)) : 0;
        if (version > Schema.VERSION) {
          throw new StoreFault(
              folder
                  + ": the store was written by a newer mailweir (layout "
                  + version
                  + ", this one knows "
                  + Schema.VERSION
                  + "); nothing was read or written; use the newer program");
        }
        if (version < Schema.VERSION) {
          throw new StoreFault(
              folder
                  + ": the store was written by an older mailweir (layout "
                  + version
                  + ", this one knows "
                  + Schema.VERSION
                  + "); nothing was read or written; import the logs into another folder with --data, or use the older program");
        }
      }
      s.execute(Schema.VIRUS);
    }
  }

  public Path folder() {
    return folder;
  }

  LastLines lastLines() {
    return lastLines;
  }

  /** After a fault: opens the database again when it has given itself up, as DuckDB does when its disk is full. */
  public void mend() {
    try (Statement s = writer.createStatement()) {
      s.execute("SELECT count(*) FROM meta");
      return;
    } catch (SQLException e) {
      // opened again below
    }
    try {
      writer.close();
      writer = connect(folder);
    } catch (SQLException e) {
      throw fault(folder, "opening the store again", e);
    }
  }

  /** The connection that writes; used by one thread at a time. */
  DuckDBConnection writer() {
    return writer;
  }

  /** A connection for a reader, to be closed by it. */
  Connection reader() throws SQLException {
    questions.incrementAndGet();
    return writer.duplicate();
  }

  /** Questions since the opening. */
  long questions() {
    return questions.get();
  }

  /**
   * Lets go of pages of the database that are kept in memory for the next question; the operating system has them at hand still. Under
   * way may be what it likes: what is in use stays.
   */
  void giveBackMemory() {
    try (Statement s = writer.createStatement()) {
      try {
        s.execute("SET memory_limit = '" + LEAST_MEMORY + "'");
      } catch (SQLException e) {
        // more is in use: it is tried again after the next questions
      } finally {
        s.execute("SET memory_limit = '" + MOST_MEMORY + "'");
      }
    } catch (SQLException e) {
      throw fault(folder, "giving memory back", e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (SQLException e) {
      throw new StoreFault(
          folder
              + ": the store did not close cleanly ("
              + firstLine(e)
              + "); committed rounds are safe",
          e);
    } finally {
      closeQuietly(lockFile);
    }
  }

  static StoreFault fault(Path folder, String what, SQLException e) {
    return new StoreFault(
        folder
            + ": "
            + what
            + " failed ("
            + firstLine(e)
            + "); the last committed round is safe; look at the disk's space and the folder's permissions",
        e);
  }

  private static String firstLine(Exception e) {
    String m = String.valueOf(e.getMessage());
    int end = m.indexOf('\n');
    return end < 0 ? m : m.substring(0, end);
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // the lock goes with the process
      }
    }
  }
}
