package mailweir.laws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.answer.ReportJson;
import mailweir.cli.EveryDialect;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.Sources;
import mailweir.journey.Site;
import mailweir.parse.Dialects;
import mailweir.pipeline.FileReport;
import mailweir.pipeline.Progress;

/** Files in a folder of their own, and the figures of them: what the laws compare. */
final class Ledger {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final Path folder;
  private final ZoneId zone;
  private final int year;
  private String host;
  private final List<Path> files = new ArrayList<>();
  private Site site = Site.DEFAULT;

  Ledger(Path folder, ZoneId zone, int year) {
    this.folder = folder;
    this.zone = zone;
    this.year = year;
  }

  /** A ledger for logs of UTC with their year in them. */
  static Ledger of(Path folder) {
    return new Ledger(folder, ZoneId.of("UTC"), -1);
  }

  /** A ledger for a recording's own zone. */
  static Ledger of(Path folder, String recording) {
    return new Ledger(folder, Recorded.zone(recording), Recorded.YEAR);
  }

  /** All its lines are of this host, whatever they say. */
  Ledger host(String name) {
    host = name;
    return this;
  }

  /** The same, read as another site's. */
  Ledger at(Site other) {
    site = other;
    return this;
  }

  Ledger file(List<String> lines) {
    return file(bytes(lines), ".log");
  }

  private static byte[] bytes(List<String> lines) {
    return (lines.isEmpty() ? "" : String.join("\n", lines) + "\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  Ledger packed(List<String> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(bytes(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file(bytes.toByteArray(), ".log.gz");
  }

  private Ledger file(byte[] bytes, String ending) {
    try {
      Files.createDirectories(folder);
      Path path = Files.createTempFile(folder, "mail-", ending);
      files.add(Files.write(path, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The whole report but what may differ: how often a line was repeated, and the shape in which one was not understood. */
  ObjectNode figures() {
    return comparable(report());
  }

  private static ObjectNode comparable(ObjectNode all) {
    ((ObjectNode) all.get("lines")).remove("repeated");
    if (all.get("not_understood") instanceof ArrayNode shapes) {
      shapes.forEach(s -> ((ObjectNode) s).remove("sample"));
    }
    return all;
  }

  /** The same as text, to be compared to the last digit. */
  String text() {
    return Json.pretty(figures());
  }

  /** The same, where the sources are looked for as a command does: their years are worked out beside each other. */
  String discoveredText() {
    Reading reading = reading();
    return Json.pretty(
        comparable(
            run(
                Sources.discover(files.stream().map(Path::toString).toList(), reading).sources(),
                reading)));
  }

  ObjectNode report() {
    return run(files.stream().map(Source::of).toList(), reading());
  }

  private Reading reading() {
    Reading reading = Reading.of(zone, NOW.toEpochMilli() * 1000).withFirstYear(year);
    return host == null ? reading : reading.withHost(host);
  }

  private ObjectNode run(List<Source> sources, Reading reading) {
    FileReport report = new FileReport(site, Ledger::dialects, 2, Progress.NONE);
    try {
      return ReportJson.of(report.run(sources, reading, Query.ALL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dialects dialects() {
    return EveryDialect.dialectsForFigures();
  }
}
