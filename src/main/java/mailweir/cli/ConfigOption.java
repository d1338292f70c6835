package mailweir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import mailweir.bounce.BounceRules;
import mailweir.config.Configuration;
import picocli.CommandLine.Option;

/** The configuration, as every verb finds it: the file, then the environment. Options win over both. */
final class ConfigOption {
  static final Path PLACE = Path.of("/etc/mailweir/mailweir.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration; default: what MAILWEIR_CONFIG names, else /etc/mailweir/mailweir.yaml where there is one.")
  private Path file;

  private Configuration read;

  /** What is in force; read once. */
  Configuration configuration() {
    if (read == null) {
      read = read(System.getenv());
    }
    return read;
  }

  /** The zone of stamps that have none: as named, else as configured, else this machine's. */
  ZoneId zone(String named) {
    return named != null
        ? Wiring.zone(named)
        : configuration().zone().orElseGet(ZoneId::systemDefault);
  }

  /** The rules for remote answers: of the file that is named, else as configured, else the program's own. */
  BounceRules bounces(Path named) {
    return named != null ? BounceOption.rules(named) : BounceOption.rules(configuration());
  }

  Configuration read(Map<String, String> environment) {
    Path from = place(environment);
    try {
      return Configuration.read(
          from == null ? null : from.toString(),
          from == null ? "" : Files.readString(from, StandardCharsets.UTF_8),
          environment);
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          from
              + ": the configuration cannot be read ("
              + (e instanceof java.nio.charset.CharacterCodingException ? "it is not UTF-8" : e)
              + "); nothing was done; mend it, or name another with --config");
    } catch (Configuration.Faulty e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          e.getMessage()
              + "\nthe configuration is wrong; nothing was done; 'mailweir config' shows what is in force once it is mended");
    }
  }

  private Path place(Map<String, String> environment) {
    if (file != null) {
      return file;
    }
    String named = environment.get("MAILWEIR_CONFIG");
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    return Files.exists(PLACE) ? PLACE : null;
  }
}
