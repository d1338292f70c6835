package mailweir.demo;

import java.util.Locale;
import mailweir.demo.Machines.Pool;
import mailweir.demo.Truth.Hourly;

/** What Postfix says of a message that it has accepted: queue manager, delivery agents, bounces. */
final class PostfixQueue extends Traffic {
  private static final String CLEANUP = "postfix/cleanup";
  private static final String QUEUE_MANAGER = "postfix/qmgr";

  PostfixQueue(Site site) {
    super(site);
  }

  /** Both figures of a delivery's duration: the sum, and its four parts. */
  record Delays(String sum, String parts) {
    static Delays of(double queued, double manager, double connection, double transfer) {
      return new Delays(
          seconds(queued + manager + connection + transfer),
          seconds(queued)
              + "/"
              + seconds(manager)
              + "/"
              + seconds(connection)
              + "/"
              + seconds(transfer));
    }

    /** Two digits that matter, as Postfix writes them. */
    private static String seconds(double seconds) {
      double v = Math.max(0, seconds);
      if (v >= 10) {
        return Integer.toString((int) Math.round(v));
      }
      String s =
          v >= 1
              ? String.valueOf(Math.round(v * 10) / 10.0)
              : String.valueOf(Math.round(v * 100) / 100.0);
      return s.endsWith(".0") ? s.substring(0, s.length() - 2) : s;
    }
  }

  /** Cleanup has read the message's id. */
  Entry cleanup(long time, Mail mail, String messageId) {
    return say(
            time,
            mail.host(),
            CLEANUP,
            machines.pid(Pool.CLEANUP, mail.host()),
            mail.id() + ": message-id=" + messageId)
        .counts("cleanup_lines");
  }

  /** The queue manager takes the message up. */
  Entry active(long time, Mail mail) {
    String text =
        mail.id()
            + ": from=<"
            + mail.from()
            + ">, size="
            + mail.size()
            + ", nrcpt="
            + mail.to().length
            + " (queue active)";
    return say(time, mail.host(), QUEUE_MANAGER, machines.queueManager(mail.host()), text)
        .counts("qmgr_active_lines")
        .names(mail.id());
  }

  /** The same for the first time, for a message that the site is answerable for from now on. */
  void accepted(long time, Mail mail, String origin, int sender) {
    Entry e = active(time, mail).counts("accepted.total").counts(origin).in(Hourly.ACCEPTED);
    e.size = mail.size();
    e.byteCounter = origin.equals("accepted.bounce_notice") ? "bytes.generated" : "bytes.accepted";
    e.sender = sender;
  }

  /** The same for the first time in this queue, for a message that was accepted before. */
  void activeAgain(long time, Mail mail) {
    active(time, mail).counts("queue_internal");
  }

  Entry removed(long time, Mail mail) {
    return say(
            time,
            mail.host(),
            QUEUE_MANAGER,
            machines.queueManager(mail.host()),
            mail.id() + ": removed")
        .counts("removed");
  }

  /** One recipient's outcome at one attempt. */
  Entry status(
      long time,
      Mail mail,
      String program,
      int pid,
      String to,
      String originalTo,
      String relay,
      Delays delays,
      String dsn,
      String status,
      String text) {
    String line =
        mail.id()
            + ": to=<"
            + to
            + ">"
            + (originalTo == null ? "" : ", orig_to=<" + originalTo + ">")
            + ", relay="
            + relay
            + ", delay="
            + delays.sum
            + ", delays="
            + delays.parts
            + ", dsn="
            + dsn
            + ", status="
            + status
            + " ("
            + text
            + ")";
    return say(time, mail.host(), program, pid, line).counts("status_lines." + status);
  }

  /** Delivers a message to its recipients: after the filter, or without one. */
  void deliver(long time, Mail mail) {
    new Delivery(mail, time).run();
  }

  /** The attempts to deliver one message. */
  private final class Delivery {
    private final Mail mail;
    private final int host;
    private final long arrived;
    private final boolean[] done;
    private int left;
    private long last;
    private boolean bounced;
    private long bouncedAt;
    private boolean wasDeferred;

    // of the attempt that is under way
    private int attempt;
    private String program;
    private int pid;
    private String relay;
    private String originalTo;
    private Delays delays;

    Delivery(Mail mail, long time) {
      this(mail, time, time);
    }

    Delivery(Mail mail, long time, long arrived) {
      this.mail = mail;
      this.host = mail.host();
      this.arrived = arrived;
      this.last = time;
      this.done = new boolean[mail.to().length];
      this.left = done.length;
    }

    void run() {
      long t = last;
      for (attempt = 0; left > 0; attempt++) {
        if (attempt > 0) {
          active(t, mail);
          if (attempt > 9) {
            String text =
                mail.id() + ": from=<" + mail.from() + ">, status=expired, returned to sender";
            say(t + 5, host, QUEUE_MANAGER, machines.queueManager(host), text)
                .counts("status_lines.expired");
            bounced = true;
            last = t + 5;
            bouncedAt = last;
            break;
          }
        }
        long end = t;
        for (int i = 0; i < done.length; i++) {
          if (!done[i]) {
            end = Math.max(end, attempt(i, t));
          }
        }
        last = Math.max(last, end);
        if (left > 0) {
          t =
              end
                  + (long)
                      (300000 * Math.pow(1.7, Math.min(attempt, 5)) * (1 + chance.fraction() * .2));
        }
      }
      if (bounced) {
        last = Math.max(last, bouncedAt);
        if (!mail.from().isEmpty()) {
          notice();
        }
      }
      removed(last + 4, mail);
    }

    /** Tries one recipient; when that ended. */
    private long attempt(int i, long t) {
      boolean local = mail.isLocal(i);
      double x = chance.fraction();
      String to = mail.to()[i];
      double waited = (t - arrived) / 1000.0;
      long duration = local ? 20 + (long) chance.waiting(120) : 300 + (long) chance.waiting(1500);
      long end = t + chance.between(5, 60) + duration;
      agent(i, local, to);
      delays =
          Delays.of(
              .05 + waited, .02, local ? .01 : .1 + chance.fraction() * .4, duration / 1000.0);
      double deferring = local ? .012 : attempt == 0 ? .07 : .35;
      double bouncing = local ? .018 : .035;
      if (x < deferring) {
        defer(end, local, to, x, deferring);
        return end;
      }
      if (x < deferring + bouncing) {
        bounce(end, local, to);
        bounced = true;
        bouncedAt = Math.max(bouncedAt, end);
      } else if (local
          && program.endsWith("local")
          && mail.generation() < 1
          && chance.happens(.2)) {
        forward(end, to);
      } else {
        sent(end, i, local, to, duration);
      }
      done[i] = true;
      left--;
      return end;
    }

    private void agent(int i, boolean local, String to) {
      originalTo = null;
      if (!local) {
        program = "postfix/smtp";
        pid = machines.pid(Pool.SMTP, host);
        relay = Population.exchanger(to) + ":25";
        return;
      }
      int kind = (mail.recipient()[i] * 31) % 100;
      if (kind < 65) {
        program = "postfix/lmtp";
        relay = host(host) + ".example.org[private/dovecot-lmtp]";
        pid = machines.pid(Pool.LMTP, host);
      } else if (kind < 85) {
        program = "postfix/virtual";
        relay = "virtual";
        pid = machines.pid(Pool.VIRTUAL, host);
      } else {
        program = "postfix/local";
        relay = "local";
        pid = machines.pid(Pool.LOCAL, host);
        if (chance.happens(.3)) {
          originalTo = localOf(to);
        }
      }
    }

    private void defer(long end, boolean local, String to, double x, double deferring) {
      String why;
      String dsn = "4.2.2";
      String seenRelay = relay;
      if (local) {
        why =
            program.endsWith("lmtp")
                ? "host "
                    + relay
                    + " said: 452 4.2.2 <"
                    + to
                    + "> Quota exceeded (mailbox for user is full) (in reply to RCPT TO command)"
                : "unable to lock for exclusive access: Resource temporarily unavailable";
      } else if (x < deferring * .4) {
        seenRelay = "none";
        dsn = "4.4.1";
        why = "connect to " + Population.exchanger(to) + ":25: Connection timed out";
        say(end - 2, host, program, pid, why).counts("smtp_connect_failures");
      } else if (x < deferring * .8) {
        dsn = "4.2.0";
        why =
            "host "
                + Population.exchanger(to)
                + " said: 450 4.2.0 <"
                + to
                + ">: Recipient address rejected: Greylisted, please try again later (in reply to RCPT TO command)";
      } else {
        dsn = "4.4.3";
        seenRelay = "none";
        why =
            "Host or domain name not found. Name service error for name="
                + domainOf(to)
                + " type=MX: Host not found, try again";
      }
      Entry e =
          status(end, mail, program, pid, to, originalTo, seenRelay, delays, dsn, "deferred", why)
              .counts("final.deferred")
              .in(Hourly.DEFERRED);
      if (!wasDeferred) {
        e.counts("final.deferred_messages");
        wasDeferred = true;
      }
    }

    private void bounce(long end, boolean local, String to) {
      String dsn;
      String why;
      if (local) {
        dsn = chance.happens(.6) ? "5.1.1" : "5.2.2";
        boolean unknown = dsn.equals("5.1.1");
        if (program.endsWith("lmtp")) {
          String what = unknown ? "User doesn't exist: " + to : "Mailbox full";
          why =
              "host "
                  + relay
                  + " said: 550 "
                  + dsn
                  + " <"
                  + to
                  + "> "
                  + what
                  + " (in reply to RCPT TO command)";
        } else {
          why =
              unknown
                  ? "unknown user: \"" + localOf(to) + "\""
                  : "maildir delivery failed: Mailbox size limit exceeded";
        }
      } else {
        dsn = chance.happens(.5) ? "5.1.1" : chance.happens(.5) ? "5.7.1" : "5.0.0";
        String what =
            switch (dsn) {
              case "5.1.1" -> "Recipient address rejected: User unknown in virtual mailbox table";
              case "5.7.1" -> "Message rejected as spam by Content Filtering";
              default -> "Requested action not taken";
            };
        String command = chance.happens(.7) ? "RCPT TO" : "end of DATA";
        why =
            "host "
                + Population.exchanger(to)
                + " said: 550 "
                + dsn
                + " <"
                + to
                + ">: "
                + what
                + " (in reply to "
                + command
                + " command)";
      }
      status(end, mail, program, pid, to, originalTo, relay, delays, dsn, "bounced", why)
          .counts("final.bounced")
          .in(Hourly.BOUNCED);
    }

    private void forward(long end, String to) {
      QueueId id = machines.newQueueId(host, end - 8, end + 3600000L);
      String outside = people.remoteAddress(chance);
      Mail copy =
          new Mail(
              host, id, mail.from(), mail.size() + 120, new String[] {outside}, new int[] {-1}, 1);
      // Cleanup's pid is drawn before the letters of the message id.
      int cleanup = machines.pid(Pool.CLEANUP, host);
      say(
              end - 8,
              host,
              CLEANUP,
              cleanup,
              id + ": message-id=<" + letters(10) + "@" + host(host) + ".example.org>")
          .counts("cleanup_lines")
          .names(id);
      activeAgain(end - 4, copy);
      status(
              end,
              mail,
              program,
              pid,
              to,
              originalTo,
              relay,
              delays,
              "2.0.0",
              "sent",
              "forwarded as " + id)
          .counts("final.forwarded");
      new Delivery(copy, end + 2, end).run();
    }

    private void sent(long end, int i, boolean local, String to, long duration) {
      String answer;
      if (!local) {
        if (chance.happens(.75)) {
          String trust = chance.happens(.6) ? "Trusted" : "Untrusted";
          String cipher = chance.happens(.7) ? TLS13 : TLS12;
          say(
                  end - Math.min(duration, 250),
                  host,
                  program,
                  pid,
                  trust + " TLS connection established to " + relay + ": " + cipher)
              .counts("tls_out");
        }
        answer =
            "250 2.0.0 Ok: queued as "
                + Long.toHexString(chance.bits() >>> 20).toUpperCase(Locale.ROOT);
      } else if (program.endsWith("lmtp")) {
        String session = letters(22);
        answer = "250 2.0.0 <" + to + "> " + session + " Saved";
        String stored =
            "lmtp("
                + to
                + ")<"
                + chance.between(1000, 99999)
                + "><"
                + session
                + ">: msgid=<"
                + letters(16)
                + "@x>: saved mail to INBOX";
        say(end - 3, host, "dovecot", 0, stored).counts("dovecot.lmtp_saved");
      } else if (program.endsWith("virtual")) {
        answer = "delivered to maildir";
      } else {
        answer =
            chance.happens(.5) ? "delivered to mailbox" : "delivered to command: /usr/bin/procmail";
      }
      Entry e =
          status(end, mail, program, pid, to, originalTo, relay, delays, "2.0.0", "sent", answer)
              .counts("final.sent")
              .counts("final.sent_via." + program.substring("postfix/".length()))
              .in(Hourly.DELIVERED);
      e.size = mail.size();
      e.byteCounter = "bytes.delivered";
      e.recipient = mail.recipient()[i];
    }

    /** Tells the sender what failed. */
    private void notice() {
      long t = last + chance.between(5, 40);
      QueueId id = machines.newQueueId(host, t, t + 3600000L);
      int cleanup = machines.pid(Pool.CLEANUP, host);
      say(
              t,
              host,
              CLEANUP,
              cleanup,
              id + ": message-id=<" + digits(t) + "." + id + "@" + host(host) + ".example.org>")
          .counts("cleanup_lines")
          .names(id);
      int size = 3200 + chance.below(5000);
      Integer local = people.recipientOf(mail.from());
      int[] recipient = {local == null ? -1 : local};
      Mail notice = new Mail(host, id, "", size, new String[] {mail.from()}, recipient, 2);
      accepted(t + 6, notice, "accepted.bounce_notice", truth.senderWithoutName());
      int pidOfBounce = machines.pid(Pool.BOUNCE, host);
      say(
              t + 5,
              host,
              "postfix/bounce",
              pidOfBounce,
              mail.id() + ": sender non-delivery notification: " + id)
          .counts("bounce_notifications");
      new Delivery(notice, t + 10, t).run();
      last = t + 8;
    }
  }
}
