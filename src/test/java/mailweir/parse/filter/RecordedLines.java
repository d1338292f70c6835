package mailweir.parse.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mailweir.Checkout;
import mailweir.MadeFromCode;
import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.courier.Courier;
import mailweir.parse.dovecot.Dovecot;
import mailweir.parse.json.EventJson;
import mailweir.parse.mailbox.Mailboxes;
import mailweir.parse.mailbox.Qpopper;
import mailweir.parse.mimedefang.MimeDefang;
import mailweir.parse.sendmail.SendmailDialect;
import mailweir.slice.Slice;

/**
 * The corpus of these dialects: {@code src/test/resources/<room>/<phenomenon>.log}, traditional lines, each file beside what it means as
 * {@code .ndjson}. {@code -Dmailweir.update=true} writes what it means anew; a person reads the diff.
 */
public final class RecordedLines {
  private final Names programs = new Names();
  private final Dialects dialects;

  public RecordedLines() {
    List<Dialect> all = new ArrayList<>(Filters.all());
    all.add(new Dovecot());
    all.add(new Mailboxes());
    all.add(new SendmailDialect());
    all.add(new MimeDefang());
    all.add(new Qpopper());
    all.add(new Courier());
    dialects = new Dialects(all);
  }

  /** The logs of a room, by name. */
  public static List<Path> logs(String room) {
    try (var files = Files.list(Checkout.path("src/test/resources/" + room))) {
      return files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a log, as bytes, without their ends. */
  public static List<byte[]> lines(Path log) {
    try {
      byte[] all = Files.readAllBytes(log);
      List<byte[]> lines = new ArrayList<>();
      int from = 0;
      while (from < all.length) {
        int end = Slice.indexOf(all, from, all.length, (byte) '\n');
        end = end < 0 ? all.length : end;
        lines.add(java.util.Arrays.copyOfRange(all, from, end));
        from = end + 1;
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A traditional line with its envelope off: {@code Mon dd hh:mm:ss host program[pid]: text}. */
  public Line line(byte[] bytes) {
    Line line = new Line();
    line.array = bytes;
    line.to = bytes.length;
    int host = Math.min(bytes.length, 16);
    int program = 1 + to(bytes, host, " ");
    int end = to(bytes, program, program < bytes.length && paren(bytes, program) ? ":" : "[: ");
    int text = end;
    if (text < bytes.length && bytes[text] == '[') {
      text = to(bytes, text, "]");
      line.pidFrom = end + 1;
      line.pidTo = text;
      text++;
    }
    text = Math.min(bytes.length, text + 1);
    if (text < bytes.length && bytes[text] == ' ') {
      text++;
    }
    program = Math.min(program, bytes.length);
    line.program = programs.of(bytes, program, Math.min(bytes.length, Math.max(program, end)));
    line.textFrom = text;
    line.textTo = bytes.length;
    line.repeat = 1;
    line.time = Line.NO_TIME;
    return line;
  }

  private static boolean paren(byte[] bytes, int program) {
    int end = to(bytes, program, "(:[ ");
    return end < bytes.length && bytes[end] == '(';
  }

  private static int to(byte[] bytes, int from, String ends) {
    int i = from;
    while (i < bytes.length && ends.indexOf(bytes[i]) < 0) {
      i++;
    }
    return i;
  }

  public Event read(byte[] bytes) {
    return dialects.parse(line(bytes));
  }

  public Event read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What the program says, without an envelope. */
  public Event said(String program, byte[] text) {
    Line line = new Line();
    line.array = text;
    line.textTo = text.length;
    line.program = programs.of(program);
    return dialects.parse(line);
  }

  /** Holds the log and what it means together. */
  public void check(Path log) {
    ByteArrayOutputStream means = new ByteArrayOutputStream();
    try (EventJson json = new EventJson(means)) {
      long number = 0;
      for (byte[] bytes : lines(log)) {
        Line line = line(bytes);
        line.number = ++number;
        json.write(line, dialects.parse(line), false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name =
        Checkout.path(".")
            .toAbsolutePath()
            .normalize()
            .relativize(log.toAbsolutePath().normalize())
            .toString();
    MadeFromCode.check(
        name.replaceAll("\\.log$", ".ndjson"), means.toString(StandardCharsets.UTF_8));
  }
}
