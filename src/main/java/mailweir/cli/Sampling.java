package mailweir.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mailweir.collect.collectd.CollectdReceiver;
import mailweir.config.Configuration;
import mailweir.parcel.Label;
import mailweir.pipeline.Intake;

/** What comes from collectd, put together. */
final class Sampling {
  private Sampling() {}

  /** Listens where it is configured; {@code null} where it is not. */
  static CollectdReceiver collectd(
      Configuration configuration, Intake intake, Consumer<String> say) {
    if (configuration.collectdListen().isEmpty()) {
      return null;
    }
    InetSocketAddress address = configuration.collectdListen().get();
    Map<String, String> users = configuration.collectdUsers().map(Sampling::users).orElse(Map.of());
    if (users.isEmpty() && !address.getAddress().isLoopbackAddress()) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          "collectd.listen: "
              + address.getHostString()
              + " can be reached by others, who could send any figures; nothing was read; name a file of users with collectd.users, or listen on 127.0.0.1");
    }
    try {
      return CollectdReceiver.listen(
          address, users, Clock.systemUTC(), some -> take(intake, some), say);
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.UNAVAILABLE,
          "collectd.listen: cannot listen at "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " ("
              + e.getMessage()
              + "); nothing was read; end what uses that port, or name another");
    }
  }

  private static void take(Intake intake, List<CollectdReceiver.Sample> some) {
    intake.samples(
        some.stream()
            .map(s -> new Label.Sample(s.host(), s.metric(), s.micros(), s.value()))
            .toList(),
        "");
  }

  /** As collectd's AuthFile has them: {@code user: password}, a line each. */
  private static Map<String, String> users(Path file) {
    try {
      Map<String, String> users = new LinkedHashMap<>();
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith("#")) {
          users.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
      if (users.isEmpty()) {
        throw new CannotGoOn(
            ExitCode.CONFIGURATION,
            "collectd.users: "
                + file
                + " names no user; nothing was read; write 'user: password', a line each");
      }
      return users;
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          "collectd.users: " + file + " cannot be read (" + Wiring.why(e) + "); nothing was read");
    }
  }
}
