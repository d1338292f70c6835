package mailweir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where an agent keeps its key, its place and what is not sent yet. */
final class AgentState {
  private static final Path SYSTEM = Path.of("/var/lib/mailweir-agent");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where the agent keeps its key, its place in the logs and what is not sent yet; default: /var/lib/mailweir-agent, as a plain user ~/.local/state/mailweir-agent.")
  private Path state;

  Path folder() {
    if (state != null) {
      return state.toAbsolutePath();
    }
    if (Files.isWritable(SYSTEM) || !Files.exists(SYSTEM) && Files.isWritable(SYSTEM.getParent())) {
      return SYSTEM;
    }
    String home = System.getenv("XDG_STATE_HOME");
    return (home == null || home.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(home))
        .resolve("mailweir-agent");
  }
}
