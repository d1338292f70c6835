package mailweir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.answer.Csv;
import mailweir.answer.Json;
import mailweir.answer.Plain;
import mailweir.config.Key;
import mailweir.policy.Addresses;
import mailweir.policy.grey.AllowList;
import mailweir.policy.grey.AskedDesk;
import mailweir.policy.grey.Costs;
import mailweir.policy.grey.Grey;
import mailweir.policy.grey.GreyDesk;
import mailweir.policy.grey.GreyFault;
import mailweir.policy.grey.OwnDesk;
import mailweir.policy.grey.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The greylist's memory: who waits, what it cost, who is let in. */
@Command(
    name = "greylist",
    description = {
      "Shows the greylist's memory and changes it: who waits now, what it cost, who is let in at once.",
      "Asks the policy server that runs; when none does, it opens the memory itself."
    },
    mixinStandardHelpOptions = true)
public final class GreylistCommand implements Runnable {
  private static final List<String> FORMATS = List.of("table", "csv", "json", "ndjson");
  private static final List<String> TITLES =
      List.of("first_tried", "may_come", "client", "pool", "sender", "recipient");
  private static final int WIDEST = 60;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "greylist: there are ls, allow and forget");
  }

  /** Where the memory is. */
  static final class Place {
    @Option(
        names = "--state",
        paramLabel = "DIR",
        description =
            "Where the greylist is kept; default: as configured, else /var/lib/mailweir-policy, as a plain user ~/.local/state/mailweir-policy.")
    private Path state;

    @Mixin private ConfigOption config;

    /** The desk of the process that has the memory open, or one on the memory itself. */
    GreyDesk desk(PrintWriter err) {
      Path folder =
          state != null
              ? state
              : config.configuration().file(Key.POLICY_STATE).orElseGet(PolicyService::usual);
      if (!Files.isDirectory(folder)) {
        throw new CannotGoOn(
            ExitCode.STORE,
            folder
                + ": there is no greylist; nothing was done; 'mailweir policy' begins one, --state names another folder");
      }
      try {
        GreyDesk asked = AskedDesk.of(folder);
        if (asked != null) {
          return asked;
        }
        Grey grey = Grey.open(folder, Settings.DEFAULT, err::println);
        return new OwnDesk(grey, Clock.systemUTC()::millis, grey::close);
      } catch (GreyFault e) {
        throw new CannotGoOn(ExitCode.STORE, e.getMessage());
      } catch (IOException e) {
        throw broken(folder.toString(), e);
      }
    }
  }

  private static CannotGoOn broken(String what, IOException e) {
    return new CannotGoOn(
        ExitCode.STORE,
        what
            + ": the policy server cannot be asked ("
            + Wiring.why(e)
            + "); nothing is known of what it did; try it again, as its user or as root");
  }

  /** Something to be done at a desk. */
  private interface Work {
    int at(GreyDesk desk) throws IOException;
  }

  private int at(Place place, Work work) {
    PrintWriter out = spec.commandLine().getOut();
    try (GreyDesk desk = place.desk(spec.commandLine().getErr())) {
      int exit = work.at(desk);
      out.flush();
      return exit;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "greylist: " + e.getMessage() + "; nothing was changed");
    } catch (IOException e) {
      throw broken("greylist", e);
    }
  }

  @Command(
      name = "ls",
      description = {
        "Who waits now, the longest first; what greylisting cost; what operators allow.",
        "Of more than some 260,000 that wait, the newest are listed; all are counted."
      },
      mixinStandardHelpOptions = true)
  int ls(
      @Option(
              names = "--format",
              paramLabel = "table|csv|json|ndjson",
              description = "Default: table.",
              defaultValue = "table")
          String format,
      @Option(
              names = "--most",
              paramLabel = "N",
              description = "Not more rows than this; default: 1000.",
              defaultValue = "1000")
          int most,
      @Option(names = "--utc", description = "Show times in UTC.") boolean utc,
      @Mixin Place place) {
    if (!FORMATS.contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are table, csv, json and ndjson");
    }
    PrintWriter out = spec.commandLine().getOut();
    return at(
        place,
        desk -> {
          List<Grey.Waiting> rows = desk.list(most);
          switch (format) {
            case "json" -> out.println(Json.pretty(json(rows, desk)));
            case "ndjson" -> rows.forEach(w -> out.println(Json.line(json(w))));
            case "csv" -> out.print(csv(rows));
            default -> out.print(table(rows, desk, utc ? ZoneOffset.UTC : zone(place)));
          }
          return ExitCode.OK;
        });
  }

  private static ZoneId zone(Place place) {
    return place.config.configuration().zone().orElseGet(ZoneId::systemDefault);
  }

  private static ObjectNode json(Grey.Waiting w) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("first_tried", Instant.ofEpochMilli(w.first()).toString());
    node.put("may_come", Instant.ofEpochMilli(w.from()).toString());
    node.put("until", Instant.ofEpochMilli(w.until()).toString());
    node.put("client", w.client());
    if (!w.pool().isEmpty()) {
      node.put("pool", w.pool());
    }
    return node.put("sender", w.sender()).put("recipient", w.recipient());
  }

  private static ObjectNode json(List<Grey.Waiting> rows, GreyDesk desk) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Costs c = desk.costs();
    ObjectNode costs = node.putObject("costs");
    costs.put("asked", c.asked()).put("waiting", c.waiting()).put("passed", c.passed());
    costs.put("gave_up", c.gaveUp()).put("waited_seconds", c.waitedMillis() / 1000);
    costs.put("triplets", c.triplets()).put("clients", c.clients());
    ArrayNode histogram = costs.putArray("passed_by_wait");
    for (int i = 0; i < c.waited().size(); i++) {
      ObjectNode one = histogram.addObject();
      if (i < Costs.classEnds().size()) {
        one.put("up_to_seconds", Costs.classEnds().get(i));
      }
      one.put("passed", c.waited().get(i));
    }
    ArrayNode allowed = node.putArray("allowed");
    for (Grey.Rule r : desk.rules()) {
      allowed
          .addObject()
          .put("kind", r.kind().name().toLowerCase(Locale.ROOT))
          .put("entry", r.entry())
          .put("since", Instant.ofEpochMilli(r.since()).toString());
    }
    ArrayNode waiting = node.putArray("waiting");
    rows.forEach(w -> waiting.add(json(w)));
    return node;
  }

  private static List<String> cells(Grey.Waiting w) {
    return List.of(
        Instant.ofEpochMilli(w.first()).toString(),
        Instant.ofEpochMilli(w.from()).toString(),
        w.client(),
        w.pool(),
        w.sender(),
        w.recipient());
  }

  private static String csv(List<Grey.Waiting> rows) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(TITLES);
    rows.forEach(w -> cells.add(cells(w)));
    StringBuilder out = new StringBuilder();
    Csv.cells(cells, out);
    return out.toString();
  }

  private static String table(List<Grey.Waiting> rows, GreyDesk desk, ZoneId zone)
      throws IOException {
    DateTimeFormatter stamp =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    StringBuilder out = new StringBuilder();
    Costs c = desk.costs();
    long mean = c.passed() == 0 ? 0 : c.waitedMillis() / c.passed() / 1000;
    out.append(c.waiting())
        .append(" wait now; of ")
        .append(c.asked())
        .append(" that were asked to come again ")
        .append(c.passed())
        .append(" passed, after ")
        .append(mean)
        .append(" s in the mean, and ")
        .append(c.gaveUp())
        .append(" gave up\n");
    for (Grey.Rule r : desk.rules()) {
      out.append("allowed: ")
          .append(r.kind().name().toLowerCase(Locale.ROOT))
          .append(' ')
          .append(Plain.text(r.entry()))
          .append(" since ")
          .append(stamp.format(Instant.ofEpochMilli(r.since())))
          .append('\n');
    }
    List<List<String>> lines = new ArrayList<>();
    for (Grey.Waiting w : rows) {
      lines.add(
          List.of(
              stamp.format(Instant.ofEpochMilli(w.first())),
              stamp.format(Instant.ofEpochMilli(w.from())),
              Plain.cut(w.client(), WIDEST),
              Plain.cut(w.pool(), WIDEST),
              Plain.cut(w.sender().isEmpty() ? "<>" : w.sender(), WIDEST),
              Plain.cut(w.recipient(), WIDEST)));
    }
    if (lines.isEmpty()) {
      return out.toString();
    }
    lines.addFirst(TITLES);
    int[] width = new int[TITLES.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.max(width[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      for (int i = 0; i < width.length - 1; i++) {
        out.append(Plain.fit(line.get(i), width[i])).append("  ");
      }
      out.append(line.getLast()).append('\n');
    }
    return out.toString();
  }

  private static AllowList.Kind kind(boolean recipient) {
    return recipient ? AllowList.Kind.RECIPIENT : AllowList.Kind.CLIENT;
  }

  @Command(
      name = "allow",
      description =
          "Lets a client in at once from now on: an address, a network, a verified name with all below it, or /expression/; with --recipient all mail to an address, USER@, a domain or /expression/.",
      mixinStandardHelpOptions = true)
  int allow(
      @Parameters(paramLabel = "ENTRY", description = "As a line of postgrey's lists.")
          String entry,
      @Option(names = "--recipient", description = "The entry is of recipients.") boolean recipient,
      @Mixin Place place) {
    return at(
        place,
        desk -> {
          desk.allow(kind(recipient), entry);
          spec.commandLine().getOut().println("allowed: " + Plain.text(entry));
          return ExitCode.OK;
        });
  }

  @Command(
      name = "forget",
      description = {
        "Forgets what was allowed, or a client's network or a pool with all that it passed, or, with sender and recipient, one triplet.",
        "It is asked to come again at its next try."
      },
      mixinStandardHelpOptions = true)
  int forget(
      @Parameters(
              index = "0",
              paramLabel = "ENTRY|ADDRESS|POOL",
              description = "What was allowed, an address of the client, or with --pool its pool.")
          String what,
      @Parameters(
              index = "1..*",
              arity = "0..2",
              paramLabel = "SENDER RECIPIENT",
              description = "Of one triplet.")
          List<String> pair,
      @Option(names = "--pool", description = "The first is a pool.") boolean isPool,
      @Option(names = "--recipient", description = "What was allowed is a recipient.")
          boolean recipient,
      @Mixin Place place) {
    if (pair != null && pair.size() != 2) {
      throw new ParameterException(
          spec.commandLine(), "forget: a triplet is named by client, sender and recipient");
    }
    return at(
        place,
        desk -> {
          boolean did = pair == null && !isPool && desk.disallow(kind(recipient), what);
          InetAddress client = isPool || recipient ? null : Addresses.of(what);
          if (client != null || isPool) {
            did |=
                desk.forget(
                    client,
                    isPool ? what : null,
                    pair == null ? null : pair.get(0),
                    pair == null ? null : pair.get(1));
          }
          spec.commandLine()
              .getOut()
              .println((did ? "forgotten: " : "was not known: ") + Plain.text(what));
          return did ? ExitCode.OK : ExitCode.INCOMPLETE;
        });
  }
}
