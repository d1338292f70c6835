package mailweir.demo;

import java.util.StringJoiner;
import mailweir.demo.Machines.Pool;
import mailweir.demo.Machines.Smtpd;
import mailweir.demo.PostfixQueue.Delays;

/** The content filter behind the queue: a message goes to amavis, and comes back as another message or not at all. */
final class AmavisFilter extends Traffic {
  private final PostfixQueue queue;

  AmavisFilter(Site site, PostfixQueue queue) {
    super(site);
    this.queue = queue;
  }

  /** What the filter found. */
  private record Verdict(
      String text, String action, String counter, boolean passed, String why, double score) {}

  /** Sends a message that became active at {@code time} through the filter, and delivers what comes back. */
  void pass(long time, Mail mail, String messageId, int client, boolean outbound) {
    int host = mail.host();
    int worker = chance.below(machines.amavisWorkers(host));
    int amavis = machines.amavis(host, worker);
    int smtp = machines.pid(Pool.SMTP, host);
    String task =
        "("
            + String.format("%05d", amavis % 100000)
            + "-"
            + String.format("%02d", machines.amavisTurn(host, worker))
            + ")";
    long begin = time + chance.between(10, 400);
    long duration = 150 + (long) chance.waiting(900);
    double x = chance.fraction();
    if (chance.happens(.001)) {
      begin = refused(begin, mail, smtp);
    }
    long end = begin + duration;
    Verdict verdict = verdict(outbound, x);
    Mail back = verdict.passed ? comesBack(end, mail, messageId, client) : null;
    report(end, mail, messageId, client, amavis, task, duration, verdict, back);
    String answer =
        verdict.passed
            ? "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as " + back.id()
            : "250 2.7.0 Ok, discarded, id="
                + task.substring(1, task.length() - 1)
                + " - "
                + verdict.why;
    for (String to : mail.to()) {
      Delays delays =
          Delays.of(
              time - 200 > 0 ? .1 + chance.fraction() * .5 : 0,
              .01 + chance.fraction() * .03,
              chance.fraction() * .01,
              duration / 1000.0);
      String dsn = verdict.passed ? "2.0.0" : "2.7.0";
      queue
          .status(
              end,
              mail,
              "postfix/smtp",
              smtp,
              to,
              null,
              "127.0.0.1[127.0.0.1]:10024",
              delays,
              dsn,
              "sent",
              answer)
          .counts(verdict.passed ? "amavis_hop.relayed" : "amavis_hop.discarded");
    }
    queue.removed(end + 3, mail);
    if (verdict.passed) {
      queue.deliver(end - 20, back);
    }
  }

  /** The filter does not answer; when it does. */
  private long refused(long begin, Mail mail, int smtp) {
    String why = "connect to 127.0.0.1[127.0.0.1]:10024: Connection refused";
    for (String to : mail.to()) {
      queue
          .status(
              begin,
              mail,
              "postfix/smtp",
              smtp,
              to,
              null,
              "none",
              Delays.of(.3, .01, 0, 0),
              "4.4.1",
              "deferred",
              why)
          .counts("amavis_hop.deferred");
    }
    say(begin, mail.host(), "postfix/smtp", smtp, why);
    long again = begin + 300000 + chance.below(60000);
    queue.active(again - 20, mail);
    return again;
  }

  private Verdict verdict(boolean outbound, double fate) {
    double score = -1.9 + chance.fraction() * 3;
    double x = outbound ? chance.fraction() * .84 : fate;
    String blocked = "{DiscardedInbound,Quarantined}";
    if (x < .78) {
      return new Verdict(
          "Passed CLEAN",
          outbound ? "{RelayedOutbound}" : "{RelayedInbound}",
          "clean",
          true,
          null,
          score);
    }
    if (x < .84) {
      return new Verdict(
          "Passed SPAMMY",
          "{RelayedTaggedInbound}",
          "spammy_passed",
          true,
          null,
          2 + chance.fraction() * 4);
    }
    if (x < .87) {
      return new Verdict(
          "Passed BAD-HEADER-0", "{RelayedInbound}", "bad_header_passed", true, null, score);
    }
    if (x < .988) {
      return new Verdict(
          "Blocked SPAM", blocked, "spam_blocked", false, "spam", 6.31 + chance.waiting(8));
    }
    if (x < .995) {
      String[] viruses = {
        "Win.Trojan.Agent-36215",
        "Doc.Dropper.Generic-6650",
        "Eicar-Test-Signature",
        "Heuristics.Phishing.Email.SpoofedDomain"
      };
      String virus = chance.of(viruses);
      return new Verdict(
          "Blocked INFECTED (" + virus + ")",
          blocked,
          "infected_blocked",
          false,
          "INFECTED: " + virus,
          Double.NaN);
    }
    String text = "Blocked BANNED (.exe,.exe-ms,invoice_" + chance.below(9999) + ".exe)";
    return new Verdict(
        text, blocked, "banned_blocked", false, "BANNED: .exe,.exe-ms,invoice.exe", Double.NaN);
  }

  /** The filter gives the message back to Postfix. */
  private Mail comesBack(long end, Mail mail, String messageId, int client) {
    int host = mail.host();
    Smtpd smtpd = machines.take(host, end - 60);
    QueueId id = machines.newQueueId(host, end - 55, end + 3600000L);
    Mail back = mail.requeued(id, mail.size() + chance.between(380, 620));
    say(end - 60, host, "postfix/smtpd", smtpd.pid, "connect from localhost[127.0.0.1]")
        .counts("connects.reinject");
    String origin =
        host % 3 != 2
            ? ", orig_queue_id=" + mail.id() + ", orig_client=" + people.client(client)
            : "";
    say(end - 55, host, "postfix/smtpd", smtpd.pid, id + ": client=localhost[127.0.0.1]" + origin)
        .counts("client_lines.reinject")
        .names(id);
    queue.cleanup(end - 50, back, messageId);
    int recipients = mail.to().length;
    String done =
        "disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt="
            + recipients
            + " data=1 quit=1 commands="
            + (4 + recipients);
    say(end - 25, host, "postfix/smtpd", smtpd.pid, done).counts("disconnects.reinject");
    queue.activeAgain(end - 20, back);
    machines.giveBack(host, smtpd, end - 25);
    return back;
  }

  private void report(
      long end,
      Mail mail,
      String messageId,
      int client,
      int amavis,
      String task,
      long duration,
      Verdict verdict,
      Mail back) {
    StringJoiner recipients = new StringJoiner(",");
    for (String to : mail.to()) {
      recipients.add("<" + to + ">");
    }
    String ip = people.clientIps[client];
    String text =
        task
            + " "
            + verdict.text
            + " "
            + verdict.action
            + ", ["
            + ip
            + "]:"
            + chance.between(1024, 65535)
            + " ["
            + ip
            + "] <"
            + mail.from()
            + "> -> "
            + recipients
            + ", "
            + (verdict.passed ? "" : "quarantine: " + letters(1) + "/spam-" + letters(12) + ".gz, ")
            + "Queue-ID: "
            + mail.id()
            + ", Message-ID: "
            + messageId
            + ", mail_id: "
            + letters(12)
            + ", Hits: "
            + (Double.isNaN(verdict.score) ? "-" : threeDecimals(verdict.score))
            + ", size: "
            + mail.size()
            + (verdict.passed ? ", queued_as: " + back.id() : "")
            + ", "
            + duration
            + " ms";
    say(end - 10, mail.host(), "amavis", amavis, text).counts("amavis." + verdict.counter);
  }
}
