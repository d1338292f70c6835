package mailweir.cli;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import mailweir.policy.Fingerprint;
import mailweir.policy.Fingerprints;
import mailweir.policy.p0f.P0f;

/** p0f as the decider asks it. */
final class SystemsByP0f implements Fingerprints, AutoCloseable {
  private final P0f p0f;

  SystemsByP0f(Path socket, Consumer<String> say) {
    this.p0f = new P0f(P0f.Settings.of(socket), Clock.systemUTC(), say);
  }

  @Override
  public CompletableFuture<Fingerprint> ask(InetAddress client) {
    return p0f.ask(client).thenApply(SystemsByP0f::ours);
  }

  private static Fingerprint ours(mailweir.policy.p0f.Fingerprint f) {
    Fingerprint.State state =
        switch (f.state()) {
          case KNOWN -> Fingerprint.State.OK;
          case UNKNOWN -> Fingerprint.State.UNKNOWN;
          case NO_MATCH -> Fingerprint.State.NO_MATCH;
          case NO_ANSWER -> Fingerprint.State.NO_ANSWER;
        };
    return new Fingerprint(
        state, f.os(), f.flavor(), f.quality(), f.distance(), f.link(), f.lastSeen());
  }

  @Override
  public void close() {
    p0f.close();
  }
}
