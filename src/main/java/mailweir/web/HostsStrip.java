package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mailweir.answer.Answers;
import mailweir.answer.Plain;

/** The hosts and when each was last heard: a strip below the flow that renews itself. */
public record HostsStrip(List<One> hosts, String url) {
  private static final Duration SILENT = Duration.ofMinutes(15);

  /** A host. {@code ago}: how long it has been silent, as people say it. */
  public record One(
      String host, String url, String last, String ago, boolean silent, String lines) {}

  static HostsStrip of(Asked asked, List<Answers.HostState> hosts) {
    return new HostsStrip(
        hosts.stream().map(host -> one(asked, host)).toList(),
        asked.keep(Link.to("/hosts/strip")).toString());
  }

  private static One one(Asked asked, Answers.HostState host) {
    String url = asked.keep(Link.to("/").with("host", host.host())).toString();
    Instant last = host.lastLine();
    if (last == null) {
      return new One(Plain.text(host.host()), url, "never", "", true, Plain.number(host.lines()));
    }
    Duration ago = Duration.between(last, asked.now());
    return new One(
        Plain.text(host.host()),
        url,
        asked.when(last),
        ago(ago.isNegative() ? Duration.ZERO : ago),
        ago.compareTo(SILENT) > 0,
        Plain.number(host.lines()));
  }

  /** A length of time in its two largest units. */
  static String ago(Duration ago) {
    long seconds = ago.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
  }
}
