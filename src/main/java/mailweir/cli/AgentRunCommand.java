package mailweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import mailweir.action.carry.Carrier;
import mailweir.agent.Agent;
import mailweir.agent.Enrolment;
import mailweir.agent.Orders;
import mailweir.collect.Reading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The agent: reads and ships until it is ended. */
@Command(
    name = "run",
    description = {
      "Follows logs and the journal of this machine and ships them, with figures of the machine, to the server it is enrolled at.",
      "It goes on where it was; while the server cannot be reached, lines are kept. Ctrl-C or SIGTERM ends it cleanly."
    },
    mixinStandardHelpOptions = true)
final class AgentRunCommand implements Callable<Integer> {
  private static final long MOST_SECONDS_TO_END = 10;
  private static final long LEAST_SPOOL = 16L << 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR|PATTERN",
      arity = "0..*",
      description =
          "Logs, folders of logs, patterns; rotation is followed, what is not there yet is waited for.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--journal",
      description =
          "Reads the journal, too: what the facility mail logged, unless --journal-match says otherwise.")
  private boolean journal;

  @Option(
      names = "--journal-match",
      paramLabel = "FIELD=VALUE",
      description = "Which records of the journal, as journalctl takes it; several are possible.")
  private List<String> matches = new ArrayList<>();

  @Option(
      names = "--spool",
      paramLabel = "SIZE",
      description =
          "How much may wait on the disk for the server, as 64m or 2g; when that is full the logs wait where they are.",
      defaultValue = "256m")
  private String spool;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "What this machine is called where lines do not say it; default: its own name.")
  private String host;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of stamps that have none; default: this machine's.")
  private String zone;

  @Option(
      names = "--year",
      paramLabel = "Y",
      description = "Year of the earliest line, where stamps have none.")
  private Integer year;

  @Mixin private AgentState state;

  @Mixin private ConfigOption config;

  private PrintWriter err;

  @Override
  public Integer call() throws InterruptedException {
    err = spec.commandLine().getErr();
    boolean wantsJournal = journal || !matches.isEmpty();
    if (files.isEmpty() && !wantsJournal) {
      throw new ParameterException(
          spec.commandLine(),
          "nothing to read was named; name your log, as in 'mailweir agent run /var/log/mail.log', or --journal");
    }
    for (String match : matches) {
      if (!match.matches("[A-Z_][A-Z0-9_]*=[^\\p{Cntrl}]+")) {
        throw new ParameterException(
            spec.commandLine(), "--journal-match " + match + ": is not FIELD=VALUE");
      }
    }
    Path folder = state.folder();
    CountDownLatch asked = new CountDownLatch(1);
    try (Interruption interruption = new Interruption(MOST_SECONDS_TO_END)) {
      interruption.alsoTell(asked::countDown);
      try (Agent agent = open(folder, wantsJournal);
          Orders orders = orders(folder)) {
        agent.start();
        orders.start();
        return agent.run(asked) ? ExitCode.OK : ExitCode.SOFTWARE;
      }
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.STORE,
          folder
              + ": the agent cannot work with its state ("
              + e.getMessage()
              + "); nothing was read; mend that, or name another folder with --state");
    }
  }

  private Agent open(Path folder, boolean wantsJournal) throws IOException {
    Enrolment enrolment = Enrolment.of(folder);
    if (enrolment == null) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          folder
              + ": this machine is not enrolled; nothing was read; run 'mailweir agent token' on the server, and here the command that it prints");
    }
    ZoneId times = zone == null ? ZoneId.systemDefault() : Wiring.zone(zone);
    Reading reading = Wiring.reading(times, year, null, Clock.systemUTC()).withFollow(true);
    Agent agent =
        new Agent(
            new Agent.Wanted(
                folder,
                files.stream().map(AgentRunCommand::absolute).toList(),
                !wantsJournal ? null : matches.isEmpty() ? List.of("SYSLOG_FACILITY=2") : matches,
                "journalctl",
                size(),
                host == null ? Wiring.machine() : host,
                config.configuration().queueRead()
                    ? () -> MachineQueues.readers(config.configuration())
                    : null,
                config.configuration().queueEvery()),
            enrolment,
            reading,
            Clock.systemUTC(),
            new java.util.Random(ThreadLocalRandom.current().nextLong()),
            this::say);
    PrintWriter out = spec.commandLine().getOut();
    out.println("mailweir: agent " + enrolment.name() + " of " + enrolment.server());
    out.flush();
    return agent;
  }

  private Orders orders(Path folder) throws IOException {
    Enrolment enrolment = Enrolment.of(folder);
    ThisHost host = new ThisHost(config.configuration());
    Path actions = folder.resolve("actions");
    Carrier carrier =
        new Carrier(
            new Carrier.Setting(
                actions,
                folder.resolve("orders"),
                enrolment.name(),
                enrolment.fingerprint(),
                host.allowed(),
                host.protection()),
            host::hands,
            host.walls(actions),
            host.scanners(),
            Clock.systemUTC(),
            this::say);
    return new Orders(
        carrier,
        enrolment.post(),
        new java.util.Random(ThreadLocalRandom.current().nextLong()),
        this::say);
  }

  private long size() {
    String text = spool.toLowerCase(Locale.ROOT);
    if (text.matches("[0-9]{1,6}[kmg]")) {
      long n = Long.parseLong(text.substring(0, text.length() - 1));
      long bytes = n << 10 * (1 + "kmg".indexOf(text.charAt(text.length() - 1)));
      if (bytes >= LEAST_SPOOL) {
        return bytes;
      }
    }
    throw new ParameterException(
        spec.commandLine(), "--spool " + spool + ": a size from 16m on, as 64m or 2g");
  }

  /** Patterns and a slash at the end keep their meaning. */
  private static String absolute(String name) {
    return name.startsWith("/") ? name : Path.of("").toAbsolutePath() + "/" + name;
  }

  private void say(String message) {
    synchronized (err) {
      err.println("mailweir: " + message.replaceAll("\\p{Cntrl}", "?"));
      err.flush();
    }
  }
}
