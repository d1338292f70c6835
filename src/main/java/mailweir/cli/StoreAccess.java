package mailweir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import mailweir.answer.Answers;
import mailweir.ask.AskClient;
import mailweir.ask.Imports;
import mailweir.collect.Found;
import mailweir.journey.Site;
import mailweir.pipeline.Importer;
import mailweir.pipeline.Progress;
import mailweir.pipeline.Store;
import mailweir.store.StoreFault;
import mailweir.store.duckdb.StoreBusy;

/** The way of a verb to the store. */
final class StoreAccess {
  private static final int ROUND = 1_000_000;

  /** Another verb has the store for a moment only. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private StoreAccess() {}

  /** The store's folder: as named, else the system's when it may be written, else the user's own. */
  static Path folder(Path named) {
    if (named != null) {
      return named;
    }
    Path system = Path.of("/var/lib/mailweir");
    if (Files.isDirectory(system) && Files.isWritable(system)) {
      return system;
    }
    String share = System.getenv("XDG_DATA_HOME");
    String home = System.getenv("HOME");
    return (share == null || share.isBlank()
            ? Path.of(
                home == null || home.isBlank() ? System.getProperty("user.home") : home,
                ".local",
                "share")
            : Path.of(share))
        .resolve("mailweir");
  }

  /** Whoever answers for a store, until it is closed. */
  interface Asked extends AutoCloseable {
    Answers answers();

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

  private record Opened(Store store) implements Asked {
    @Override
    public Answers answers() {
      return store.answers();
    }

    @Override
    public Imports.Done read(
        Imports.Wanted wanted, Found found, Progress progress, BooleanSupplier stopped) {
      Importer importer = new Importer(store.ingest(), ROUND, progress, stopped);
      boolean complete =
          importer.run(
              found.sources(),
              Wiring.reading(wanted.tz(), wanted.year(), wanted.host(), Clock.systemUTC())
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
  static Asked ask(Path folder) {
    return ask(folder, Site.DEFAULT, null);
  }

  /** As {@link #ask(Path)}, for reading by rules or a dialect of the caller's; a server that has the store has its own. */
  static Asked ask(Path folder, Site site, String dialect) {
    boolean own = site != Site.DEFAULT || dialect != null;
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
        return new Opened(new Store(folder, site, Wiring.dialects(dialect)));
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
  static Store toServe(Path folder, Site site) {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return new Store(folder, site, Wiring::dialects);
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

  /** A store that must be there: asked through the server that has it open, else opened. */
  static Asked existing(Path named) {
    Path folder = folder(named);
    if (!Files.isRegularFile(folder.resolve("mailweir.duckdb"))) {
      throw new CannotGoOn(
          ExitCode.STORE,
          folder
              + ": there is no store; nothing was asked; make one with 'mailweir import FILE…' or name another with --data");
    }
    return ask(folder);
  }
}
