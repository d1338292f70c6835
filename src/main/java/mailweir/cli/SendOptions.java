package mailweir.cli;

import mailweir.letter.Sending;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who sends a mail, and through which mail server. */
final class SendOptions {
  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "The sender's address; default: mailweir@ and this host's name.")
  private String from;

  @Option(
      names = "--sendmail",
      paramLabel = "PROGRAM",
      description = "Gives mails to this program; default: ${DEFAULT-VALUE}.",
      defaultValue = "/usr/sbin/sendmail")
  private String sendmail;

  @Option(
      names = "--smtp",
      paramLabel = "HOST:PORT",
      description = "Gives mails to this server by SMTP instead.")
  private String smtp;

  /** The sender's address. */
  String from() {
    return from == null ? "mailweir@" + Wiring.machine() : from;
  }

  /** How mails are given away. {@code spec}: of the command, for what is wrong with the options. */
  Sending sending(CommandSpec spec) {
    if (smtp == null) {
      return new Sending.ByCommand(sendmail);
    }
    int colon = smtp.lastIndexOf(':');
    String port = smtp.substring(colon + 1);
    if (colon <= 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--smtp " + smtp + ": write HOST:PORT, as mail.example.org:25");
    }
    return new Sending.BySmtp(smtp);
  }
}
