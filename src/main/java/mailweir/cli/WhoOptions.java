package mailweir.cli;

import picocli.CommandLine.Option;

/** Which waiting messages, by their envelopes: the same for verbs that ask and for verbs that act. */
final class WhoOptions {
  @Option(
      names = "--queue",
      paramLabel = "Q",
      description = "Only in this queue or place: deferred, hold, mqueue, mqueue.in.")
  String queue;

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "Envelope sender; <> is the null sender. With * at either end: a part.")
  String from;

  @Option(names = "--to", paramLabel = "ADDRESS", description = "A recipient, as *@example.org.")
  String to;

  @Option(names = "--client", paramLabel = "IP|NETWORK|NAME", description = "Who brought it.")
  String client;

  @Option(names = "--account", paramLabel = "USER", description = "Who was logged in.")
  String account;
}
