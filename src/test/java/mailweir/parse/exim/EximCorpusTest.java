package mailweir.parse.exim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import mailweir.Checkout;
import mailweir.MadeFromCode;
import mailweir.collect.Position;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;
import mailweir.event.Event;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.json.EventJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each log means what stands beside it; {@code -Dmailweir.update=true} writes that anew, and a person reads the diff. */
class EximCorpusTest {
  /** 20 November 2026, 14:00 UTC. */
  private static final long NOW = 1_795_183_200_000_000L;

  @TestFactory
  Stream<DynamicTest> log_meansWhatStandsBesideIt() {
    return logs().stream()
        .map(log -> {
          String name = Checkout.name(log);
          return DynamicTest.dynamicTest(
              name.substring(name.lastIndexOf('/') + 1),
              () -> MadeFromCode.check(name.replaceAll("\\.log$", ".ndjson"), json(log)));
        });
  }

  @Test
  void everyLine_isUnderstood() {
    assertFalse(logs().isEmpty());
    List<String> open = new ArrayList<>();
    for (Path log : logs()) {
      read(
          log,
          (line, event) -> {
            if (event == Event.NOT_UNDERSTOOD) {
              open.add(Checkout.name(log) + ":" + line.number + " " + line.text());
            }
          });
    }
    assertEquals(List.of(), open);
  }

  /** Every beginning of a text is a value. */
  @Test
  void beginningOfAText_isAValue() {
    Exim exim = new Exim();
    for (Path log : logs()) {
      read(
          log,
          (line, event) -> {
            for (int to = line.textTo; to >= line.textFrom; to--) {
              line.textTo = to;
              assertNotNull(exim.parse(line));
            }
          });
    }
  }

  private static List<Path> logs() {
    return Checkout.files("src/test/resources/exim", ".log");
  }

  private static void read(Path log, BiConsumer<Line, Event> sink) {
    Dialects dialects = new Dialects(List.of(new Exim()));
    Reading options = Reading.of(ZoneOffset.UTC, NOW);
    try (SourceReader reader = SourceReader.open(Source.of(log), options, Position.START)) {
      while (reader.read(line -> sink.accept(line, dialects.parse(line)), 1000) > 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Path log) {
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
}
