package mailweir.policy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import mailweir.slice.Network;

/** A decider with its surroundings at hand: the clock stands still unless a test moves it. */
public final class Asking implements Fingerprints, Names {
  public final Figures figures = new Figures();
  public final List<String> log = Collections.synchronizedList(new ArrayList<>());
  public final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
  public final Map<InetAddress, CompletableFuture<Fingerprint>> systems = new HashMap<>();
  public final Map<String, CompletableFuture<Listing>> lists = new HashMap<>();
  public CompletableFuture<Spf> spf = CompletableFuture.completedFuture(Spf.NONE);
  public long millis = Instant.parse("2026-11-25T12:00:00Z").toEpochMilli();
  public Greylist greylist = new RememberedTries(300);
  public Limits limits = Limits.DEFAULT;

  public Decider by(String rules) {
    Rules read;
    try {
      read =
          RulesFile.read(
              "p.yaml", rules, List.of(Network.of("127.0.0.0/8")), Set.of("mx.example.net"));
    } catch (RulesFile.Faulty e) {
      throw new AssertionError(e.getMessage(), e);
    }
    return new Decider(
        () -> read,
        new Decider.Surroundings(
            greylist,
            this,
            this,
            () -> Instant.ofEpochMilli(millis),
            System::nanoTime,
            limits,
            "mx.example.net"),
        log::add,
        new Seldom(complaints::add, System::nanoTime),
        figures);
  }

  public static Fingerprint system(String os, String flavor, int quality) {
    return new Fingerprint(Fingerprint.State.OK, os, flavor, quality, 15, "Ethernet or modem", 1);
  }

  public Asking runs(String client, String os, String flavor, int quality) {
    systems.put(
        Addresses.of(client), CompletableFuture.completedFuture(system(os, flavor, quality)));
    return this;
  }

  /** What a client with a usual name asks at RCPT. */
  public static Question rcpt(String client, String name, String helo, String from, String to) {
    return new Question(
        Stage.RCPT,
        Addresses.of(client),
        name,
        name,
        helo,
        from,
        to,
        0,
        "1.2." + from,
        "",
        "",
        0,
        "");
  }

  public static Question at(Stage stage, Question q) {
    return new Question(
        stage,
        q.client(),
        q.name(),
        q.reverse(),
        q.helo(),
        q.sender(),
        stage == Stage.RCPT ? q.recipient() : "",
        q.recipients(),
        q.message(),
        q.login(),
        q.tls(),
        q.size(),
        q.queueId());
  }

  @Override
  public CompletableFuture<Fingerprint> ask(InetAddress client) {
    return systems.getOrDefault(client, CompletableFuture.completedFuture(Fingerprint.NO_ANSWER));
  }

  @Override
  public CompletableFuture<Listing> listed(InetAddress client, String zone) {
    return lists.getOrDefault(zone, CompletableFuture.completedFuture(Listing.NOT_LISTED));
  }

  @Override
  public CompletableFuture<Spf> spf(InetAddress client, String helo, String sender) {
    return spf;
  }

  @Override
  public CompletableFuture<Optional<String>> reverse(InetAddress client) {
    return CompletableFuture.completedFuture(Optional.empty());
  }
}
