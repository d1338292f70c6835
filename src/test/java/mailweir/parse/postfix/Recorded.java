package mailweir.parse.postfix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import mailweir.Checkout;
import mailweir.collect.Position;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;
import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.json.EventJson;
import mailweir.slice.Slice;

/** The recordings under {@code src/test/resources/postfix}, and single texts, read by the Postfix dialect. */
final class Recorded {
  /** 20 November 2026, 14:00 UTC: when the recordings were made. */
  private static final long NOW = 1_795_183_200_000_000L;

  private static final String FOLDER = "src/test/resources/postfix";

  private Recorded() {}

  /** The recordings, one for each phenomenon. */
  static List<Path> logs() {
    return Checkout.files(FOLDER, ".log");
  }

  /** Every line of a recording with what it means. */
  static void read(Path log, BiConsumer<Line, Event> sink) {
    Dialect dialect = new PostfixDialect();
    Reading options = Reading.of(ZoneOffset.UTC, NOW);
    try (SourceReader reader = SourceReader.open(Source.of(log), options, Position.START)) {
      while (reader.read(
              line ->
                  sink.accept(
                      line,
                      line.program != null && dialect.claims(line.program.text())
                          ? dialect.parse(line)
                          : Event.NOT_UNDERSTOOD),
              1000)
          > 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a recording means, as {@code mailweir parse} tells it. */
  static String json(Path log) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (EventJson json = new EventJson(bytes)) {
      read(
          log,
          (line, event) -> {
            try {
              json.write(line, event, false);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The texts of all recorded lines, without their envelopes, and their programs. */
  static List<Said> texts() {
    List<Said> all = new ArrayList<>();
    for (Path log : logs()) {
      read(
          log,
          (line, event) ->
              all.add(
                  new Said(
                      line.program == null ? "postfix" : line.program.text(), line.text().copy())));
    }
    return all;
  }

  /** A text and who said it. */
  record Said(String program, Slice text) {}

  /** What a program means by a text. */
  static Event parse(String program, String text) {
    return parse(new PostfixDialect(), new Names(), program, text.getBytes(StandardCharsets.UTF_8));
  }

  static Event parse(Dialect dialect, Names programs, String program, byte[] text) {
    Line line = new Line();
    line.array = text;
    line.textTo = text.length;
    line.to = text.length;
    line.repeat = 1;
    line.program = programs.of(program);
    return dialect.parse(line);
  }
}
