package mailweir.cli;

import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import mailweir.answer.Query;
import mailweir.answer.QueryParser;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a question is about: span, host and zone, the same in every verb that asks; and of which store. */
final class SpanOptions {
  @Option(
      names = "--since",
      paramLabel = "T",
      description = "From this time on: 2h, yesterday, 2026-11-20, 2026-11-20 10:00, RFC 3339.")
  private String since;

  @Option(names = "--until", paramLabel = "T", description = "Up to this time, exclusive.")
  private String until;

  @Option(names = "--host", paramLabel = "H", description = "Only what this host saw.")
  private String host;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description =
          "Zone of days and times, and of stamps that have none; default: as configured, else this machine's.")
  private String zone;

  @Option(names = "--utc", description = "Show times in UTC.")
  private boolean utc;

  @Mixin private StoreOptions store;

  StoreOptions store() {
    return store;
  }

  /** The zone of stamps that have none, and of days in questions. */
  ZoneId stamps() {
    return store.zone(zone);
  }

  /** The zone in which times are shown. */
  ZoneId shown() {
    return utc ? ZoneId.of("UTC") : stamps();
  }

  /** What is set of span and host, by the filters' names. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("since", since);
    texts.put("until", until);
    texts.put("host", host);
    return texts;
  }

  /** What is asked: the span, or one day where it is named, in the zone of days. Wrong values are told as bad usage. */
  Query query(CommandSpec spec, String day, ZoneId zoneOfDays) {
    Map<String, String> texts = texts();
    texts.values().removeIf(Objects::isNull);
    QueryParser parser = parser(zoneOfDays);
    try {
      Query query = parser.query(texts, 40, 1000);
      return day == null ? query : parser.day("day", day, query);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  static QueryParser parser(ZoneId zone) {
    return new QueryParser(Clock.systemUTC(), zone);
  }
}
