package mailweir.collect.otlp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.parse.syslog.Priorities;

/**
 * Makes lines of log records: the body where it is a whole line of syslog, else a line in the form of RFC 5424 of what the record says. Confined
 * to one thread.
 */
final class Texts {
  private static final int SLACK = 16;
  private static final int LONGEST = 4 << 20;
  private static final int LONGEST_NAME = 255;
  private static final List<String> HOST =
      List.of("host.name", "hostname", "syslog.hostname", "_HOSTNAME", "host");
  private static final List<String> PROGRAM =
      List.of(
          "appname",
          "syslog.appname",
          "app_name",
          "SYSLOG_IDENTIFIER",
          "ident",
          "program",
          "process.executable.name",
          "service.name");
  private static final List<String> PROCESS =
      List.of("procid", "proc_id", "syslog.procid", "SYSLOG_PID", "_PID", "process.pid", "pid");
  private static final List<String> FACILITY =
      List.of("facility", "syslog.facility", "SYSLOG_FACILITY", "facility_text", "facility_code");
  private static final List<String> MESSAGE =
      List.of("message", "syslog.message", "MESSAGE", "msg", "log");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());
  private final Line line = new Line();

  Texts(InstantSource clock) {
    this.clock = clock;
  }

  /** The record as a line, without the end of a line; {@code null} when it says nothing. */
  byte[] line(Record record) {
    String text = record.body() == null ? record.first(MESSAGE) : record.body();
    if (text == null || text.isBlank()) {
      return null;
    }
    byte[] own = plain(text);
    if (isWhole(own)) {
      return own;
    }
    String head =
        priority(record)
            + "1 "
            + STAMP.format(time(record.nanos()))
            + " "
            + word(record.first(HOST))
            + " "
            + word(program(record))
            + " "
            + word(record.first(PROCESS))
            + " - - ";
    byte[] first = head.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(first, first.length + own.length);
    System.arraycopy(own, 0, all, first.length, own.length);
    return all;
  }

  private static byte[] plain(String text) {
    byte[] bytes = text.stripTrailing().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == 0) {
        bytes[i] = ' ';
      }
    }
    return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
  }

  private boolean isWhole(byte[] text) {
    envelopes.parse(Arrays.copyOf(text, text.length + SLACK), 0, text.length, line);
    return line.stamp.present && line.host != null && line.program != null;
  }

  private Instant time(long nanos) {
    return nanos <= 0
        ? clock.instant()
        : Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }

  private static String program(Record record) {
    String name = record.first(PROGRAM);
    return name != null && name.startsWith("unknown_service") ? null : name;
  }

  private static String priority(Record record) {
    String named = record.first(FACILITY);
    if (named == null) {
      return "";
    }
    int facility = Priorities.facility(named.toLowerCase(Locale.ROOT));
    if (facility < 0 && named.matches("[0-9]{1,2}")) {
      facility = Integer.parseInt(named);
    }
    return facility < 0 || facility >= Priorities.facilities()
        ? ""
        : "<" + (facility * 8 + severity(record.severity())) + ">";
  }

  /** Of syslog, by that of OpenTelemetry. */
  private static int severity(int number) {
    if (number <= 0) {
      return 6;
    }
    return number < 9 ? 7 : number < 13 ? 6 : number < 17 ? 4 : number < 21 ? 3 : 2;
  }

  /** One word, as RFC 5424 wants it; {@code -} for nothing. */
  private static String word(String text) {
    if (text == null || text.isBlank()) {
      return "-";
    }
    String plain = text.strip().replaceAll("[^!-~]", "_");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
  }
}
