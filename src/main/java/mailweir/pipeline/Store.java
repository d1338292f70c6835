package mailweir.pipeline;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import mailweir.alert.Gauges;
import mailweir.answer.Answers;
import mailweir.identity.Hosts;
import mailweir.journey.Site;
import mailweir.journey.Texts;
import mailweir.parse.Dialects;
import mailweir.queue.QueueBoard;
import mailweir.queue.Suspicion;
import mailweir.store.duckdb.AlertTable;
import mailweir.store.duckdb.Database;
import mailweir.store.duckdb.FactReader;
import mailweir.store.duckdb.QueueFacts;
import mailweir.store.duckdb.SampleReader;
import mailweir.store.lines.Disk;
import mailweir.store.lines.FolderDisk;
import mailweir.store.lines.LineVault;

/** A store's folder, opened: who feeds it and who answers from it. One process at a time. */
public final class Store implements AutoCloseable {
  private final Database database;
  private final Disk disk;
  private final Site site;
  private final Supplier<Dialects> dialects;
  private final StoreQueues queues;
  private Ingest ingest;

  /** Those of the ingest, when there is one. */
  private Texts texts;

  private LineVault evidence;

  public Store(Path folder, Site site, Supplier<Dialects> dialects) {
    this.database = Database.open(folder);
    this.site = site;
    this.dialects = dialects;
    this.queues = new StoreQueues(new QueueFacts(database), InstantSource.system());
    try {
      Path lines = folder.resolve("lines");
      java.nio.file.Files.createDirectories(lines);
      this.disk = new FolderDisk(lines);
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
    Texts all = new Texts();
    Ingest opened = new Ingest(database, disk, new Hosts(), all, site, dialects);
    texts = all;
    return opened;
  }

  /** Who feeds it; opened when it is first asked for, because that reads names of all texts and what is still open. */
  public synchronized Ingest ingest() {
    if (ingest == null) {
      ingest = openIngest();
    }
    return ingest;
  }

  /** After an ingest has failed: a new one, behind the last committed round. */
  public synchronized Ingest reopenIngest() {
    ingest.close();
    database.mend();
    ingest = openIngest();
    return ingest;
  }

  /** What stands in the queues of all hosts: read when it is first asked for, kept by whoever feeds the store. */
  public QueueBoard board() {
    return queues.board();
  }

  /** By what bounds whoever fills queues is suspicious. */
  public void judge(Suspicion suspicion) {
    queues.judge(suspicion);
  }

  /** Who answers, as long as the store is open, from what is stored when it is asked. */
  public Answers answers() {
    FactReader facts = new FactReader(database);
    return new StoreAnswers(
        facts,
        new SampleReader(database),
        new KnownTexts(facts, this::texts),
        this::lines,
        dialects,
        queues);
  }

  /** What is kept of alerts; written between rounds only. */
  public AlertTable alerts() {
    return new AlertTable(database);
  }

  /** Figures for rules of alerts, from what is stored when they are asked for. */
  public Gauges gauges() {
    return new StoreGauges(new FactReader(database), new SampleReader(database));
  }

  private synchronized Optional<Texts> texts() {
    return Optional.ofNullable(texts);
  }

  /** The raw lines: those of the ingest when there is one, else opened with as little as reading needs. */
  private synchronized LineVault lines() {
    if (ingest != null) {
      return ingest.vault();
    }
    if (evidence == null) {
      evidence = LineVault.open(disk, new FactReader(database).files(), new Hosts());
    }
    return evidence;
  }

  public Path folder() {
    return database.folder();
  }

  @Override
  public synchronized void close() {
    if (ingest != null) {
      ingest.close();
    }
    if (evidence != null) {
      evidence.close();
    }
    database.close();
  }
}
