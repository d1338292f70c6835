package mailweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import mailweir.action.Operations;
import mailweir.listen.AgentListener;
import mailweir.pipeline.Intake;
import mailweir.trust.Agents;
import mailweir.trust.Identity;

/** The agents' listener of {@code serve}, when one is wanted. */
final class Listening implements AutoCloseable {
  private final AgentListener listener;
  private final Agents agents;
  private final String key;

  private Listening(AgentListener listener, Agents agents, String key) {
    this.listener = listener;
    this.agents = agents;
    this.key = key;
  }

  /** Where agents are to be listened for: as named, else as configured; {@code null}: nowhere. */
  static InetSocketAddress address(StoreOptions options, String named) {
    if (named == null) {
      return options.configuration().agentsListen().orElse(null);
    }
    try {
      return mailweir.config.Configuration.address(named);
    } catch (IllegalArgumentException e) {
      throw new CannotGoOn(
          ExitCode.USAGE, "--agents '" + named + "' " + e.getMessage() + "; nothing was done");
    }
  }

  /** Listens, when it is wanted. */
  static Listening open(
      StoreOptions options,
      String named,
      Path folder,
      Intake intake,
      Operations operations,
      Consumer<String> say) {
    InetSocketAddress address = address(options, named);
    if (address == null) {
      return new Listening(null, null, null);
    }
    try {
      Agents agents = new Agents(folder, Clock.systemUTC());
      Identity own = agents.server(new SecureRandom());
      return new Listening(
          new AgentListener(address, own, agents, intake, operations, Clock.systemUTC(), say)
              .start(),
          agents,
          own.fingerprint().toString());
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.STORE,
          folder
              + ": the key for agents cannot be read or made ("
              + e.getMessage()
              + "); serve was not started; mend the folder, or serve without agents");
    } catch (IllegalStateException e) {
      throw new CannotGoOn(ExitCode.UNAVAILABLE, "mailweir serve: " + e.getMessage());
    }
  }

  /** The agents that are enrolled and not revoked, by name. */
  List<String> enrolled() {
    try {
      return agents == null
          ? List.of()
          : agents.list().stream()
              .filter(a -> a.revoked() == null)
              .map(Agents.Agent::name)
              .toList();
    } catch (IOException e) {
      // the listener says what is wrong with it
      return List.of();
    }
  }

  /** Says where, and by which key agents know it. */
  void tell(PrintWriter out) {
    if (listener != null) {
      out.println("mailweir: agents on port " + listener.port() + "  key " + key);
    }
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close();
    }
  }
}
