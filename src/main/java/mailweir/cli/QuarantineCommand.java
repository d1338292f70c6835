package mailweir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import mailweir.answer.Answers;
import mailweir.answer.Csv;
import mailweir.answer.QuarantineText;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.pipeline.FileQuarantine;
import picocli.CommandLine.Command;

/** What filters stopped: one row a message and recipient. */
@Command(
    name = "quarantine",
    description = {
      "What filters stopped or marked: date, host, event, name, relay, sender, recipient, subject, action; one row a message and recipient.",
      "With files it reads them and keeps nothing; without, it asks the store."
    },
    mixinStandardHelpOptions = true)
public final class QuarantineCommand extends RowsCommand<Quarantined> {
  @Override
  List<Quarantined> ofStore(Answers answers, Query query) {
    return answers.quarantine(query);
  }

  @Override
  Read<Quarantined> ofFiles(List<Source> sources, Reading reading, Query query, PrintWriter err) {
    try (ProgressLine progress = new ProgressLine(err, sources)) {
      FileQuarantine reader = new FileQuarantine(Wiring::dialects, progress);
      List<Quarantined> rows = reader.run(sources, reading, query);
      return new Read<>(rows, reader.problems());
    }
  }

  @Override
  void csv(List<Quarantined> rows, PrintWriter out) {
    Csv.quarantine(rows, out);
  }

  @Override
  ArrayNode json(List<Quarantined> rows) {
    return QuarantineText.json(rows);
  }

  @Override
  ObjectNode json(Quarantined row) {
    return QuarantineText.json(row);
  }

  @Override
  String table(List<Quarantined> rows, ZoneId zone) {
    return QuarantineText.of(rows, zone);
  }
}
