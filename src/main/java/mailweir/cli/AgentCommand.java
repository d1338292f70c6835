package mailweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import mailweir.agent.Enrolment;
import mailweir.trust.Agents;
import mailweir.trust.Token;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Agents: on a mail server the agent itself, on the store's server who may be one. */
@Command(
    name = "agent",
    description = {
      "Ships the logs of this machine to a 'mailweir serve' elsewhere, and says there which machines may.",
      "On the server: token, list, revoke. On each mail server: enroll, run."
    },
    subcommands = AgentRunCommand.class,
    mixinStandardHelpOptions = true)
public final class AgentCommand implements Runnable {
  private static final int PORT = 8426;
  private static final int MOST_HOURS = 24 * 365;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "on the server there are 'token', 'list' and 'revoke'; on a mail server 'enroll' and 'run'");
  }

  @Command(
      name = "token",
      description = {
        "Makes a token that lets one agent in, and prints the command for its machine. To be run on the server, by who may write its store.",
        "It is good once, for a while, and for this server only."
      },
      mixinStandardHelpOptions = true)
  int token(
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description =
                  "What the agent will be called; an agent of that name is replaced. Default: as its machine is called.")
          String name,
      @Option(
              names = "--hours",
              paramLabel = "N",
              description = "How long it may be used.",
              defaultValue = "24")
          int hours,
      @Option(
              names = "--url",
              paramLabel = "URL",
              description =
                  "Where the agent reaches this server; default: this machine's name and the port that is configured, else 8426.")
          String url,
      @Mixin StoreOptions options)
      throws IOException {
    if (name != null && !Agents.NAME.matcher(name).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--name " + name + ": lower case letters, digits, dot, dash and underscore, 63 at most");
    }
    if (hours < 1 || hours > MOST_HOURS) {
      throw new ParameterException(
          spec.commandLine(), "--hours " + hours + ": a number from 1 to " + MOST_HOURS);
    }
    URI server = url == null ? here(options) : server(url);
    try {
      Agents agents = agents(options);
      SecureRandom random = new SecureRandom();
      Token token =
          agents.invite(name, Duration.ofHours(hours), agents.server(random).fingerprint(), random);
      PrintWriter out = spec.commandLine().getOut();
      out.println("mailweir agent enroll " + server + " " + token.text());
      out.flush();
      return ExitCode.OK;
    } catch (IOException e) {
      throw cannot(options, e);
    }
  }

  private static URI here(StoreOptions options) throws IOException {
    InetSocketAddress listen = options.configuration().agentsListen().orElse(null);
    int port = listen == null || listen.getPort() == 0 ? PORT : listen.getPort();
    String host =
        listen == null || listen.getAddress().isAnyLocalAddress()
            ? InetAddress.getLocalHost().getCanonicalHostName()
            : listen.getAddress().getHostAddress();
    return URI.create("https://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
  }

  @Command(
      name = "list",
      description = "Lists the agents that were let in. To be run on the server.",
      mixinStandardHelpOptions = true)
  int list(@Mixin StoreOptions options) {
    try {
      PrintWriter out = spec.commandLine().getOut();
      List<Agents.Agent> all = agents(options).list();
      for (Agents.Agent a : all) {
        out.printf(
            Locale.ROOT,
            "%-24s since %s  %s  key %s%n",
            a.name(),
            a.since(),
            a.revoked() == null ? "let in" : "revoked " + a.revoked(),
            a.fingerprint());
      }
      out.flush();
      if (all.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "mailweir agent list: no agent was let in yet; 'mailweir agent token' invites one");
        spec.commandLine().getErr().flush();
      }
      return all.isEmpty() ? ExitCode.INCOMPLETE : ExitCode.OK;
    } catch (IOException e) {
      throw cannot(options, e);
    }
  }

  @Command(
      name = "revoke",
      description =
          "Shuts an agent out, at once, also in a server that runs. To be run on the server.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "NAME", description = "As 'mailweir agent list' has it.")
          String name,
      @Mixin StoreOptions options) {
    try {
      if (!agents(options).revoke(name)) {
        throw new CannotGoOn(
            ExitCode.INCOMPLETE,
            "mailweir agent revoke: no agent is called "
                + name
                + "; nobody was shut out; 'mailweir agent list' has the names");
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw cannot(options, e);
    }
  }

  @Command(
      name = "enroll",
      description = {
        "Makes a key for this machine and lets the server know it. The command stands in what 'mailweir agent token' printed there.",
        "Only the server that made the token is spoken with, by whatever name it is reached."
      },
      mixinStandardHelpOptions = true)
  int enroll(
      @Parameters(index = "0", paramLabel = "URL", description = "https://HOST:8426") String url,
      @Parameters(index = "1", paramLabel = "TOKEN", description = "As the server printed it.")
          String text,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description =
                  "What to be called there, unless the token says it; default: this machine's name.")
          String name,
      @Mixin AgentState state) {
    URI server = server(url);
    Token token;
    try {
      token = Token.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "the token " + e.getMessage());
    }
    String wanted = name == null ? Wiring.machine().toLowerCase(Locale.ROOT) : name;
    try {
      Enrolment made = Enrolment.enrol(state.folder(), server, token, wanted);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "enrolled as "
              + made.name()
              + "; now: mailweir agent run /var/log/mail.log  (or --journal)");
      out.flush();
      return ExitCode.OK;
    } catch (Enrolment.Refused e) {
      throw new CannotGoOn(
          ExitCode.UNAVAILABLE, server + ": refuses to enrol this machine: " + e.getMessage());
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.UNAVAILABLE,
          server
              + ": this machine was not enrolled ("
              + e.getMessage()
              + "); see that the server runs with --agents and that its port can be reached, then try again with the same token");
    }
  }

  private URI server(String url) {
    try {
      URI server = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      if ("https".equals(server.getScheme())
          && server.getHost() != null
          && server.getRawPath().isEmpty()
          && server.getRawQuery() == null
          && server.getRawUserInfo() == null) {
        return server;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new ParameterException(
        spec.commandLine(), url + ": is no address of a server; write https://HOST:" + PORT);
  }

  private static Agents agents(StoreOptions options) throws IOException {
    Path folder = options.folder();
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no such folder");
    }
    return new Agents(folder, Clock.systemUTC());
  }

  private static CannotGoOn cannot(StoreOptions options, IOException e) {
    return new CannotGoOn(
        ExitCode.STORE,
        options.folder()
            + ": the list of agents cannot be read or written ("
            + e.getMessage()
            + "); nothing was done; run it on the server as the user of 'mailweir serve' or as root, and name the store's folder with --data");
  }
}
