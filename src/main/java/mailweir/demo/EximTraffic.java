package mailweir.demo;

import mailweir.demo.Truth.Hourly;

/** Exim: {@code <=} for arrival, {@code => ==} and {@code **} for what became of it. */
final class EximTraffic extends Traffic {
  private static final String TLS = "X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256";

  EximTraffic(Site site) {
    super(site);
  }

  void session(long time, int host) {
    int client = randomClient();
    int pid = machines.newPid(host);
    QueueId id =
        QueueId.of(
            host,
            base62(time / 1000, 6) + "-" + base62(pid, 6) + "-" + base62(chance.below(2000), 2));
    String from = chance.happens(.04) ? "<>" : randomSender();
    double x = chance.fraction();
    String ip = people.clientIps[client];
    boolean unknown = people.isUnknown(client);
    String who =
        "H="
            + (unknown ? "(" + people.helo(client) + ")" : people.clientNames[client])
            + " ["
            + ip
            + "]";
    if (x < .3) {
      String to = x < .12 ? people.remoteAddress(chance) : randomRecipient();
      String why =
          x < .12
              ? "relay not permitted"
              : x < .2 ? "Unknown user" : ip + " is listed at zen.spamhaus.example";
      say(
              time,
              host,
              "exim",
              pid,
              who + " F=<" + bare(from) + "> rejected RCPT <" + to + ">: " + why)
          .counts("rejects.total")
          .counts(
              x < .12 ? "rejects.relay_denied" : x < .2 ? "rejects.unknown_user" : "rejects.rbl")
          .in(Hourly.REJECTED);
    } else if (x < .36) {
      String name = unknown ? "" : people.clientNames[client] + " ";
      String text =
          "unexpected disconnection while reading SMTP command from "
              + name
              + "["
              + ip
              + "] D="
              + chance.between(1, 60)
              + "s";
      say(time, host, "exim", pid, text).counts("lost_connection.CMD");
    } else {
      message(time, host, pid, client, id, from, who);
    }
  }

  private void message(
      long time, int host, int pid, int client, QueueId id, String from, String who) {
    String text =
        id
            + " <= "
            + from
            + " "
            + who
            + " P=esmtps "
            + TLS
            + " CV=no S="
            + size()
            + " id="
            + messageId(from).replace("<", "").replace(">", "");
    say(time, host, "exim", pid, text)
            .counts("accepted.total")
            .in(Hourly.ACCEPTED)
            .names(id)
            .client =
        client;
    int recipients = chance.happens(.85) ? 1 : chance.between(2, 6);
    long now = time;
    for (int i = 0; i < recipients; i++) {
      boolean local = chance.happens(.75);
      String to = local ? randomRecipient() : people.remoteAddress(chance);
      now += chance.between(100, 3000);
      deliver(now, host, pid + 2, id, local, to, i > 0);
    }
    say(now + 5, host, "exim", pid + 2, id + " Completed").counts("removed");
  }

  private void deliver(
      long end, int host, int pid, QueueId id, boolean local, String to, boolean further) {
    double fate = chance.fraction();
    String exchanger =
        " R=dnslookup T=remote_smtp H=" + Population.exchanger(to).replace("[", " [");
    String error = ": SMTP error from remote mail server after RCPT TO:<" + to + ">: ";
    if (fate < .9) {
      String how =
          local ? localOf(to) + " <" + to + "> R=local_user T=maildir_home" : to + exchanger;
      String answer =
          local ? "" : " " + TLS + " CV=yes C=\"250 2.0.0 Ok: queued as " + letters(11) + "\"";
      say(end, host, "exim", pid, id + (further && !local ? " -> " : " => ") + how + answer)
          .counts("final.sent")
          .in(Hourly.DELIVERED);
    } else if (fate < .96) {
      String how = exchanger.replace("remote_smtp H=", "remote_smtp defer (-44) H=");
      say(end, host, "exim", pid, id + " == " + to + how + error + "450 4.2.0 Greylisted")
          .counts("final.deferred")
          .in(Hourly.DEFERRED);
    } else {
      say(end, host, "exim", pid, id + " ** " + to + exchanger + error + "550 5.1.1 User unknown")
          .counts("final.bounced")
          .in(Hourly.BOUNCED);
    }
  }

  private static String base62(long value, int length) {
    char[] digits = new char[length];
    long v = value;
    for (int i = length - 1; i >= 0; i--) {
      int d = (int) (v % 62);
      v /= 62;
      digits[i] = (char) (d < 10 ? '0' + d : d < 36 ? 'A' + d - 10 : 'a' + d - 36);
    }
    return new String(digits);
  }

  /** A sender as it stands between brackets; the null sender is nothing. */
  private static String bare(String from) {
    return from.equals("<>") ? "" : from;
  }
}
