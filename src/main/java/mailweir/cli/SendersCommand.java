package mailweir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import mailweir.answer.Answers;
import mailweir.answer.Csv;
import mailweir.answer.Query;
import mailweir.answer.SenderRisk;
import mailweir.answer.SenderRiskText;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.pipeline.FileSenders;
import picocli.CommandLine.Command;

/** Who sends through the site, the riskiest first. */
@Command(
    name = "senders",
    description = {
      "Who sends through the site: accounts, and clients that relay without a login; the riskiest first, with the reasons.",
      "With files it reads them and keeps nothing; without, it asks the store."
    },
    mixinStandardHelpOptions = true)
public final class SendersCommand extends RowsCommand<SenderRisk> {
  @Override
  List<SenderRisk> ofStore(Answers answers, Query query) {
    return answers.senders(query);
  }

  @Override
  Read<SenderRisk> ofFiles(List<Source> sources, Reading reading, Query query, PrintWriter err)
      throws IOException {
    try (ProgressLine progress = new ProgressLine(err, sources)) {
      FileSenders reader =
          new FileSenders(Wiring::dialects, Runtime.getRuntime().availableProcessors(), progress);
      List<SenderRisk> rows = reader.run(sources, reading, query);
      return new Read<>(rows, reader.problems());
    }
  }

  @Override
  void csv(List<SenderRisk> rows, PrintWriter out) {
    Csv.senders(rows, out);
  }

  @Override
  ArrayNode json(List<SenderRisk> rows) {
    return SenderRiskText.json(rows);
  }

  @Override
  ObjectNode json(SenderRisk row) {
    return SenderRiskText.json(row);
  }

  @Override
  String table(List<SenderRisk> rows, ZoneId zone) {
    return SenderRiskText.of(rows);
  }
}
