package mailweir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mailweir.agent.HostFigures;
import mailweir.collect.follow.Setting;
import mailweir.letter.Keys;
import mailweir.letter.Shipment;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends what logs say since the last time to the server, by mail. */
@Command(
    name = "ship",
    description = {
      "Sends the lines that logs have gained since the last time to the server in signed and encrypted mails, and ends: for cron, on hosts that can only send mail.",
      "What could not be sent is sent the next time; what arrives twice counts once.",
      "'mailweir ship --key' shows this host's key, which the server has to know ('mailweir receive trust NAME')."
    },
    mixinStandardHelpOptions = true)
public final class ShipCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(
      paramLabel = "FILE|DIR|PATTERN",
      arity = "0..*",
      description = "Logs, folders of logs, patterns.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--mail", paramLabel = "ADDRESS", description = "The server's address.")
  private String to;

  @Option(
      names = "--server-key",
      paramLabel = "FILE",
      description =
          "The server's key, as 'mailweir receive key' shows it; needed the first time, kept then.")
  private Path serverKey;

  @Option(names = "--key", description = "Shows this host's key and sends nothing.")
  private boolean showKey;

  @Option(
      names = "--name",
      paramLabel = "HOST",
      description = "This host's name; default: what it calls itself.")
  private String name;

  @Mixin private SendOptions send;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where keys and positions are kept; default: ${DEFAULT-VALUE}.",
      defaultValue = "/var/lib/mailweir-ship")
  private Path state;

  @Option(
      names = "--again",
      paramLabel = "N|FIRST-LAST",
      description = "Sends these mails again that were lost on the way; they are kept for a week.")
  private String again;

  @Option(
      names = "--year",
      paramLabel = "Y",
      description = "Year of the earliest line, where stamps have none.")
  private Integer year;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of stamps that have none; default: as configured, else this machine's.")
  private String zone;

  @Override
  public Integer call() throws InterruptedException {
    try {
      String host = name == null ? Wiring.machine() : name;
      Keys keys = new Keys(state.resolve("keys"));
      OpenPGPKey own = keys.own(host);
      if (showKey) {
        spec.commandLine().getOut().print(Keys.shared(own));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
      }
      return ship(host, keys, own);
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.TEMPFAIL,
          "mailweir ship: "
              + e.getMessage()
              + "; what was not sent waits in "
              + state
              + "; the next run sends it");
    }
  }

  private int ship(String host, Keys keys, OpenPGPKey own)
      throws IOException, InterruptedException {
    if (to == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--mail ADDRESS is missing: the address at which the server receives");
    }
    if (serverKey != null) {
      try {
        keys.trust("server", Files.readAllBytes(serverKey));
      } catch (IOException e) {
        throw new CannotGoOn(
            ExitCode.NO_INPUT,
            "--server-key "
                + serverKey
                + ": "
                + e.getMessage()
                + "; nothing was sent; make it with 'mailweir receive key' on the server");
      }
    }
    Keys.Known server =
        keys.known().stream()
            .filter(k -> k.name().equals("server"))
            .findFirst()
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(),
                    "the server's key is not known; name its file with --server-key ('mailweir receive key' on the server shows it)"));
    long lines = 0;
    try (Shipment shipment = Shipment.open(state, Clock.systemUTC())) {
      if (again != null) {
        again(shipment);
      } else {
        lines =
            shipment.pack(
                host,
                files.stream().map(ShipCommand::absolute).toList(),
                Setting.of(
                    Wiring.reading(config.zone(zone), year, null, Clock.systemUTC())
                        .withFollow(true),
                    Clock.systemUTC(),
                    this::say),
                new HostFigures(Path.of("/proc"), Path.of("/"))
                    .at(Clock.systemUTC().millis() * 1000));
      }
      int mails =
          shipment.send(
              send.sending(spec), own, server.certificate(), send.from(), to, Duration.ofDays(7));
      spec.commandLine()
          .getOut()
          .printf(Locale.ROOT, "%s: %,d lines; %,d mails sent%n", to, lines, mails);
      spec.commandLine().getOut().flush();
    }
    return ExitCode.OK;
  }

  private void again(Shipment shipment) throws IOException {
    if (!again.matches("[0-9]{1,15}(-[0-9]{1,15})?")) {
      throw new ParameterException(
          spec.commandLine(),
          "--again " + again + ": a number, or the first and the last as 17-19");
    }
    int dash = again.indexOf('-');
    long first = Long.parseLong(dash < 0 ? again : again.substring(0, dash));
    long last = dash < 0 ? first : Long.parseLong(again.substring(dash + 1));
    if (shipment.again(first, last) == 0) {
      say("--again " + again + ": none of these is kept; nothing is sent again");
    }
  }

  private static String absolute(String file) {
    return file.startsWith("/") ? file : Path.of("").toAbsolutePath() + "/" + file;
  }

  private void say(String message) {
    spec.commandLine().getErr().println("mailweir: " + message.replaceAll("\\p{Cntrl}", "?"));
    spec.commandLine().getErr().flush();
  }
}
