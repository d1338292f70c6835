package mailweir.cli;

import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.answer.Story;
import mailweir.answer.StoryJson;
import mailweir.answer.StoryText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What happened to messages. */
@Command(
    name = "trace",
    description =
        "What happened to messages: by any address, id, client, account, host or time; refused ones too.",
    mixinStandardHelpOptions = true)
public final class TraceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "WORD",
      arity = "0..*",
      description = "Anything: address, queue id, Message-ID, client, account; or from:x to:y.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "A",
      description = "Envelope sender; * at an end stands for anything.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "A",
      description = "Recipient, before or after alias expansion.")
  private String to;

  @Option(
      names = "--client",
      paramLabel = "C",
      description = "Client's address, network (CIDR) or name.")
  private String client;

  @Option(names = "--account", paramLabel = "U", description = "Login.")
  private String account;

  @Option(names = "--queue-id", paramLabel = "ID", description = "Queue id on any host.")
  private String queueId;

  @Option(names = "--message-id", paramLabel = "ID", description = "Message-ID.")
  private String messageId;

  @Option(
      names = "--status",
      paramLabel = "S",
      description =
          "queued delivered deferred bounced expired rejected held discarded quarantined mixed.")
  private String status;

  @Option(names = "--reason", paramLabel = "R", description = "A refusal's reason.")
  private String reason;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default: 40.",
      defaultValue = "40")
  private int limit;

  @Option(names = "--lines", description = "With the log lines.")
  private boolean lines;

  @Option(
      names = "--format",
      paramLabel = "text|json|ndjson",
      description = "Default: text.",
      defaultValue = "text")
  private String format;

  @Mixin private SpanOptions span;

  @Override
  public Integer call() throws java.io.IOException {
    if (!List.of("text", "json", "ndjson").contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are text, json and ndjson");
    }
    ZoneId times = span.shown();
    Query query = query(times);
    PrintWriter out = spec.commandLine().getOut();
    List<Story> stories;
    try (StoreAccess.Asked store = span.store().existing()) {
      stories = store.answers().trace(query, lines);
    }
    switch (format) {
      case "json" -> out.println(Json.pretty(StoryJson.of(stories)));
      case "ndjson" -> {
        for (Story s : stories) {
          out.println(Json.line(StoryJson.of(s)));
        }
      }
      default -> out.print(StoryText.of(stories, times, 120, lines || stories.size() == 1));
    }
    out.flush();
    if (stories.isEmpty()) {
      spec.commandLine().getErr().println("mailweir trace: nothing found");
      return ExitCode.INCOMPLETE;
    }
    return ExitCode.OK;
  }

  private Query query(ZoneId zoneOfTimes) {
    Map<String, String> texts = span.texts();
    if (!words.isEmpty()) {
      texts.put("q", String.join(" ", words));
    }
    texts.put("from", from);
    texts.put("to", to);
    texts.put("client", client);
    texts.put("account", account);
    texts.put("queue-id", queueId);
    texts.put("message-id", messageId);
    texts.put("status", status);
    texts.put("reason", reason);
    texts.put("limit", Integer.toString(limit));
    texts.values().removeIf(java.util.Objects::isNull);
    try {
      return SpanOptions.parser(zoneOfTimes).query(texts, 40, 10_000);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
