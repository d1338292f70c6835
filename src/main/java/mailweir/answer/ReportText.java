package mailweir.answer;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mailweir.bounce.BounceClass;

/**
 * A report as a postmaster reads it in a mail: 78 columns, no colour, sections in the order of
 * their news. A figure that no server logged is a dash, not a nought; texts of strangers go through
 * {@link Plain}.
 */
public final class ReportText {
  private static final int WIDTH = 78;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter ZONE =
      DateTimeFormatter.ofPattern("zzz '(UTC'xxx')'", Locale.ENGLISH);
  private static final List<String> COLUMNS =
      List.of(
          "accepted", "delivered", "deferred", "bounced", "refused", "tempfailed", "spam", "virus");

  private final Report report;
  private final ZoneId zone;
  private final StringBuilder out = new StringBuilder(8192);

  private ReportText(Report report, ZoneId zone) {
    this.report = report;
    this.zone = zone;
  }

  /** The whole text; the hours are those of the zone. */
  public static String of(Report report, ZoneId zone) {
    return new ReportText(report, zone).written();
  }

  private String written() {
    opening();
    glance();
    overTime();
    byHost();
    addresses();
    reasons("Refused for good (5xx), by reason", report.refusedByReason());
    reasons("Refused for now (4xx), by reason", report.tempfailedByReason());
    classes("Bounced, by the class of the answer", report.bouncedByClass());
    classes("Deferred, by the class of the answer", report.deferredByClass());
    section("Block lists", report.top().dnsbl().isEmpty());
    report.top().dnsbl().forEach(one -> line(count(one.refused()), one.list()));
    reasons("Viruses", report.virusByName());
    web();
    notUnderstood();
    return out.toString();
  }

  private void opening() {
    out.append("Mailweir report");
    if (!report.hosts().isEmpty()) {
      out.append(": ").append(Plain.cut(String.join(", ", report.hosts()), WIDTH - 17));
    }
    out.append('\n').append(span()).append('\n');
  }

  private String span() {
    if (report.since() == null || report.until() == null) {
      return report.lines().getOrDefault("read", 0L) == 0
          ? "no lines, so no span of time"
          : "no line tells its time, so no span of time";
    }
    ZonedDateTime since = report.since().atZone(zone);
    ZonedDateTime until = report.until().atZone(zone);
    boolean day = since.toLocalTime().toSecondOfDay() == 0 && since.plusDays(1).equals(until);
    return day
        ? since.format(DateTimeFormatter.ofPattern("EEEE uuuu-MM-dd", Locale.ENGLISH))
            + ", "
            + zoneOf(since)
        : since.format(MINUTE) + " to " + until.format(MINUTE) + " " + zoneOf(until);
  }

  private static String zoneOf(ZonedDateTime time) {
    boolean utc =
        time.getOffset().getTotalSeconds() == 0
            && !time.getZone().getRules().isDaylightSavings(time.toInstant());
    String named = time.format(ZONE);
    return utc && (named.startsWith("UTC") || named.startsWith("Z")) ? "UTC" : named;
  }

  private void glance() {
    boolean day =
        report.since() != null
            && report.until() != null
            && Math.abs(Duration.between(report.since(), report.until()).toHours() - 24) <= 1;
    section(day ? "The day at a glance" : "At a glance", false);
    glance("accepted", "messages, " + bytes("accepted_bytes") + split(report.acceptedByOrigin()));
    glance("delivered", "recipients, " + bytes("delivered_bytes") + split(report.deliveredByVia()));
    glance("deferred", "attempts that failed for now");
    glance("bounced", "recipients failed after acceptance");
    glance("expired", "recipients whose queue lifetime passed");
    out.append('\n');
    glance("refused", "5xx answers before acceptance");
    glance("tempfailed", "4xx answers, greylisting included");
    glance("spam", "messages" + split(report.spamByAction()));
    glance("virus", "messages" + split(report.virusByAction()));
    glance("banned", "messages with a forbidden attachment" + split(report.bannedByAction()));
    out.append('\n');
    for (String word :
        List.of(
            "generated",
            "aborted",
            "discarded",
            "held",
            "redirected",
            "warned",
            "auth_ok",
            "auth_failed",
            "mailbox_login_ok",
            "mailbox_login_failed",
            "connections",
            "lost_connections",
            "relayed_hops",
            "unaccounted")) {
      if (report.counters().getOrDefault(word, 0L) != 0) {
        glance(word, Figure.of(word).map(Figure::unit).orElse(""));
      }
    }
  }

  private void glance(String word, String explained) {
    Long count = report.counters().get(word);
    String number = count == null ? "-" : Plain.number(count);
    String head = String.format(Locale.ROOT, "%11s  %-20s", number, word.replace('_', ' '));
    if (head.length() + 2 + explained.length() <= WIDTH) {
      out.append((head + "  " + explained).stripTrailing()).append('\n');
      return;
    }
    int comma = explained.indexOf(": ");
    String first = comma < 0 ? explained : explained.substring(0, comma);
    out.append(head).append("  ").append(first).append('\n');
    wrap(comma < 0 ? "" : explained.substring(comma + 2));
  }

  private void wrap(String words) {
    int indent = 35;
    StringBuilder row = new StringBuilder();
    for (String word : words.split(", ")) {
      if (!row.isEmpty() && indent + row.length() + word.length() + 3 > WIDTH) {
        out.append(" ".repeat(indent)).append(row).append(",\n");
        row.setLength(0);
      }
      row.append(row.isEmpty() ? "" : ", ").append(Plain.cut(word, WIDTH - indent - 1));
    }
    if (!row.isEmpty()) {
      out.append(" ".repeat(indent)).append(row).append('\n');
    }
  }

  private String bytes(String word) {
    Long bytes = report.counters().get(word);
    return bytes == null ? "size not logged" : Plain.bytes(bytes);
  }

  private static String split(Map<String, Long> parts) {
    if (parts.values().stream().allMatch(count -> count == 0)) {
      return "";
    }
    StringBuilder text = new StringBuilder(": ");
    for (Map.Entry<String, Long> part : frequentFirst(parts)) {
      if (part.getValue() == 0) {
        continue;
      }
      text.append(text.length() > 2 ? ", " : "")
          .append(Plain.number(part.getValue()))
          .append(' ')
          .append(Plain.text(part.getKey()));
    }
    return text.toString();
  }

  private void overTime() {
    if (report.byHour().isEmpty()) {
      section("By hour", true);
      return;
    }
    Instant first = report.byHour().getFirst().hour();
    Instant last = report.byHour().getLast().hour();
    boolean days = Duration.between(first, last).toHours() > 48;
    section(days ? "By day" : "By hour", false);
    DateTimeFormatter label =
        DateTimeFormatter.ofPattern(days ? "MM-dd EEE" : "MM-dd HH:mm", Locale.ENGLISH);
    Map<ZonedDateTime, Map<String, Long>> rows = new LinkedHashMap<>();
    for (Report.Hour hour : report.byHour()) {
      ZonedDateTime start =
          hour.hour().atZone(zone).truncatedTo(days ? ChronoUnit.DAYS : ChronoUnit.HOURS);
      Map<String, Long> sums = rows.computeIfAbsent(start, _ -> new LinkedHashMap<>());
      hour.counters().forEach((word, count) -> sums.merge(word, count, Long::sum));
    }
    heading("");
    rows.forEach((start, counters) -> row(start.format(label), counters));
  }

  private void byHost() {
    section("By host", report.byHost().isEmpty());
    if (!report.byHost().isEmpty()) {
      heading("");
      report.byHost().forEach(this::row);
    }
  }

  private void heading(String first) {
    StringBuilder head = new StringBuilder(String.format("%-12s", first));
    for (String column : COLUMNS) {
      head.append(
          String.format(
              "%8s",
              column.equals("delivered")
                  ? "deliv"
                  : column.equals("tempfailed")
                      ? "tempf"
                      : column.equals("accepted")
                          ? "accept"
                          : column.equals("deferred")
                              ? "defer"
                              : column.equals("bounced") ? "bounce" : column));
    }
    out.append(head).append('\n');
  }

  private void row(String name, Map<String, Long> counters) {
    int room = 12;
    if (Plain.columns(Plain.text(name)) > room) {
      out.append(Plain.cut(name, WIDTH)).append('\n').append(" ".repeat(room));
    } else {
      out.append(Plain.fit(name, room));
    }
    for (String column : COLUMNS) {
      Long count = counters.get(column);
      out.append(
          String.format(
              "%8s",
              count == null
                  ? "-"
                  : count < 1_000_000
                      ? Plain.number(count)
                      : Plain.bytes(count).replace(" ", "").replace("B", "")));
    }
    out.append('\n');
  }

  private void addresses() {
    section("Top senders", report.top().senders().isEmpty());
    report
        .top()
        .senders()
        .forEach(one -> line(count(one.accepted()) + sized(one.bytes()), address(one.address())));
    section("Top recipients", report.top().recipients().isEmpty());
    report
        .top()
        .recipients()
        .forEach(one -> line(count(one.delivered()) + sized(one.bytes()), address(one.address())));
    section("Top clients", report.top().clients().isEmpty());
    if (!report.top().clients().isEmpty()) {
      out.append(" accepted   refused\n");
      report
          .top()
          .clients()
          .forEach(one ->
              line(
                  count(one.accepted()) + String.format("%10s", Plain.number(one.refused())),
                  (one.ip() == null ? "" : one.ip())
                      + (one.name() == null ? "" : "  " + one.name())));
    }
    section("Accounts", report.top().accounts().isEmpty());
    if (!report.top().accounts().isEmpty()) {
      out.append(" accepted  failed logins\n");
      report
          .top()
          .accounts()
          .forEach(one ->
              line(
                  count(one.accepted()) + String.format("%15s", Plain.number(one.authFailed())),
                  one.account()));
    }
  }

  private static String address(String address) {
    return address == null || address.isEmpty() ? "<>" : address;
  }

  private static String count(long count) {
    return String.format("%9s", Plain.number(count));
  }

  private static String sized(long bytes) {
    return String.format("%10s", Plain.bytes(bytes));
  }

  private void reasons(String title, Map<String, Long> counts) {
    section(title, counts.isEmpty());
    frequentFirst(counts).forEach(one -> line(count(one.getValue()), one.getKey()));
  }

  private void web() {
    if (report.web().isEmpty()) {
      return;
    }
    section("Web", false);
    out.append("day             hits visits    bytes  statuses\n");
    String name = null;
    for (WebDays.Day day : WebDays.of(report.web(), zone)) {
      if (!day.virtualHost().equals(name)) {
        name = day.virtualHost();
        out.append(name.isEmpty() ? "(no virtual host)" : Plain.cut(name, WIDTH)).append('\n');
      }
      StringBuilder status = new StringBuilder();
      day.status()
          .forEach((kind, n) ->
              status.append(status.isEmpty() ? "" : " ").append(n).append(' ').append(kind));
      line(
          "%s%10s%7s%9s"
              .formatted(
                  day.day(),
                  Plain.number(day.hits()),
                  Plain.number(day.visits()),
                  Plain.bytes(day.bytes())),
          status.toString());
    }
  }

  private void classes(String title, Map<String, Long> counts) {
    Map<String, Long> grouped = new LinkedHashMap<>();
    counts.forEach((name, n) -> {
      BounceClass known = BounceClass.named(name);
      grouped.put(known == null ? name : known.group().word() + "  " + name, n);
    });
    reasons(title, grouped);
  }

  private void notUnderstood() {
    long read = report.lines().getOrDefault("read", 0L);
    long unknown = report.lines().getOrDefault("not_understood", 0L);
    section("Lines", false);
    line(count(read), "read");
    line(count(report.lines().getOrDefault("understood", 0L)), "understood");
    line(count(report.lines().getOrDefault("uninformative", 0L)), "known to carry nothing");
    line(count(unknown), "not understood");
    line(count(report.lines().getOrDefault("repeated", 0L)), "copies of lines already read");
    section("Not understood", report.notUnderstood().isEmpty());
    for (Report.Shape shape : report.notUnderstood().stream().limit(15).toList()) {
      line(count(shape.count()), shape.program() + ": " + shape.shape());
      out.append("           e.g. ").append(Plain.cut(shape.sample(), WIDTH - 16)).append('\n');
    }
    if (report.notUnderstood().size() > 15) {
      line(
          "         ",
          (report.notUnderstood().size() - 15) + " more shapes: mailweir lines --unknown");
    }
  }

  private void section(String title, boolean empty) {
    out.append('\n').append(title);
    if (empty) {
      out.append(": none\n");
    } else {
      out.append('\n').append("-".repeat(title.length())).append('\n');
    }
  }

  private void line(String figures, String name) {
    String head = figures + "  ";
    out.append((head + Plain.cut(name, WIDTH - head.length())).stripTrailing()).append('\n');
  }

  /** The entries of a map of counts, the highest first, equal ones by alphabet. */
  static List<Map.Entry<String, Long>> frequentFirst(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }
}
