package mailweir.answer;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.event.Reason;
import mailweir.slice.Network;

/**
 * Reads filters as people write them, the same in every verb and page: {@code since until host from
 * to client account queue-id message-id status reason}, and the page's query line with {@code
 * from:x to:y} or a bare text.
 *
 * <p>Times: {@code 2h}, {@code 1d12h} (ago), {@code now}, {@code today}, {@code yesterday}, {@code
 * 2026-11-20}, {@code 2026-11-20 10:00[:00]}, {@code 10:00} (today), RFC 3339, {@code @1795170000}.
 * What names no offset is in the parser's zone. A day stands for its first instant, as in
 * journalctl.
 */
public final class QueryParser {
  /** CONTRACT.md's states of a story. */
  public static final List<String> STATES =
      List.of(
          "queued",
          "delivered",
          "deferred",
          "bounced",
          "expired",
          "rejected",
          "held",
          "discarded",
          "quarantined",
          "mixed");

  private static final int LONGEST = 500;
  private static final Pattern AGO =
      Pattern.compile(
          "(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");
  private static final Pattern KEY = Pattern.compile("[a-z]+([_-][a-z]+)?");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd['T'][' ']HH:mm[:ss]", Locale.ROOT)
          .withResolverStyle(java.time.format.ResolverStyle.STRICT);
  private static final Map<String, String> KEYS = keys();

  private final Clock clock;
  private final ZoneId zone;

  public QueryParser(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  private static Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String key :
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
            "reason")) {
      keys.put(key, key);
    }
    keys.put("id", "queue-id");
    keys.put("queue_id", "queue-id");
    keys.put("message_id", "message-id");
    keys.put("mid", "message-id");
    keys.put("ip", "client");
    keys.put("state", "status");
    return keys;
  }

  /** The zone in which times without an offset are read. */
  public ZoneId zone() {
    return zone;
  }

  /**
   * A query from named texts: the filters' names (with {@code -} or {@code _}), {@code q} for a
   * query line, {@code limit}. Texts that are {@code null} or blank do not filter; other names
   * are not looked at. A named filter wins over the same in the line.
   *
   * @param highestLimit most stories that may be asked for at once
   * @throws BadQuery when one of them cannot be meant
   */
  public Query query(Map<String, String> texts, int defaultLimit, int highestLimit) {
    Map<String, String> found = new LinkedHashMap<>();
    String line = texts.get("q");
    if (line != null) {
      found.putAll(line(line));
    }
    texts.forEach((name, text) -> {
      String key = KEYS.get(name);
      if (key != null && text != null && !text.isBlank()) {
        found.put(key, checked(name, text.strip()));
      }
    });
    Instant since = instant("since", found.get("since"));
    Instant until = instant("until", found.get("until"));
    inOrder(since, until);
    return new Query(
        since,
        until,
        found.get("host"),
        address(found.get("from")),
        address(found.get("to")),
        client(found.get("client")),
        found.get("account"),
        found.get("queue-id"),
        bare(found.get("message-id")),
        oneOf("status", found.get("status"), STATES),
        oneOf(
            "reason",
            found.get("reason"),
            Arrays.stream(Reason.values()).map(Reason::word).toList()),
        found.get("any"),
        limit(texts.get("limit"), defaultLimit, highestLimit));
  }

  /** What a query line says, by the filters' names; a bare text is {@code any}. */
  Map<String, String> line(String line) {
    checked("q", line);
    Map<String, String> found = new LinkedHashMap<>();
    for (Word word : words(line)) {
      String key = KEYS.get(word.key);
      if (key == null && !word.key.isEmpty() && !word.text.matches("[0-9a-fA-F:.]*")) {
        throw new BadQuery(
            "q",
            "there is no filter '"
                + Plain.cut(word.key, 40)
                + ":'; there are "
                + "from: to: client: account: id: message-id: host: status: reason: since: until:; in quotes the text is looked for as it is");
      }
      if (key == null) {
        key = "any";
        word = new Word("", bare(word.key.isEmpty() ? word.text : word.key + ":" + word.text));
      }
      if (word.text.isEmpty() && !word.quoted) {
        throw new BadQuery("q", "nothing after '" + word.key + ":'");
      }
      if (found.putIfAbsent(key, word.text) != null) {
        throw new BadQuery(
            "q",
            key.equals("any")
                ? "two bare texts, '"
                    + Plain.cut(found.get(key), 40)
                    + "' and '"
                    + Plain.cut(word.text, 40)
                    + "'; say from: or to: before one of them"
                : "'" + key + ":' twice");
      }
    }
    return found;
  }

  private record Word(String key, String text, boolean quoted) {
    Word(String key, String text) {
      this(key, text, false);
    }
  }

  private static List<Word> words(String line) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (Character.isWhitespace(line.charAt(at))) {
        at++;
        continue;
      }
      int colon = at;
      while (colon < line.length()
          && (Character.isLetter(line.charAt(colon))
              || line.charAt(colon) == '-'
              || line.charAt(colon) == '_')) {
        colon++;
      }
      String key = "";
      if (colon < line.length()
          && line.charAt(colon) == ':'
          && KEY.matcher(line.substring(at, colon).toLowerCase(Locale.ROOT)).matches()) {
        key = line.substring(at, colon).toLowerCase(Locale.ROOT);
        at = colon + 1;
      }
      if (at < line.length() && line.charAt(at) == '"') {
        int end = line.indexOf('"', at + 1);
        if (end < 0) {
          throw new BadQuery("q", "a quote is opened and not closed");
        }
        words.add(new Word(key, line.substring(at + 1, end), true));
        at = end + 1;
      } else {
        int end = at;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
          end++;
        }
        words.add(new Word(key, line.substring(at, end)));
        at = end;
      }
    }
    return words;
  }

  private static String checked(String name, String text) {
    if (text.length() > LONGEST) {
      throw new BadQuery(name, text.length() + " characters; at most " + LONGEST);
    }
    if (text.indexOf('\0') >= 0) {
      throw new BadQuery(name, "holds a NUL character");
    }
    return text;
  }

  /** The null sender may be written {@code <>}. */
  private static String address(String text) {
    return bare(text);
  }

  /** What has a slash is a network: no name of a client has one. */
  private static String client(String text) {
    if (text != null && text.indexOf('/') >= 0) {
      try {
        Network.of(text);
      } catch (IllegalArgumentException wrong) {
        throw new BadQuery(
            "client",
            "'"
                + Plain.cut(text, 60)
                + "' "
                + wrong.getMessage()
                + "; write 192.0.2.0/24 or 2001:db8::/32");
      }
    }
    return text;
  }

  private static String bare(String text) {
    return text != null && text.length() >= 2 && text.startsWith("<") && text.endsWith(">")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  private static String oneOf(String name, String text, List<String> words) {
    if (text == null) {
      return null;
    }
    String word = text.toLowerCase(Locale.ROOT);
    if (!words.contains(word)) {
      throw new BadQuery(
          name, "'" + Plain.cut(text, 40) + "' is none of " + String.join(", ", words));
    }
    return word;
  }

  private static int limit(String text, int otherwise, int highest) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    String digits = text.strip();
    int limit = digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
    if (limit < 1 || limit > highest) {
      throw new BadQuery(
          "limit", "'" + Plain.cut(digits, 40) + "' is not a number from 1 to " + highest);
    }
    return limit;
  }

  private static void inOrder(Instant since, Instant until) {
    if (since != null && until != null && !since.isBefore(until)) {
      throw new BadQuery("until", "'" + until + "' is not after since, '" + since + "'");
    }
  }

  /**
   * The instant that a text means, or {@code null} for no text. {@code name} is the parameter
   * that a complaint names.
   */
  public Instant instant(String name, String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String time = text.strip();
    Instant instant = read(time);
    if (instant == null || instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw new BadQuery(
          name,
          "'"
              + Plain.cut(time, 40)
              + "' is not a time; write 2h, yesterday, 2026-11-20, "
              + "2026-11-20 10:00 or 2026-11-20T10:00:00Z");
    }
    return instant;
  }

  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private Instant read(String time) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    LocalDate today = now.atZone(zone).toLocalDate();
    switch (time.toLowerCase(Locale.ROOT)) {
      case "now":
        return now;
      case "today":
        return today.atStartOfDay(zone).toInstant();
      case "yesterday":
        return today.minusDays(1).atStartOfDay(zone).toInstant();
      default:
        break;
    }
    try {
      Matcher ago = AGO.matcher(time.startsWith("-") ? time.substring(1) : time);
      if (ago.matches() && ago.end() > 0) {
        return now.minus(duration(ago));
      }
      if (time.matches("@\\d{1,11}")) {
        return Instant.ofEpochSecond(Long.parseLong(time.substring(1)));
      }
      if (time.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(time).atStartOfDay(zone).toInstant();
      }
      if (time.matches("\\d\\d:\\d\\d(:\\d\\d)?")) {
        return ZonedDateTime.of(today, LocalTime.parse(time), zone).toInstant();
      }
      if (time.matches("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d)?")) {
        return ZonedDateTime.of(LocalDateTime.parse(time, LOCAL), zone).toInstant();
      }
      // In an unescaped URL the plus of an offset has become a blank.
      String offset =
          time.replaceFirst("(:\\d\\d(?:\\.\\d+)?) (\\d\\d:\\d\\d)$", "$1+$2")
              .replaceFirst("^(\\S{10}) ", "$1T");
      return OffsetDateTime.parse(offset).toInstant();
    } catch (DateTimeException | ArithmeticException wrong) {
      return null;
    }
  }

  private static Duration duration(Matcher parts) {
    long[] seconds = {7 * 86_400, 86_400, 3_600, 60, 1};
    long sum = 0;
    for (int i = 0; i < seconds.length; i++) {
      if (parts.group(i + 1) != null) {
        sum += seconds[i] * Long.parseLong(parts.group(i + 1));
      }
    }
    return Duration.ofSeconds(sum);
  }

  /**
   * A day by its word or date ({@code yesterday today 2026-11-20}) as a span from midnight to
   * midnight of the zone.
   */
  public Query day(String name, String text, Query query) {
    Instant start = text == null ? null : instant(name, text);
    if (start == null) {
      throw new BadQuery(name, "no day; write yesterday, today or 2026-11-20");
    }
    LocalDate day = start.atZone(zone).toLocalDate();
    if (!day.atStartOfDay(zone).toInstant().equals(start)) {
      throw new BadQuery(
          name, "'" + Plain.cut(text, 40) + "' is not a day; write yesterday, today or 2026-11-20");
    }
    return query.between(start, day.plusDays(1).atStartOfDay(zone).toInstant());
  }
}
