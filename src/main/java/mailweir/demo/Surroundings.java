package mailweir.demo;

/** What stands around Postfix in the same log: mailboxes being read, statistics, policy, warnings. */
final class Surroundings extends Traffic {
  Surroundings(Site site) {
    super(site);
  }

  /** Somebody reads mail with Dovecot. */
  void mailbox(long time, int host) {
    int client = randomUser();
    String user = randomAccount();
    String session = letters(16);
    String ips = "rip=" + people.clientIps[client] + ", lip=192.0.2." + (10 + host);
    if (chance.happens(.12)) {
      String text =
          "imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<"
              + user
              + ">, method=PLAIN, "
              + ips
              + ", TLS, session=<"
              + session
              + ">";
      say(time + 2000, host, "dovecot", 0, text).counts("dovecot.auth_failed");
      return;
    }
    String protocol = chance.happens(.85) ? "imap" : "pop3";
    String login =
        protocol
            + "-login: Login: user=<"
            + user
            + ">, method=PLAIN, "
            + ips
            + ", mpid="
            + chance.between(1000, 999999)
            + ", TLS, session=<"
            + session
            + ">";
    say(time, host, "dovecot", 0, login).counts("dovecot.login");
    if (protocol.equals("imap")) {
      // When it ends is drawn before what it read.
      long end = time + 3000 + (long) chance.waiting(600000);
      String text =
          "imap("
              + user
              + ")<"
              + chance.between(1000, 999999)
              + "><"
              + session
              + ">: Disconnected: Logged out in="
              + chance.below(20000)
              + " out="
              + chance.below(900000)
              + " deleted="
              + chance.below(3)
              + " expunged="
              + chance.below(3)
              + " trashed=0 hdr_count="
              + chance.below(40)
              + " hdr_bytes="
              + chance.below(20000)
              + " body_count="
              + chance.below(9)
              + " body_bytes="
              + chance.below(300000);
      say(end, host, "dovecot", 0, text).counts("dovecot.logout");
    } else {
      String text =
          "pop3("
              + user
              + ")<"
              + chance.between(1000, 999999)
              + "><"
              + session
              + ">: Disconnected: Logged out top=0/0, retr="
              + chance.below(5)
              + "/"
              + chance.below(90000)
              + ", del=0/"
              + chance.below(900)
              + ", size="
              + chance.below(90000000);
      say(time + 900, host, "dovecot", 0, text).counts("dovecot.logout");
    }
  }

  /** One of the things that carry little or nothing. */
  void anything(long time, int host) {
    int client = randomClient();
    String ip = people.clientIps[client];
    switch (chance.below(6)) {
      case 0 -> statistics(time, host, ip);
      case 1 ->
          say(
              time,
              host,
              "postfix/scache",
              machines.newPid(host),
              "statistics: start interval Dec 20 03:10:47");
      case 2 -> {
        String text =
            "warning: Connection rate limit exceeded: 61 from "
                + people.client(client)
                + " for service smtp";
        say(time, host, "postfix/smtpd", machines.newPid(host), text).counts("warnings");
      }
      case 3 -> {
        int pid = machines.newPid(host);
        String text =
            "prepend Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip="
                + ip
                + "; helo="
                + people.helo(client)
                + "; envelope-from="
                + randomSender()
                + "; receiver="
                + randomRecipient()
                + " ";
        say(time, host, "policyd-spf", pid, text);
      }
      case 4 -> {
        String text =
            "imap-login: Disconnected: Inactivity (no auth attempts in 180 secs): user=<>, rip="
                + ip
                + ", lip=192.0.2.10, TLS handshaking, session=<"
                + letters(16)
                + ">";
        say(time, host, "dovecot", 0, text);
      }
      default -> {
        String domain = Population.HOME_DOMAINS[1];
        String text =
            "warning: do not list domain "
                + domain
                + " in BOTH mydestination and virtual_mailbox_domains";
        say(time, host, "postfix/trivial-rewrite", machines.newPid(host), text).counts("warnings");
      }
    }
  }

  private void statistics(long time, int host, String ip) {
    int anvil = machines.anvil(host);
    String at = " at Jan 12 03:14:07";
    String service = " for (smtp:" + ip + ")";
    say(
        time,
        host,
        "postfix/anvil",
        anvil,
        "statistics: max connection rate " + chance.between(1, 60) + "/60s" + service + at);
    say(
        time,
        host,
        "postfix/anvil",
        anvil,
        "statistics: max connection count " + chance.between(1, 20) + service + at);
    say(
        time,
        host,
        "postfix/anvil",
        anvil,
        "statistics: max cache size " + chance.between(1, 300) + " at Jan 12 03:10:07");
  }
}
