package mailweir.demo;

import java.time.LocalDateTime;
import mailweir.demo.Truth.Hourly;

/** Sendmail: a from line, and a to line for each recipient. */
final class SendmailTraffic extends Traffic {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx";
  private static final String MTA = "sm-mta";

  SendmailTraffic(Site site) {
    super(site);
  }

  void session(long time, int host) {
    int pid = machines.newPid(host);
    int client = randomClient();
    QueueId id = QueueId.of(host, queueId(time, pid));
    String sender = chance.happens(.04) ? "" : randomSender();
    double x = chance.fraction();
    int size = size();
    String who = people.clientNames[client] + " [" + people.clientIps[client] + "]";
    if (x < .2) {
      boolean relaying = x < .1;
      String to = relaying ? people.remoteAddress(chance) : randomRecipient();
      String text =
          id
              + ": ruleset=check_rcpt, arg1=<"
              + to
              + ">, relay="
              + who
              + ", reject=550 5.7.1 <"
              + to
              + ">... "
              + (relaying ? "Relaying denied" : "User unknown");
      say(time, host, MTA, pid, text)
          .counts("rejects.total")
          .counts(relaying ? "rejects.relay_denied" : "rejects.unknown_user")
          .names(id)
          .in(Hourly.REJECTED);
    } else if (x < .3) {
      String text =
          "ruleset=check_relay, arg1="
              + people.clientNames[client]
              + ", arg2="
              + people.clientIps[client]
              + ", relay="
              + who
              + ", reject=553 5.3.0 Rejected - see http://bl.example/";
      say(time, host, MTA, pid, text)
          .counts("rejects.total")
          .counts("rejects.rbl")
          .in(Hourly.REJECTED);
    } else if (x < .35) {
      say(
              time,
              host,
              MTA,
              pid,
              id + ": " + who + " did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA")
          .counts("lost_connection.CONNECT");
    } else {
      message(time, host, pid, client, id, sender, size, who);
    }
  }

  private String queueId(long time, int pid) {
    LocalDateTime t = utc(time);
    return ""
        + DIGITS.charAt(t.getYear() % 60)
        + DIGITS.charAt(t.getMonthValue() - 1)
        + DIGITS.charAt(t.getDayOfMonth())
        + DIGITS.charAt(t.getHour())
        + DIGITS.charAt(t.getMinute())
        + DIGITS.charAt(t.getSecond())
        + DIGITS.charAt(chance.below(60))
        + DIGITS.charAt(chance.below(60))
        + String.format("%06d", pid % 1000000);
  }

  private void message(
      long time, int host, int pid, int client, QueueId id, String sender, int size, String who) {
    int recipients = chance.happens(.85) ? 1 : chance.between(2, 6);
    String text =
        id
            + ": from=<"
            + sender
            + ">, size="
            + size
            + ", class=0, nrcpts="
            + recipients
            + ", msgid="
            + messageId(sender)
            + ", proto=ESMTP, daemon=MTA-v4, relay="
            + who;
    say(time, host, MTA, pid, text).counts("accepted.total").in(Hourly.ACCEPTED).names(id).client =
        client;
    for (int i = 0; i < recipients; i++) {
      deliver(time, host, pid + 1, id, size);
    }
  }

  private void deliver(long time, int host, int pid, QueueId id, int size) {
    boolean local = chance.happens(.75);
    String to = local ? randomRecipient() : people.remoteAddress(chance);
    long end = time + chance.between(100, 9000);
    double fate = chance.fraction();
    String begin =
        id
            + ": to=<"
            + to
            + ">, delay=00:00:0"
            + chance.between(1, 9)
            + ", xdelay=00:00:0"
            + chance.between(1, 9)
            + ", mailer="
            + (local ? "local" : "esmtp")
            + ", pri="
            + (size + 30000)
            + (local ? "" : ", relay=" + Population.exchanger(to).replace("[", ". ["));
    if (fate < .9) {
      String answer = local ? "" : " (Ok: queued as " + letters(11) + ")";
      say(end, host, MTA, pid, begin + ", dsn=2.0.0, stat=Sent" + answer)
          .counts("final.sent")
          .in(Hourly.DELIVERED);
    } else if (fate < .96) {
      say(
              end,
              host,
              MTA,
              pid,
              begin + ", dsn=4.0.0, stat=Deferred: Connection timed out with " + domainOf(to) + ".")
          .counts("final.deferred")
          .in(Hourly.DEFERRED);
    } else {
      say(end, host, MTA, pid, begin + ", dsn=5.1.1, stat=User unknown")
          .counts("final.bounced")
          .in(Hourly.BOUNCED);
      String s = id.text();
      String notice = s.substring(0, 7) + (s.charAt(7) == 'A' ? "B" : "A") + s.substring(8);
      say(end + 5, host, MTA, pid, id + ": " + notice + ": DSN: User unknown")
          .counts("bounce_notifications");
    }
  }
}
