package mailweir.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import mailweir.alert.Desk;
import mailweir.answer.Answers;
import mailweir.ask.AskClient;
import mailweir.ask.Imports;
import mailweir.collect.Found;
import mailweir.journey.Site;
import mailweir.parse.Dialects;
import mailweir.pipeline.Importer;
import mailweir.pipeline.Progress;
import mailweir.pipeline.Store;
import mailweir.queue.Suspicion;
import mailweir.store.StoreFault;
import mailweir.store.duckdb.StoreBusy;

/** The way of a verb to the store. */
final class StoreAccess {
  /**
   * Lines of a round. So few that no table gets a whole row group of DuckDB (122,880 rows) in one: what is written before the commit
   * is written again at the next checkpoint, and leaves a fifth of the file free.
   */
  private static final int ROUND = 700_000;

  /** Another verb has the store for a moment only. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private StoreAccess() {}

  /** Whoever answers for a store, until it is closed. */
  interface Asked extends AutoCloseable {
    Answers answers();

    /** Where alerts are seen; without a server as they were when the last one ended, and nothing can be done. */
    Desk desk();

    /** Reads files into it; {@code stop} ends that after the round under way. */
    Imports.Done read(
        Imports.Wanted wanted, Found found, Progress progress, BooleanSupplier stopped);

    /** Whether another process does the work. */
    default boolean isServed() {
      return false;
    }

    /** Ends a {@link #read} that runs elsewhere. */
    void stop();

    @Override
    void close();
  }

  private record Opened(Store store, ZoneId zone) implements Asked {
    @Override
    public Answers answers() {
      return store.answers();
    }

    @Override
    public Desk desk() {
      return Watching.asKept(store, zone);
    }

    @Override
    public Imports.Done read(
        Imports.Wanted wanted, Found found, Progress progress, BooleanSupplier stopped) {
      Importer importer = new Importer(store.ingest(), ROUND, progress, stopped);
      boolean complete =
          importer.run(
              found.sources(),
              Wiring.reading(
                      wanted.tz() == null ? zone : Wiring.zone(wanted.tz()),
                      wanted.year(),
                      wanted.host(),
                      Clock.systemUTC())
                  .withVirtualHost(wanted.vhost()));
      return new Imports.Done(
          importer.lines(),
          importer.repeated(),
          importer.notUnderstood(),
          complete,
          importer.problems());
    }

    @Override
    public void stop() {
      // it asks itself
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private record Served(AskClient answers) implements Asked {
    @Override
    public boolean isServed() {
      return true;
    }

    @Override
    public Desk desk() {
      return answers;
    }

    @Override
    public Imports.Done read(
        Imports.Wanted wanted, Found found, Progress progress, BooleanSupplier stopped) {
      return answers.read(wanted, found.sources(), progress);
    }

    @Override
    public void stop() {
      answers.stop();
    }

    @Override
    public void close() {
      // each question had a connection of its own
    }
  }

  /** The store, asked through the server that has it open, else opened. */
  static Asked ask(Path folder, Site site, ZoneId zone, Suspicion suspicion) {
    return ask(folder, site, zone, false, Wiring::dialects, suspicion);
  }

  /** {@code own}: the caller's rules or dialect are to be read by, which a server that has the store would not know. */
  static Asked ask(Path folder, Site site, ZoneId zone, boolean own, Supplier<Dialects> dialects) {
    return ask(folder, site, zone, own, dialects, Suspicion.USUAL);
  }

  private static Asked ask(
      Path folder,
      Site site,
      ZoneId zone,
      boolean own,
      Supplier<Dialects> dialects,
      Suspicion suspicion) {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<AskClient> server = AskClient.of(folder);
      if (server.isPresent()) {
        if (own) {
          throw new CannotGoOn(
              ExitCode.USAGE,
              folder
                  + ": a running server has this store, and reads by its own rules; nothing was read;"
                  + " leave out --bounce-rules and --dialect, or end the server first");
        }
        return new Served(server.get());
      }
      try {
        Store store = new Store(folder, site, dialects);
        store.judge(suspicion);
        return new Opened(store, zone);
      } catch (StoreFault e) {
        throw new CannotGoOn(ExitCode.STORE, e.getMessage());
      } catch (StoreBusy e) {
        if (System.nanoTime() > patience || !hasWaited()) {
          throw new CannotGoOn(ExitCode.STORE, e.getMessage());
        }
      }
    }
  }

  /** The store for the one process that keeps it open; another one that serves it is told at once. */
  static Store toServe(Path folder, Site site, Supplier<Dialects> dialects) {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return new Store(folder, site, dialects);
      } catch (StoreFault e) {
        throw new CannotGoOn(ExitCode.STORE, e.getMessage());
      } catch (StoreBusy e) {
        if (AskClient.of(folder).isPresent() || System.nanoTime() > patience || !hasWaited()) {
          throw new CannotGoOn(ExitCode.STORE, e.getMessage());
        }
      }
    }
  }

  private static boolean hasWaited() {
    try {
      Thread.sleep(100);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
