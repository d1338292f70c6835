package mailweir.web;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mailweir.answer.BadQuery;
import mailweir.answer.Plain;
import mailweir.answer.Query;
import mailweir.answer.QueryParser;

/** What one request asks for: its parameters, its zone, and times as that zone writes them. */
public final class Asked {
  /** Most stories on one page. */
  static final int MOST = 1000;

  private static final List<String> FILTERS =
      List.of(
          "since",
          "until",
          "host",
          "from",
          "to",
          "client",
          "account",
          "queue-id",
          "message-id",
          "status",
          "reason",
          "q",
          "limit");

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final ZoneId own;
  private final ZoneId zone;
  private final Instant now;
  private final QueryParser parser;
  private final DateTimeFormatter stamp;

  Asked(Context ctx, Clock clock, ZoneId own) {
    ctx.queryParamMap()
        .forEach((name, values) -> {
          if (values.size() > 1 && values.stream().distinct().count() > 1) {
            throw new BadQuery(
                Plain.cut(name, 40), "given " + values.size() + " times; once is enough");
          }
          if (!values.isEmpty() && !values.getFirst().isBlank()) {
            texts.put(name, values.getFirst());
          }
        });
    this.own = own;
    this.now = clock.instant();
    this.zone = zone(texts.get("tz"), own);
    this.parser = new QueryParser(clock, zone);
    this.stamp = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ENGLISH).withZone(zone);
  }

  private static ZoneId zone(String text, ZoneId own) {
    if (text == null || text.equalsIgnoreCase("local")) {
      return own;
    }
    if (text.equalsIgnoreCase("utc")) {
      return ZoneOffset.UTC;
    }
    try {
      if (ZoneId.getAvailableZoneIds().contains(text)) {
        return ZoneId.of(text);
      }
    } catch (DateTimeException unknown) {
      // Told below.
    }
    throw new BadQuery(
        "tz",
        "'" + Plain.cut(text, 40) + "' is no zone; write utc, local or a name as Europe/Berlin");
  }

  /** Complains of the first parameter that is none of these, of the filters or {@code tz}. */
  Asked only(List<String> names) {
    for (String name : texts.keySet()) {
      if (!names.contains(name) && !name.equals("tz")) {
        List<String> known = new ArrayList<>(names);
        known.add("tz");
        throw new BadQuery(
            Plain.cut(name, 40), "no such parameter; there are " + String.join(", ", known));
      }
    }
    return this;
  }

  static List<String> filters() {
    return FILTERS;
  }

  String text(String name) {
    return texts.get(name);
  }

  String text(String name, Set<String> words, String otherwise) {
    String text = texts.get(name);
    if (text == null) {
      return otherwise;
    }
    if (!words.contains(text)) {
      throw new BadQuery(
          name,
          "'"
              + Plain.cut(text, 40)
              + "' is none of "
              + String.join(", ", words.stream().sorted().toList()));
    }
    return text;
  }

  /** The filters as a query. */
  Query query(int otherwise) {
    return parser.query(texts, otherwise, MOST);
  }

  /** The filters with {@code day} as a span of time. */
  Query dayQuery(int otherwise) {
    Query query = query(otherwise);
    if (texts.get("day") == null) {
      return query;
    }
    if (query.since() != null || query.until() != null) {
      throw new BadQuery("day", "either a day or since and until");
    }
    return parser.day("day", texts.get("day"), query);
  }

  /** The query line that says what the named filters and the line said, without the span of time. */
  String line(Query query) {
    StringBuilder line = new StringBuilder();
    word(line, "from", query.from());
    word(line, "to", query.to());
    word(line, "client", query.client());
    word(line, "account", query.account());
    word(line, "id", query.queueId());
    word(line, "message-id", query.messageId());
    word(line, "host", query.host());
    word(line, "status", query.status());
    word(line, "reason", query.reason());
    word(line, "since", query.since() == null ? null : stamp(query.since()).replace(' ', 'T'));
    word(line, "until", query.until() == null ? null : stamp(query.until()).replace(' ', 'T'));
    if (query.any() != null) {
      line.append(line.isEmpty() ? "" : " ").append(Link.quoted(query.any()));
    }
    return line.toString();
  }

  private static void word(StringBuilder line, String key, String text) {
    if (text != null) {
      boolean plain = text.matches("[^\\s\"]+");
      line.append(line.isEmpty() ? "" : " ")
          .append(key)
          .append(':')
          .append(plain ? text : '"' + text.replace("\"", "*") + '"');
    }
  }

  QueryParser parser() {
    return parser;
  }

  public Instant now() {
    return now;
  }

  public ZoneId zone() {
    return zone;
  }

  ZoneId ownZone() {
    return own;
  }

  /** The zone as the browser's own formatter knows it. */
  String zoneId() {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  /** The zone's short name at a time. */
  public String zoneName(Instant time) {
    return zoneName(zone, time);
  }

  static String zoneName(ZoneId zone, Instant time) {
    return zone.equals(ZoneOffset.UTC)
        ? "UTC"
        : DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time.atZone(zone));
  }

  /** A time without its zone, to the second. */
  public String stamp(Instant time) {
    return time == null ? "" : stamp.format(time);
  }

  /** A time with its zone. */
  public String when(Instant time) {
    return time == null ? "" : stamp.format(time) + " " + zoneName(time);
  }

  /** A link that keeps the zone of the page. */
  Link keep(Link link) {
    return link.with("tz", texts.get("tz"));
  }
}
