package mailweir.demo;

import mailweir.demo.Machines.Pool;
import mailweir.demo.Machines.Smtpd;
import mailweir.demo.Truth.Hourly;

/** Clients of Postfix: other servers with mail or without, users who submit, programs on the host itself. */
final class PostfixSessions extends Traffic {
  private static final String SMTPD = "postfix/smtpd";

  private final PostfixQueue queue;
  private final AmavisFilter filter;
  private final Surroundings surroundings;

  PostfixSessions(Site site) {
    super(site);
    queue = new PostfixQueue(site);
    filter = new AmavisFilter(site, queue);
    surroundings = new Surroundings(site);
  }

  /** One session of any kind. */
  void session(long time, int host) {
    double x = chance.fraction();
    if (x < .55) {
      inbound(time, host);
    } else if (x < .70) {
      submission(time, host);
    } else if (x < .73) {
      pickup(time, host);
    } else if (x < .95) {
      surroundings.mailbox(time, host);
    } else {
      surroundings.anything(time, host);
    }
  }

  private void connect(long time, int host, String service, int pid, int client) {
    if (people.isUnknown(client) && chance.happens(.5)) {
      String ip = people.clientIps[client];
      String name =
          ip.replace('.', '-').replace(':', '-')
              + ".bad."
              + people.domains[client % people.domains.length];
      String text =
          "warning: hostname "
              + name
              + " does not resolve to address "
              + ip
              + ": Name or service not known";
      say(time, host, service, pid, text).counts("warnings");
    }
    say(time, host, service, pid, "connect from " + people.client(client))
        .counts("connects.external");
  }

  private void inbound(long time, int host) {
    Smtpd smtpd = machines.take(host, time);
    int client = randomClient();
    new Inbound(host, smtpd.pid, client).run(time, smtpd);
  }

  /** Another server, or what claims to be one. */
  private final class Inbound {
    private final int host;
    private final int pid;
    private final int client;
    private final String from;
    private long now;
    private boolean tls;

    Inbound(int host, int pid, int client) {
      this.host = host;
      this.pid = pid;
      this.client = client;
      this.from = people.client(client);
    }

    void run(long time, Smtpd smtpd) {
      double x = chance.fraction();
      connect(time, host, SMTPD, pid, client);
      now = time;
      tls = chance.happens(.8);
      if (tls && x >= .12) {
        now += chance.between(40, 300);
        smtpd(
                "Anonymous TLS connection established from "
                    + from
                    + ": "
                    + (chance.happens(.7) ? TLS13 : TLS12))
            .counts("tls_in");
      }
      String commands;
      if (x < .06) {
        commands = lost();
      } else if (x < .12) {
        commands = badPassword();
      } else if (x < .42) {
        commands = refusals();
      } else if (x < .445) {
        commands = aborted();
      } else {
        commands = messages();
      }
      now += chance.between(20, 400);
      smtpd("disconnect from " + from + " " + commands).counts("disconnects.external");
      machines.giveBack(host, smtpd, now);
    }

    private Entry smtpd(String text) {
      return say(now, host, SMTPD, pid, text);
    }

    private String lost() {
      String[] stages = {"CONNECT", "EHLO", "STARTTLS", "UNKNOWN", "MAIL", "RCPT"};
      String stage = chance.of(stages);
      now += chance.between(30, 20000);
      if (stage.equals("STARTTLS")) {
        smtpd("SSL_accept error from " + from + ": -1");
        smtpd(
                "warning: TLS library problem: error:0A000102:SSL routines::unsupported protocol:../ssl/statem/statem_srvr.c:1686:")
            .counts("warnings");
      }
      smtpd("lost connection after " + stage + " from " + from).counts("lost_connection." + stage);
      return stage.equals("CONNECT") ? "commands=0/0" : "ehlo=1 commands=1";
    }

    private String badPassword() {
      now += chance.between(300, 3000);
      String user =
          chance.happens(.5) ? chance.of(Population.FIRST_NAMES) : chance.of(people.accounts);
      String account = chance.happens(.4) ? ", sasl_username=" + user : "";
      smtpd("warning: " + from + ": SASL LOGIN authentication failed: UGFzc3dvcmQ6" + account)
          .counts("sasl.failed")
          .counts("warnings");
      if (chance.happens(.7)) {
        say(now + 5, host, SMTPD, pid, "lost connection after AUTH from " + from)
            .counts("lost_connection.AUTH");
      }
      return "ehlo=1 auth=0/1 commands=1/2";
    }

    private String refusals() {
      int n = chance.happens(.85) ? 1 : chance.between(2, 5);
      String sender = chance.happens(.06) ? "" : chance.of(people.senders);
      double kind = chance.fraction();
      for (int i = 0; i < n; i++) {
        now += chance.between(50, 1500);
        refuse(sender, kind);
      }
      return "ehlo=1 mail=1 rcpt=0/" + n + " quit=1 commands=3/" + (3 + n);
    }

    private void refuse(String sender, double kind) {
      String to = randomRecipient();
      String answer;
      String counter;
      String ip = people.clientIps[client];
      if (kind < .45) {
        String list = chance.happens(.6) ? "zen.spamhaus.example" : "bl.spamcop.example";
        answer =
            "554 5.7.1 Service unavailable; Client host ["
                + ip
                + "] blocked using "
                + list
                + "; https://www."
                + list
                + "/query/ip/"
                + ip;
        counter = "rbl";
      } else if (kind < .68) {
        to = nobody(99999);
        answer =
            "550 5.1.1 <"
                + to
                + ">: Recipient address rejected: User unknown in virtual mailbox table";
        counter = "unknown_user";
      } else if (kind < .84) {
        answer =
            "450 4.2.0 <"
                + to
                + ">: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.org.html";
        counter = "greylist";
        String text =
            "action=greylist, reason=new, client_name="
                + people.clientNames[client]
                + ", client_address="
                + ip
                + "/32, sender="
                + sender
                + ", recipient="
                + to;
        say(now, host, "postgrey", 911, text).counts("postgrey");
      } else if (kind < .90) {
        to = people.remoteAddress(chance);
        answer = "454 4.7.1 <" + to + ">: Relay access denied";
        counter = "relay_denied";
      } else if (kind < .95) {
        answer = "450 4.7.25 Client host rejected: cannot find your hostname, [" + ip + "]";
        counter = "rdns";
      } else {
        answer =
            "504 5.5.2 <"
                + people.helo(client)
                + ">: Helo command rejected: need fully-qualified hostname";
        counter = "helo";
      }
      smtpd(
              "NOQUEUE: reject: RCPT from "
                  + from
                  + ": "
                  + answer
                  + "; from=<"
                  + sender
                  + "> to=<"
                  + to
                  + "> proto=ESMTP helo=<"
                  + people.helo(client)
                  + ">")
          .counts("rejects.total")
          .counts("rejects." + counter)
          .in(Hourly.REJECTED);
    }

    /** A queue id is given, and the message is never queued. */
    private String aborted() {
      now += chance.between(100, 900);
      QueueId id = machines.newQueueId(host, now, now + 60000);
      String sender = randomSender();
      String to = randomRecipient();
      smtpd(id + ": client=" + from)
          .counts("client_lines.external")
          .counts("aborted_transactions")
          .names(id);
      if (chance.happens(.6)) {
        now += chance.between(500, 60000);
        smtpd("lost connection after DATA (" + chance.between(100, 90000) + " bytes) from " + from)
            .counts("lost_connection.DATA");
        return "ehlo=1 mail=1 rcpt=1 data=0/1 commands=3/4";
      }
      int cleanup = machines.pid(Pool.CLEANUP, host);
      now += chance.between(50, 400);
      say(now, host, "postfix/cleanup", cleanup, id + ": message-id=" + messageId(sender))
          .counts("cleanup_lines");
      String subject =
          chance.happens(.5) ? "Cheap watches for you" : "YOU WON $" + chance.below(1000000);
      String text =
          id
              + ": reject: header Subject: "
              + subject
              + " from "
              + from
              + "; from=<"
              + sender
              + "> to=<"
              + to
              + "> proto=ESMTP helo=<"
              + people.helo(client)
              + ">: 5.7.1 rejected by header_checks";
      say(now + 3, host, "postfix/cleanup", cleanup, text)
          .counts("rejects.total")
          .counts("rejects.header")
          .in(Hourly.REJECTED);
      return "ehlo=1 mail=1 rcpt=1 data=0/1 quit=1 commands=4/5";
    }

    private String messages() {
      int n = chance.happens(.9) ? 1 : chance.between(2, 5);
      for (int i = 0; i < n; i++) {
        now += chance.between(100, 1500);
        now = accept(now, host, SMTPD, pid, client, false);
      }
      String hello = tls ? "2 starttls=1" : "1";
      return "ehlo="
          + hello
          + " mail="
          + n
          + " rcpt="
          + n
          + " data="
          + n
          + " quit=1 commands="
          + (3 * n + (tls ? 4 : 2));
    }
  }

  /** A message is taken; when that is done. */
  private long accept(
      long time, int host, String service, int pid, int client, boolean submission) {
    int recipients =
        chance.happens(.86) ? 1 : chance.happens(.8) ? chance.between(2, 5) : chance.between(5, 25);
    String from;
    int sender;
    if (submission) {
      from = randomAccount();
      sender = truth.senderOfRecipient(people.recipientOf(from));
    } else if (chance.happens(.04)) {
      from = "";
      sender = truth.senderWithoutName();
    } else {
      sender = people.senderChoice.next(chance);
      from = people.senders[sender];
    }
    boolean filtered = chance.happens(.93);
    int size = size();
    String messageId = messageId(from);
    QueueId id = machines.newQueueId(host, time, time + 3600000L);
    String login =
        submission
            ? ", sasl_method="
                + (chance.happens(.7) ? "PLAIN" : "LOGIN")
                + ", sasl_username="
                + from
            : "";
    say(time, host, service, pid, id + ": client=" + people.client(client) + login)
            .counts("client_lines.external")
            .counts(submission ? "sasl.login_ok" : "client_lines.plain")
            .names(id)
            .client =
        client;
    long now = time + chance.between(30, 250);
    say(
            now,
            host,
            "postfix/cleanup",
            machines.pid(Pool.CLEANUP, host),
            id + ": message-id=" + messageId)
        .counts("cleanup_lines");
    if (chance.happens(.25) && !submission) {
      say(now + 2, host, "opendkim", 733, id + ": DKIM verification successful").counts("opendkim");
    } else if (submission) {
      say(
              now + 2,
              host,
              "opendkim",
              733,
              id + ": DKIM-Signature field added (s=mail2024, d=example.org)")
          .counts("opendkim");
    }
    now += 40 + (long) chance.waiting(300);
    String[] to = new String[recipients];
    int[] recipient = new int[recipients];
    Mail mail = new Mail(host, id, from, size, to, recipient, 0);
    queue.accepted(now, mail, submission ? "accepted.submission" : "accepted.inbound", sender);
    for (int i = 0; i < recipients; i++) {
      boolean local = submission ? chance.happens(.35) : chance.happens(.97);
      recipient[i] = local ? people.recipientChoice.next(chance) : -1;
      to[i] = local ? people.recipients[recipient[i]] : people.remoteAddress(chance);
    }
    process(now, mail, messageId, client, filtered, submission);
    return now;
  }

  private void process(
      long time, Mail mail, String messageId, int client, boolean filtered, boolean outbound) {
    if (filtered) {
      filter.pass(time, mail, messageId, client, outbound);
    } else {
      queue.deliver(time, mail);
    }
  }

  private void submission(long time, int host) {
    Smtpd smtpd = machines.take(host, time);
    int client = randomUser();
    String service = chance.happens(.7) ? "postfix/submission/smtpd" : "postfix/smtps/smtpd";
    connect(time, host, service, smtpd.pid, client);
    String from = people.client(client);
    long now = time + chance.between(60, 400);
    say(
            now,
            host,
            service,
            smtpd.pid,
            "Anonymous TLS connection established from " + from + ": " + TLS13)
        .counts("tls_in");
    String commands;
    if (chance.happens(.1)) {
      now += 800;
      String text =
          "warning: "
              + from
              + ": SASL PLAIN authentication failed: (reason unavailable), sasl_username="
              + randomAccount();
      say(now, host, service, smtpd.pid, text).counts("sasl.failed").counts("warnings");
      commands = "ehlo=2 starttls=1 auth=0/1 quit=1 commands=4/5";
    } else {
      now = accept(now + chance.between(100, 900), host, service, smtpd.pid, client, true);
      commands = "ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8";
    }
    now += chance.between(20, 300);
    say(now, host, service, smtpd.pid, "disconnect from " + from + " " + commands)
        .counts("disconnects.external");
    machines.giveBack(host, smtpd, now);
  }

  /** A program on the host sends mail. */
  private void pickup(long time, int host) {
    QueueId id = machines.newQueueId(host, time, time + 3600000L);
    String[] users = {"root", "www-data", "nagios", "list", "backup"};
    int user = chance.below(users.length);
    String from = users[user] + "@" + host(host) + ".example.org";
    int pid = machines.lastPid(host) / 7 + 900;
    say(
            time,
            host,
            "postfix/pickup",
            pid,
            id + ": uid=" + (user == 0 ? 0 : 33 + user) + " from=<" + users[user] + ">")
        .counts("pickup_lines")
        .names(id);
    String messageId = "<" + digits(time) + "." + id + "@" + host(host) + ".example.org>";
    say(
            time + 12,
            host,
            "postfix/cleanup",
            machines.pid(Pool.CLEANUP, host),
            id + ": message-id=" + messageId)
        .counts("cleanup_lines");
    int size = 500 + chance.below(9000);
    boolean local = chance.happens(.8);
    int k = people.recipientChoice.next(chance);
    String to = local ? people.recipients[k] : people.remoteAddress(chance);
    Mail mail = new Mail(host, id, from, size, new String[] {to}, new int[] {local ? k : -1}, 0);
    queue.accepted(time + 20, mail, "accepted.pickup", truth.senderWithoutName());
    process(time + 20, mail, messageId, 0, chance.happens(.5), true);
  }
}
