package mailweir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import mailweir.action.Command;
import mailweir.action.Operations;
import mailweir.action.Operator;
import mailweir.action.Permit;
import mailweir.action.Standings;
import mailweir.action.carry.Carrier;
import mailweir.config.Configuration;
import mailweir.queue.Budget;
import mailweir.queue.Level;
import mailweir.queue.QueueReader;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import mailweir.trust.Agents;

/** The desk of orders, put together: for {@code serve}, and for one machine by itself. */
final class Ordering {
  private static final Budget THOROUGH = new Budget(1_000_000, Duration.ofMinutes(2));

  private Ordering() {}

  /** For the server of a store: tells agents. */
  static Operations serving(
      Path folder,
      Configuration configuration,
      Standings standings,
      Supplier<List<String>> enrolled) {
    try {
      return new Operations(
          folder.resolve("orders").resolve("ledger"),
          standings,
          enrolled,
          ThisHost.protection(configuration),
          Clock.systemUTC(),
          new SecureRandom());
    } catch (IOException e) {
      throw new CannotGoOn(ExitCode.STORE, e.getMessage());
    }
  }

  /** The agents of a store that are not shut out, as its list says now. */
  static Supplier<List<String>> enrolled(Path folder) {
    Agents agents = new Agents(folder, Clock.systemUTC());
    return () -> {
      try {
        return agents.list().stream()
            .filter(a -> a.revoked() == null)
            .map(Agents.Agent::name)
            .toList();
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "the list of agents cannot be read (" + e.getMessage() + "); nothing was done", e);
      }
    };
  }

  private static void unlisted(String where, Level level, List<String> notes) {
    if (level.listed() < level.count()) {
      notes.add(
          where
              + " "
              + level.queue()
              + ": "
              + (level.count() - level.listed())
              + " of "
              + level.count()
              + " messages were not looked at and are not in this plan; plan again afterwards");
    }
  }

  /** What stands in queues, looked at now. */
  static Standings of(String host, List<QueueReader> readers) {
    return (selection, now) -> {
      List<Standings.Standing> found = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      for (QueueReader reader : readers) {
        Scan scan = reader.read(now, THOROUGH);
        if (scan.problem() != null) {
          notes.add(reader.place().name() + ": " + scan.problem());
        }
        for (Waiting message : scan.messages()) {
          if (selection.matches(host, reader.place(), message, now)) {
            found.add(new Standings.Standing(host, reader.place(), message));
          }
        }
        scan.levels().forEach(l -> unlisted(reader.place().name(), l, notes));
      }
      return new Standings.Found(found, notes);
    };
  }

  /** For this machine by itself: what is confirmed is carried out by {@link Here#carry}, at once. */
  static Here here(
      Path state,
      Configuration configuration,
      List<QueueReader> readers,
      java.util.function.Consumer<String> say) {
    ThisHost host = new ThisHost(configuration);
    String name = ThisHost.name();
    Path actions = state.resolve("actions");
    Operations operations = null;
    try {
      operations =
          new Operations(
              state.resolve("here").resolve("ledger"),
              of(name, readers),
              () -> List.of(name),
              host.protection(),
              Clock.systemUTC(),
              new SecureRandom());
      Carrier carrier =
          new Carrier(
              new Carrier.Setting(
                  actions,
                  state.resolve("here").resolve("book"),
                  name,
                  null,
                  Set.of(Permit.values()),
                  host.protection()),
              host::hands,
              host.walls(actions),
              host.scanners(),
              Clock.systemUTC(),
              say);
      operations.heard(
          new Operator.Able(
              name,
              Instant.now(),
              carrier.allowed(),
              carrier.places(),
              carrier.walls(),
              carrier.scanners()),
          null);
      return new Here(operations, carrier, name);
    } catch (IOException e) {
      if (operations != null) {
        try {
          operations.close();
        } catch (IOException again) {
          e.addSuppressed(again);
        }
      }
      throw new CannotGoOn(
          ExitCode.STORE,
          state
              + ": cannot be worked with ("
              + Wiring.why(e)
              + "); nothing was done; run it as root, or name another folder with --state");
    }
  }

  /** The desk and the hands of this machine. */
  record Here(Operations operations, Carrier carrier, String name) implements AutoCloseable {
    /** Carries out all that was confirmed and is not done. */
    void carry() {
      try {
        carrier.resume();
        for (Command c = operations.next(name, Duration.ZERO);
            c != null;
            c = operations.next(name, Duration.ZERO)) {
          operations.receive(name, carrier.carry(c));
        }
      } catch (IOException | Operations.NotKept e) {
        throw new CannotGoOn(
            ExitCode.STORE,
            "orders: were not carried out to their end ("
                + e.getMessage()
                + "); they are gone on with the next time");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      try (operations) {
        carrier.close();
      } catch (IOException e) {
        // all that matters was on the disk before
      }
    }
  }
}
