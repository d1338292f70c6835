package mailweir.queue.exim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a {@code -H} file says: the envelope, and how long the message's header is.
 *
 * @param id the message's
 * @param login who ran the Exim that took it
 * @param sender {@code ""}: the null sender
 * @param arrived UTC microseconds
 * @param client textual address; absent: it came from this machine
 * @param clientName may be absent
 * @param account who was logged in; may be absent
 * @param ident the local user, or what the client's identd said; may be absent
 * @param ownError whether it is a notice of this Exim's own
 * @param frozen when it was frozen, UTC seconds; 0: it is not
 * @param recipients all of them
 * @param done addresses that get no more attempts
 * @param header bytes of the message's header, those that are sent
 */
record Header(
    String id,
    String login,
    String sender,
    long arrived,
    String client,
    String clientName,
    String account,
    String ident,
    boolean ownError,
    long frozen,
    List<String> recipients,
    Set<String> done,
    long header) {
  private static final long MICROS = 1_000_000L;
  private static final int MOST = 100_000;

  Header {
    recipients = List.copyOf(recipients);
    done = Set.copyOf(done);
  }

  /** Any bytes give a header or, where they are none or only half of one, {@code null}. */
  static Header read(byte[] bytes) {
    return new Reading(bytes).all();
  }

  /** State of one walk over lines. */
  private static final class Reading {
    private final byte[] bytes;
    private int at;
    private long micros;
    private String client;
    private String clientName;
    private String account;
    private String ident;
    private boolean ownError;
    private long frozen;

    Reading(byte[] bytes) {
      this.bytes = bytes;
    }

    /** {@code null}: no whole line is left. */
    private String line() {
      for (int end = at; end < bytes.length; end++) {
        if (bytes[end] == '\n') {
          String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
          at = end + 1;
          return line;
        }
      }
      return null;
    }

    Header all() {
      String name = line();
      String user = line();
      String from = line();
      String time = line();
      if (time == null
          || !name.endsWith("-H")
          || !EximId.isOne(name.substring(0, name.length() - 2))
          || from.length() < 2
          || !from.startsWith("<")
          || !from.endsWith(">")) {
        return null;
      }
      long seconds = number(time);
      if (seconds < 0 || seconds > Long.MAX_VALUE / MICROS - 1) {
        return null;
      }
      String line = line();
      while (line != null && line.startsWith("-")) {
        if (!option(line)) {
          return null;
        }
        line = line();
      }
      Set<String> done = tree(line);
      List<String> recipients = done == null ? null : recipients();
      if (recipients == null) {
        return null;
      }
      int blank = user.indexOf(' ');
      return new Header(
          name.substring(0, name.length() - 2),
          blank < 0 ? user : user.substring(0, blank),
          from.substring(1, from.length() - 1),
          seconds * MICROS + micros,
          client,
          clientName,
          account,
          ident,
          ownError,
          frozen,
          recipients,
          done,
          header());
    }

    /** A line that begins with a dash; false where the file ends in it. */
    private boolean option(String line) {
      int start = line.startsWith("--") ? 2 : 1;
      if (line.startsWith("(", start)) {
        int close = line.indexOf(')', start);
        start = close < 0 ? start : close + 1;
      }
      int blank = line.indexOf(' ', start);
      String name = blank < 0 ? line.substring(start) : line.substring(start, blank);
      String value = blank < 0 ? "" : line.substring(blank + 1);
      switch (name) {
        case "acl", "aclc", "aclm" -> {
          // What follows is so many bytes, whatever they are.
          long length = number(value.substring(value.indexOf(' ') + 1));
          if (length < 0 || length + 1 > bytes.length - at) {
            return false;
          }
          at += (int) length + 1;
        }
        case "received_time_usec" ->
            micros =
                Math.clamp(
                    number(value.startsWith(".") ? value.substring(1) : value), 0, MICROS - 1);
        case "host_address" -> client = address(value);
        case "host_name" -> clientName = value;
        case "auth_id" -> account = value;
        case "ident" -> ident = value;
        case "localerror" -> ownError = true;
        case "frozen" -> frozen = Math.max(1, number(value));
        default -> {
          // Later versions have more; they concern nobody who looks at a queue.
        }
      }
      return true;
    }

    /** Without the port: {@code [192.0.2.1]:25}, formerly {@code 192.0.2.1.25}. */
    private static String address(String value) {
      if (value.startsWith("[")) {
        int close = value.indexOf(']');
        return close < 0 ? value.substring(1) : value.substring(1, close);
      }
      int dot = value.lastIndexOf('.');
      boolean port =
          value.indexOf(':') >= 0
              ? dot > value.lastIndexOf(':')
              : value.chars().filter(c -> c == '.').count() > 3;
      return port ? value.substring(0, dot) : value;
    }

    /** The addresses that are done with: a tree, each line with Y or N for its left and right branch; {@code null}: broken. */
    private Set<String> tree(String first) {
      if (first == null) {
        return null;
      }
      Set<String> done = new HashSet<>();
      if (first.equals("XX")) {
        return done;
      }
      int open = 1;
      for (String line = first; ; line = line()) {
        if (line == null || line.length() < 4 || done.size() > MOST) {
          return null;
        }
        done.add(line.substring(3));
        open += (line.charAt(0) == 'Y' ? 1 : 0) + (line.charAt(1) == 'Y' ? 1 : 0) - 1;
        if (open == 0) {
          return done;
        }
      }
    }

    /** {@code null}: broken. */
    private List<String> recipients() {
      String count = line();
      long wanted = count == null ? -1 : number(count);
      if (wanted < 0 || wanted > MOST) {
        return null;
      }
      List<String> recipients = new ArrayList<>();
      for (int i = 0; i < wanted; i++) {
        String line = line();
        if (line == null || line.isEmpty()) {
          return null;
        }
        recipients.add(recipient(line));
      }
      return recipients;
    }

    /**
     * The address alone. What may stand behind it ({@code address ORCPT length,flags errors-to length,parent#3}) is read from the end, since
     * addresses may have blanks.
     */
    private static String recipient(String line) {
      int end = digits(line, line.length());
      if (end == line.length() || end == 0) {
        return line;
      }
      char mark = line.charAt(end - 1);
      if (mark == ' ') {
        return line.substring(0, end - 1);
      }
      if (mark == ',') {
        int p = end;
        while (p > 0 && (isDigit(line.charAt(p - 1)) || line.charAt(p - 1) == ',')) {
          p--;
        }
        return p > 0 && line.charAt(p - 1) == ' ' ? line.substring(0, p - 1) : line;
      }
      if (mark != '#') {
        return line;
      }
      long flags = number(line.substring(end));
      int p = end - 1;
      for (int bit = 1; bit <= 2; bit <<= 1) {
        if ((flags & bit) != 0) {
          int numbers = p;
          while (numbers > 0 && "0123456789,-".indexOf(line.charAt(numbers - 1)) >= 0) {
            numbers--;
          }
          long length = number(line.substring(numbers, p));
          p = (int) Math.max(0, numbers - 2 - Math.clamp(length, 0, numbers));
        }
      }
      return line.substring(0, p);
    }

    private static int digits(String line, int end) {
      int p = end;
      while (p > 0 && isDigit(line.charAt(p - 1))) {
        p--;
      }
      return p;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    /** Bytes of the header lines that are sent: each begins with its length and a letter, {@code *} for one that is not. */
    private long header() {
      line();
      long all = 0;
      while (at + 5 <= bytes.length) {
        int p = at;
        long length = 0;
        while (p < bytes.length && bytes[p] >= '0' && bytes[p] <= '9' && length < bytes.length) {
          length = length * 10 + bytes[p++] - '0';
        }
        if (p == at || p >= bytes.length) {
          break;
        }
        if (bytes[p] != '*') {
          all += length;
        }
        at = (int) Math.min(bytes.length, p + 2 + length);
      }
      return all;
    }

    /** The digits at the begin; -1: none. */
    private static long number(String text) {
      long value = -1;
      for (int i = 0; i < text.length() && isDigit(text.charAt(i)); i++) {
        value = Math.min(Math.max(value, 0) * 10 + text.charAt(i) - '0', Long.MAX_VALUE / 16);
      }
      return value;
    }
  }
}
