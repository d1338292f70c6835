package mailweir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mailweir.answer.Brought;
import mailweir.answer.Json;
import mailweir.answer.Plain;
import mailweir.answer.Query;
import mailweir.config.Configuration;
import mailweir.config.Key;
import mailweir.policy.Rules;
import mailweir.policy.RulesFile;
import mailweir.policy.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What rules would have done with the mail that the store keeps. */
@Command(
    name = "simulate",
    description = {
      "Tells what rules would have done with the mail that the store keeps: how much wanted mail they would have delayed, and what they would have stopped.",
      "No mail is touched. Systems of senders are known as far as a policy server logged them, in shadow mode too."
    },
    mixinStandardHelpOptions = true)
public final class PolicySimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "The rules to be tried; default: those that are built in.")
  private Path rules;

  @Option(names = "--format", paramLabel = "table|json", defaultValue = "table")
  private String format;

  @Mixin private SpanOptions span;

  @Override
  public Integer call() {
    if (!Set.of("table", "json").contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are table and json");
    }
    Simulation simulation = new Simulation(read(span.store().configuration()));
    Query query = span.query(spec, null, span.stamps());
    try (StoreAccess.Asked store = span.store().existing()) {
      store.answers().brought(query, b -> add(simulation, b));
    }
    Simulation.Outcome outcome = simulation.outcome();
    PrintWriter out = spec.commandLine().getOut();
    out.print(format.equals("json") ? Json.pretty(json(outcome)) + "\n" : text(outcome));
    out.flush();
    return ExitCode.OK;
  }

  private Rules read(Configuration configuration) {
    try {
      return RulesFile.read(
          rules == null ? "policy.yaml" : rules.toString(),
          rules == null ? RulesFile.builtIn() : Files.readString(rules, StandardCharsets.UTF_8),
          configuration.networks(Key.SITE_ADDRESSES),
          PolicyService.ownNames(configuration));
    } catch (RulesFile.Faulty e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          e.getMessage() + "\nthe rules are wrong; nothing was simulated; mend them");
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.NO_INPUT,
          rules
              + ": cannot be read ("
              + Wiring.why(e)
              + "); nothing was simulated; name another file");
    }
  }

  private static void add(Simulation simulation, Brought b) {
    InetAddress client;
    try {
      client = InetAddress.ofLiteral(b.client());
    } catch (IllegalArgumentException e) {
      // the store keeps what the log called an address
      return;
    }
    String name = b.clientName() == null || b.clientName().equals("unknown") ? "" : b.clientName();
    simulation.add(
        b.time().getEpochSecond(),
        client,
        name,
        b.helo() == null ? "" : b.helo(),
        b.from(),
        b.to(),
        b.os() == null ? "" : b.os(),
        Simulation.Fate.valueOf(b.fate().name()));
  }

  private static String text(Simulation.Outcome o) {
    long all = o.sums().values().stream().mapToLong(Simulation.Sum::all).sum();
    if (all == 0) {
      return "No mail came over SMTP in this time.\n";
    }
    StringBuilder out = new StringBuilder();
    out.append(
        "                       messages    at once    delayed     passed    stopped  turned away\n");
    o.sums()
        .forEach((fate, s) -> {
          String name =
              switch (fate) {
                case WANTED -> "wanted mail";
                case SPAM -> "called spam";
                case REFUSED -> "refused anyway";
              };
          out.append(
              String.format(
                  Locale.ROOT,
                  "%-20s %10s %10s %10s %10s %10s   %10s%n",
                  name,
                  Plain.number(s.all()),
                  Plain.number(s.atOnce()),
                  Plain.number(s.delayed()),
                  Plain.number(s.passed()),
                  Plain.number(s.stopped()),
                  Plain.number(s.turnedAway())));
        });
    Simulation.Sum wanted = o.sums().get(Simulation.Fate.WANTED);
    out.append(
        String.format(
            Locale.ROOT,
            "%n%.2f %% of the wanted mail would have been delayed.%n",
            wanted.all() == 0 ? 0.0 : 100.0 * wanted.delayed() / wanted.all()));
    out.append("\nDecided by rule:        wanted       spam    refused\n");
    o.rules()
        .forEach((rule, by) ->
            out.append(
                String.format(
                    Locale.ROOT,
                    "%-20s %10s %10s %10s%n",
                    Plain.cut(rule, 20),
                    Plain.number(by.getOrDefault(Simulation.Fate.WANTED, 0L)),
                    Plain.number(by.getOrDefault(Simulation.Fate.SPAM, 0L)),
                    Plain.number(by.getOrDefault(Simulation.Fate.REFUSED, 0L)))));
    if (!o.mostDelayed().isEmpty()) {
      out.append("\nWanted mail that would have been delayed, by the sender's domain:\n");
      o.mostDelayed()
          .forEach(d ->
              out.append(
                  String.format(
                      Locale.ROOT,
                      "%10s  %s%n",
                      Plain.number(d.messages()),
                      d.domain().isEmpty() ? "<>" : Plain.text(d.domain()))));
    }
    if (o.withoutSystem() > 0) {
      out.append(
          "\nThe system of "
              + Plain.number(o.withoutSystem())
              + " of "
              + Plain.number(all)
              + " messages is not known: rules over it do not hold for them. 'mode: shadow' lets a policy server log it.\n");
    }
    out.append(
        "Taken as given: wanted mail comes again after "
            + Simulation.COMES_AGAIN / 60
            + " minutes; spam and what was refused only where it was seen to. Lists of the DNS and SPF are not asked.\n");
    if (o.forgotten() > 0) {
      out.append(
          Plain.number(o.forgotten()) + " tries were too many to remember and count as let in.\n");
    }
    return out.toString();
  }

  private static ObjectNode json(Simulation.Outcome o) {
    ObjectNode node = Json.object();
    ObjectNode sums = node.putObject("mail");
    o.sums()
        .forEach((fate, s) ->
            sums.putObject(fate.name().toLowerCase(Locale.ROOT))
                .put("messages", s.all())
                .put("at_once", s.atOnce())
                .put("delayed", s.delayed())
                .put("passed", s.passed())
                .put("stopped", s.stopped())
                .put("turned_away", s.turnedAway()));
    ArrayNode rules = node.putArray("rules");
    o.rules()
        .forEach((rule, by) -> {
          ObjectNode one = rules.addObject().put("rule", rule);
          for (Map.Entry<Simulation.Fate, Long> e : by.entrySet()) {
            one.put(e.getKey().name().toLowerCase(Locale.ROOT), e.getValue());
          }
        });
    ArrayNode delayed = node.putArray("most_delayed");
    for (Simulation.Delayed d : List.copyOf(o.mostDelayed())) {
      delayed.addObject().put("domain", d.domain()).put("messages", d.messages());
    }
    return node.put("without_system", o.withoutSystem()).put("forgotten", o.forgotten());
  }
}
