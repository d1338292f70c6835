package mailweir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import mailweir.journey.Site;
import mailweir.pipeline.Store;
import mailweir.store.StoreFault;
import mailweir.store.duckdb.StoreBusy;

/** The way of a verb to the store. */
final class StoreAccess {
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
    return (share == null || share.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(share))
        .resolve("mailweir");
  }

  /** Opens the store, to write or to read. */
  static Store openStore(Path named) {
    try {
      return new Store(folder(named), Site.DEFAULT, Wiring::dialects);
    } catch (StoreBusy | StoreFault e) {
      throw new CannotGoOn(ExitCode.STORE, e.getMessage());
    }
  }

  /** Opens a store that must be there. */
  static Store existing(Path named) {
    Path folder = folder(named);
    if (!Files.isRegularFile(folder.resolve("mailweir.duckdb"))) {
      throw new CannotGoOn(
          ExitCode.STORE,
          folder
              + ": there is no store; nothing was asked; make one with 'mailweir import FILE…' or name another with --data");
    }
    return openStore(named);
  }
}
