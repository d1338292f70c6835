package mailweir.collect;

import java.time.ZoneId;
import java.util.function.Function;

/**
 * What to assume of a source, beside what it says itself.
 *
 * @param zone of stamps that carry none (--tz)
 * @param firstYear of the earliest line (--year); -1: work it out
 * @param host forced name of the host (--host); {@code null}: as logged
 * @param now UTC microseconds; a line more than 48 hours after it is from an earlier year
 * @param follow true: a line without its end stays back until it is complete, and the end of the file is not the end of the lines
 * @param spans what is known of a host already: first and last UTC microseconds, or {@code null}
 * @param virtualHost of lines of access logs that name none (--vhost); {@code null}: the file's name may tell it
 * @param zones the zone that is configured for a host, or {@code null}
 */
public record Reading(
    ZoneId zone,
    int firstYear,
    String host,
    long now,
    boolean follow,
    Function<String, long[]> spans,
    Function<String, ZoneId> zones,
    String virtualHost) {

  /** As nothing else is known: no year, hosts as logged, to the end of the file. */
  public static Reading of(ZoneId zone, long nowMicros) {
    return new Reading(zone, -1, null, nowMicros, false, h -> null, h -> null, null);
  }

  public Reading withFirstYear(int year) {
    return new Reading(zone, year, host, now, follow, spans, zones, virtualHost);
  }

  public Reading withHost(String forced) {
    return new Reading(zone, firstYear, forced, now, follow, spans, zones, virtualHost);
  }

  public Reading withFollow(boolean on) {
    return new Reading(zone, firstYear, host, now, on, spans, zones, virtualHost);
  }

  public Reading withSpans(Function<String, long[]> known) {
    return new Reading(zone, firstYear, host, now, follow, known, zones, virtualHost);
  }

  public Reading withZones(Function<String, ZoneId> configured) {
    return new Reading(zone, firstYear, host, now, follow, spans, configured, virtualHost);
  }

  public Reading withVirtualHost(String name) {
    return new Reading(zone, firstYear, host, now, follow, spans, zones, name);
  }
}
