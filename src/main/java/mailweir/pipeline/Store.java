package mailweir.pipeline;

import java.nio.file.Path;
import java.util.function.Supplier;
import mailweir.answer.Answers;
import mailweir.identity.Hosts;
import mailweir.journey.Site;
import mailweir.journey.Texts;
import mailweir.parse.Dialects;
import mailweir.store.duckdb.Database;
import mailweir.store.duckdb.FactReader;
import mailweir.store.lines.Disk;
import mailweir.store.lines.FolderDisk;

/** A store's folder, opened: who feeds it and who answers from it. One process at a time. */
public final class Store implements AutoCloseable {
  private final Database database;
  private final Disk disk;
  private final Site site;
  private final Supplier<Dialects> dialects;
  private volatile Ingest ingest;

  public Store(Path folder, Site site, Supplier<Dialects> dialects) {
    this.database = Database.open(folder);
    this.site = site;
    this.dialects = dialects;
    try {
      Path lines = folder.resolve("lines");
      java.nio.file.Files.createDirectories(lines);
      this.disk = new FolderDisk(lines);
      this.ingest = openIngest();
    } catch (java.io.IOException e) {
      database.close();
      throw new mailweir.store.StoreFault(
          folder
              + ": the folder of lines cannot be made ("
              + e.getMessage()
              + "); nothing was read; make the folder writable",
          e);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private Ingest openIngest() {
    return new Ingest(database, disk, new Hosts(), new Texts(), site, dialects);
  }

  public Ingest ingest() {
    return ingest;
  }

  /** After an ingest has failed: a new one, behind the last committed round. */
  public Ingest reopenIngest() {
    ingest.close();
    database.mend();
    ingest = openIngest();
    return ingest;
  }

  public Answers answers() {
    return new StoreAnswers(new FactReader(database), ingest.vault(), dialects);
  }

  public Path folder() {
    return database.folder();
  }

  @Override
  public void close() {
    ingest.close();
    database.close();
  }
}
