package mailweir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import mailweir.config.Configuration;
import mailweir.journey.Site;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which store, and how it is configured. */
final class StoreOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The store's folder; default: as configured, else /var/lib/mailweir, as a plain user ~/.local/share/mailweir.")
  private Path data;

  @Mixin private ConfigOption config;

  Configuration configuration() {
    return config.configuration();
  }

  /** The site as configured, with rules for remote answers of a file where one is named. */
  Site site(Path bounceRules) {
    return configuration().site().withBounces(config.bounces(bounceRules));
  }

  ZoneId zone(String named) {
    return config.zone(named);
  }

  /** As named on the command line; {@code null} when it is not. */
  Path named() {
    return data;
  }

  /** The store's folder: as named, else as configured, else the system's when it may be written, else the user's own. */
  Path folder() {
    if (data != null) {
      return data;
    }
    return configuration().data().orElseGet(StoreOptions::usual);
  }

  private static Path usual() {
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

  /** The store, asked through the server that has it open, else opened. */
  StoreAccess.Asked ask() {
    return StoreAccess.ask(folder(), site(null), zone(null), configuration().queueSuspicion());
  }

  /** The same for reading by the caller's rules for answers or by one dialect; {@code null}: by the usual ones. */
  StoreAccess.Asked ask(Path bounceRules, String dialect) {
    return StoreAccess.ask(
        folder(),
        site(bounceRules),
        zone(null),
        bounceRules != null || dialect != null,
        Wiring.dialects(dialect));
  }

  /** A store that must be there: asked through the server that has it open, else opened. */
  StoreAccess.Asked existing() {
    Path folder = folder();
    if (!Files.isRegularFile(folder.resolve("mailweir.duckdb"))) {
      throw new CannotGoOn(
          ExitCode.STORE,
          folder
              + ": there is no store; nothing was asked; make one with 'mailweir import FILE…' or name another with --data");
    }
    return ask();
  }
}
