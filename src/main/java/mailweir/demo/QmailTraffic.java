package mailweir.demo;

import mailweir.demo.Truth.Hourly;

/** qmail with tcpserver, chkuser and simscan: no id goes through from the client to the queue. */
final class QmailTraffic extends Traffic {
  private long message = 100000;
  private int delivery = 1;

  QmailTraffic(Site site) {
    super(site);
  }

  private Entry service(long time, int host, String service, String text) {
    return say(time, host, service, 0, stamp(time) + " " + text);
  }

  private void send(long time, int host, String text) {
    queue(time, host, text);
  }

  private Entry queue(long time, int host, String text) {
    return say(time, host, "qmail", 0, stamp(time) + " " + text);
  }

  private String stamp(long time) {
    return (time / 1000) + "." + String.format("%06d", (time % 1000) * 1000 + chance.below(1000));
  }

  void session(long time, int host) {
    int client = randomClient();
    double x = chance.fraction();
    String service = x < .62 ? "smtp-mx" : x < .82 ? "smtp" : "smsp";
    boolean submission = service.equals("smsp");
    String ip = people.clientIps[client];
    int pid = machines.newPid(host);
    int port = chance.between(1024, 65535);
    if (chance.happens(.6)) {
      status(time, host, service);
    }
    service(time + 1, host, service, "tcpserver: pid " + pid + " from " + ip);
    String here =
        host(host) + ".example.org:192.0.2." + (10 + host) + ":" + (submission ? 587 : 25);
    String there =
        (people.isUnknown(client) ? "" : people.clientNames[client]) + ":" + ip + "::" + port;
    service(time + 3, host, service, "tcpserver: ok " + pid + " " + here + " " + there);
    long now = time + 300;
    String account = submission ? randomAccount() : "";
    String from = submission ? account : chance.happens(.03) ? "" : randomSender();
    String to = null;
    if (!chance.happens(.06)) {
      String remote =
          "remote <"
              + people.helo(client).replace(":", "_")
              + ":"
              + people.clientNames[client]
              + ":"
              + ip
              + ">";
      Checks checks =
          new Checks(host, service, client, "from <" + from + ":" + account + ":> " + remote);
      now = checks.run(now);
      to = checks.accepted;
    }
    if (to != null) {
      now = message(now, host, service, pid, ip, from, to);
    }
    service(
        now + 500, host, service, "tcpserver: end " + pid + " status " + (to != null ? 0 : 256));
    if (chance.happens(.5)) {
      status(now + 501, host, service);
    }
  }

  private void status(long time, int host, String service) {
    // The stamp's digits are drawn after the number.
    String text = "tcpserver: status: " + chance.between(1, 90) + "/100";
    service(time, host, service, text);
  }

  /** What chkuser says of sender and recipients. */
  private final class Checks {
    private final int host;
    private final String service;
    private final int client;
    private final String session;
    private String accepted;

    Checks(int host, String service, int client, String session) {
      this.host = host;
      this.service = service;
      this.client = client;
      this.session = session;
    }

    private Entry chkuser(long time, String what, String rcpt, String why) {
      return service(
              time,
              host,
              service,
              "CHKUSER " + what + ": " + session + " rcpt <" + rcpt + "> : " + why)
          .counts("chkuser." + what)
          .counts("chkuser_by_service." + service)
          .counts("chkuser_total");
    }

    long run(long time) {
      if (chance.happens(.05)) {
        String why =
            chance.happens(.6) ? "invalid sender MX domain" : "invalid sender address format";
        chkuser(time, "rejected sender", "", why).in(Hourly.REJECTED);
        return time;
      }
      chkuser(time, "accepted sender", "", "sender accepted");
      int recipients = chance.happens(.45) ? 1 : chance.between(2, 7);
      long now = time;
      for (int i = 0; i < recipients; i++) {
        now += chance.between(20, 400);
        recipient(now);
      }
      return now;
    }

    private void recipient(long time) {
      double y = chance.fraction();
      String what;
      String why;
      String to;
      if (service.equals("smsp") && y < .7) {
        to = people.remoteAddress(chance);
        what = "relaying rcpt";
        why = "client allowed to relay";
        accepted = to;
      } else if (y < .62) {
        to = randomRecipient();
        what = "accepted rcpt";
        why = "found existing recipient";
        accepted = to;
      } else if (y < .78) {
        to = people.remoteAddress(chance);
        what = "rejected relaying";
        why = "client not allowed to relay";
      } else if (y < .97) {
        to = nobody(9999);
        what = "rejected rcpt";
        why = chance.happens(.9) ? "not existing recipient" : "mailbox is over quota";
      } else {
        to = "x";
        what = "rejected intrusion";
        why = "max number of allowed invalid rcpt";
      }
      Entry e =
          chkuser(time, what, to, why)
              .in(what.startsWith("rej") ? Hourly.REJECTED : Hourly.ACCEPTED);
      e.client = client;
    }
  }

  /** simscan looks at the message, and qmail delivers it; when it was taken. */
  private long message(
      long time, int host, String service, int pid, String ip, String from, String to) {
    long m = message++;
    int d = delivery++;
    String process = Integer.toString(machines.newPid(host));
    long now = time + chance.between(100, 2000);
    simscan(now, host, service, pid, ip, from, to);
    send(now + 5, host, "new msg " + m);
    info(now + 6, host, m, from, process);
    send(
        now + 8,
        host,
        "starting delivery "
            + d
            + ": msg "
            + m
            + " to "
            + (service.equals("smsp") ? "remote " : "local ")
            + to);
    send(now + 8, host, "status: local 1/40 remote 0/60");
    double fate = chance.fraction();
    String outcome =
        fate < .93
            ? "success: did_0+0+1/"
            : fate < .97
                ? "deferral: Connected_to_198.18.3.4_but_greeting_failed./"
                : "failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/";
    queue(now + 300, host, "delivery " + d + ": " + outcome)
        .counts(fate < .93 ? "final.sent" : fate < .97 ? "final.deferred" : "final.bounced");
    send(now + 301, host, "status: local 0/40 remote 0/60");
    send(now + 302, host, "end msg " + m);
    return now;
  }

  private void simscan(
      long time, int host, String service, int pid, String ip, String from, String to) {
    boolean clean = chance.happens(.8);
    String begin = "simscan:[" + pid + "]:" + (clean ? "CLEAN (" : "SPAM REJECT (");
    String end = ":" + ip + ":" + from + ":" + to;
    if (clean) {
      String score = threeDecimals(chance.fraction() * 4);
      String seconds = threeDecimals(chance.fraction() * 3);
      String subject = "Re_ Ihre Nachricht vom " + chance.between(1, 29) + ".";
      service(time, host, service, begin + score + "/12.00):" + seconds + "s:" + subject + end)
          .counts("simscan.clean");
    } else {
      String score = threeDecimals(12 + chance.fraction() * 20);
      String seconds = threeDecimals(chance.fraction() * 3);
      service(time, host, service, begin + score + "/12.00):" + seconds + "s:Gewinn!!!" + end)
          .counts("simscan.spam");
    }
  }

  private void info(long time, int host, long m, String from, String process) {
    String stamp = stamp(time);
    String text =
        stamp
            + " info msg "
            + m
            + ": bytes "
            + size()
            + " from <"
            + from
            + "> qp "
            + process
            + " uid 89";
    say(time, host, "qmail", 0, text).counts("accepted.total");
  }
}
