package mailweir.journey;

import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Entry;
import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.parse.Line;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * Sorts events: what concerns a queue id becomes a mark for it, what stands alone is counted at once or told to {@link Incidents}.
 *
 * <p>Confined to one thread; only {@link Texts} and {@link Hosts} behind it are shared.
 */
public final class Sifter {
  private static final byte[] SUBMISSION = Ascii.bytes("submission");
  private static final byte[] SMTPS = Ascii.bytes("smtps");
  private static final byte[] END = Ascii.bytes("END-OF-MESSAGE");
  private static final byte[] DOUBLE_BOUNCE = Ascii.bytes("#@[]");
  private static final byte[] DATA = Ascii.bytes("DATA");
  private static final byte[] EXPIRED = Ascii.bytes("expired");

  /** Sendmail writes 100 bytes of a Message-ID, a bracket among them; one so long may be another's beginning. */
  private static final int CUT_MESSAGE_ID = 99;

  private static final byte[] NO_TEXT = {};
  private static final Slice WEBMAIL = Slice.of("webmail");

  /** How far a program's own stamp may be from its line's to be believed, microseconds. */
  private static final long FINE_WITHIN = 5_000_000L;

  private final NearTexts texts;
  private final HostNumbers hosts;
  private final Site site;
  private final Tally tally;
  private final Incidents incidents;
  private final UnderWay underWay;
  private final boolean keepAll;
  private final Visits visits;

  private final MarkWriter marks;
  private final long[] mark;
  private Line line;
  private int host;
  private int serviceOf = -1;
  private boolean serviceIsSubmission;

  /** {@code keepAll}: queue ids, relays, answers and all recipients before expansion are wanted too, because rows are to be stored. */
  public Sifter(
      Texts texts,
      Hosts hosts,
      Site site,
      MarkSink sink,
      Tally tally,
      Incidents incidents,
      UnderWay underWay,
      boolean keepAll) {
    this.texts = new NearTexts(texts);
    this.hosts = new HostNumbers(hosts);
    this.site = site;
    this.marks = new MarkWriter(this.hosts, sink, keepAll);
    this.mark = marks.mark;
    this.tally = tally;
    this.incidents = incidents;
    this.underWay = underWay;
    this.keepAll = keepAll;
    this.visits = new Visits(marks, this.texts, site, incidents);
  }

  /** Sorts what a line said. {@code line.time} is resolved; a line without a time is at 1970. */
  public void accept(Line l, Event event) {
    line = l;
    host = hosts.of(l.host);
    marks.turnTo(l, host);
    long time = l.time == Line.NO_TIME ? 0 : l.time;
    underWay.heard(host, time);
    if (l.fine != Line.NO_TIME && Math.abs(l.fine - time) > FINE_WITHIN) {
      l.fine = Line.NO_TIME;
    }
    if (event instanceof Event.NotUnderstood) {
      tally.addToBoth(time, host, Counters.LINES_READ, Counters.LINES_NOT_UNDERSTOOD);
    } else if (event instanceof Event.Uninformative) {
      tally.addToBoth(time, host, Counters.LINES_READ, Counters.LINES_UNINFORMATIVE);
    } else {
      tally.addToBoth(time, host, Counters.LINES_READ, Counters.LINES_UNDERSTOOD);
      for (int i = 0; i < Math.max(1, l.repeat); i++) {
        sort(time, event);
      }
    }
  }

  /** What servers say of every message first: the cases are tried in their order. */
  private void sort(long time, Event event) {
    switch (event) {
      case Event.Delivery e -> delivery(time, e);
      case Event.MessageId e -> messageId(time, e);
      case Event.Queued e -> queued(time, e);
      case Event.Removed e -> bare(time, Words.REMOVED, e.queueId());
      case Event.Client e -> client(time, e);
      case Event.Connect e -> {
        // postscreen hands a session to smtpd, which logs a connect, or ends it itself
        if (!e.screen()) {
          connection(time, e.peer());
        }
      }
      case Event.Disconnect e -> {
        underWay.ended(host, marks.pid(), marks.moment(time));
        if (e.screen()) {
          connection(time, e.peer());
        }
      }
      case Event.Tls ignored -> {}
      case Event.FilterVerdict e -> verdict(time, e);
      case Event.Refusal e -> refusal(time, e);
      case Event.AttemptBegun e -> attemptBegun(time, e);
      case Event.AttemptEnded e -> attemptEnded(time, e);
      case Event.Admitted e -> visits.admitted(host, time, e, isSubmission());
      case Event.Arrival e -> arrival(time, e);
      case Event.Deliveries e -> {
        for (Event.Delivery each : e.each()) {
          delivery(time, each);
        }
      }
      case Event.WebHit e -> webHit(time, e);
      case Event.Login e -> login(time, e);
      case Event.LostConnection e -> {
        underWay.ended(host, marks.pid(), marks.moment(time));
        if (e.stage() != null && e.stage().is(DATA)) {
          bare(time, Words.REFUSAL, e.queueId());
        }
        if (isOutside(e.peer())) {
          tally.add(time, host, Counters.LOST_CONNECTIONS, 1);
        }
      }
      case Event.Pickup e -> pickup(time, e);
      case Event.Split e -> split(time, e);
      case Event.Preprocessed e -> preprocessed(time, e);
      case Event.HandedIn e -> visits.handedIn(host, time, e, isSubmission());
      case Event.BounceQueued e -> visits.bounceQueued(host, time, e);
      case Event.Ruling e -> ruling(time, e);
      case Event.BounceNotice e -> notice(time, e);
      case Event.Expired e -> bare(time, Words.EXPIRED, e.queueId());
      case Event.QueueAct e -> act(time, e);
      case Event.ProxyAccept e -> {
        if (e.nextQueueId() != null) {
          incidents.proxyAccept(time, host, marks.pid(), e.nextQueueId().hash());
        }
      }
      case Event.VerdictPart e -> verdictPart(time, e);
      case Event.Greylisted e -> incidents.greylisted(time, host, e);
      case Event.Authenticity ignored -> {}
      case Event.Stored ignored -> {}
      case Event.Screened ignored -> {}
      case Event.Note ignored -> {}
      case Event.Uninformative ignored -> {}
      case Event.NotUnderstood ignored -> {}
    }
  }

  private void messageId(long time, Event.MessageId e) {
    if (e.messageId() != null && e.queueId() != null) {
      marks.begin(time, Words.MESSAGE_ID);
      mark[2] |= e.resent() ? 1L << 32 : 0;
      mark[5] = Encoded.messageId(e.messageId());
      marks.put(e.queueId());
    }
  }

  private void queued(long time, Event.Queued e) {
    marks.begin(time, Words.QUEUED);
    mark[3] = Hops.pair(texts.of(e.from()), e.nrcpt());
    mark[6] = Math.max(0, e.size());
    marks.put(e.queueId());
  }

  private void pickup(long time, Event.Pickup e) {
    marks.begin(time, Words.PICKUP);
    mark[3] = Hops.pair(0, texts.of(e.from()));
    mark[5] = e.origQueueId() == null ? 0 : e.origQueueId().hash();
    marks.put(e.queueId());
  }

  private void preprocessed(long time, Event.Preprocessed e) {
    marks.begin(time, Words.QUEUED);
    boolean notice = e.from() == null || e.from().isEmpty() || e.from().is(DOUBLE_BOUNCE);
    int says = Words.SAYS_LITTLE | (site.isSmtpd(e.uid()) ? Words.SAYS_SMTPD : 0);
    mark[2] |= (long) says << 32 | (notice ? 1L << 48 : 0);
    mark[3] = Hops.pair(texts.of(e.from()), 0);
    mark[4] = Encoded.number(e.process());
    mark[6] = Math.max(0, e.size());
    marks.put(e.queueId());
  }

  private void notice(long time, Event.BounceNotice e) {
    if (e.kind() != null && e.kind().is(EXPIRED)) {
      bare(time, Words.EXPIRED, e.queueId());
    }
    if (e.noticeId() != null) {
      marks.begin(time, Words.NOTICE);
      mark[5] = e.noticeId().hash();
      marks.put(e.queueId());
      if (e.arrival()) {
        marks.begin(time, Words.NOTICE);
        mark[2] |= 1L << 48;
        marks.put(e.noticeId());
        marks.begin(time, Words.QUEUED);
        mark[2] |= (long) Words.SAYS_NO_REMOVAL << 32;
        mark[3] = Hops.pair(Texts.EMPTY, 0);
        marks.put(e.noticeId());
      }
    }
  }

  private void verdictPart(long time, Event.VerdictPart e) {
    if (e.filterId() != null && (e.queueId() != null || e.messageId() != null)) {
      incidents.verdictPart(
          time,
          host,
          e.filterId().hash(),
          e.queueId() == null ? 0 : e.queueId().hash(),
          e.messageId() == null ? 0 : Encoded.messageId(e.messageId()));
    }
  }

  private void connection(long time, Event.Peer peer) {
    tally.add(time, host, isOutside(peer) ? Counters.CONNECTIONS : Counters.CONNECTIONS_WITHIN, 1);
  }

  private void client(long time, Event.Client e) {
    int origin =
        !givesBack(e.peer())
            ? e.saslUser() != null || isSubmission() ? Words.ORIGIN_SUBMISSION : Words.ORIGIN_SMTP
            : Words.ORIGIN_LOOPBACK;
    if (e.saslUser() != null && (origin != Words.ORIGIN_LOOPBACK || e.origQueueId() == null)) {
      tally.add(time, host, Counters.AUTH_OK, 1);
      if (origin == Words.ORIGIN_LOOPBACK) {
        origin = Words.ORIGIN_SUBMISSION;
      }
    }
    underWay.began(host, marks.pid(), marks.moment(time));
    int ip = texts.ip(e.peer().ip());
    int name = texts.of(e.peer().name());
    int account = texts.of(e.saslUser());
    if (e.queueId() == null) {
      incidents.proxyClient(time, host, marks.pid(), ip, name, origin, account);
      return;
    }
    marks.begin(time, Words.CLIENT);
    mark[2] |= (long) origin << 48;
    mark[3] = Hops.pair(ip, name);
    mark[4] = Hops.pair(account, marks.pid());
    mark[5] = e.origQueueId() == null ? 0 : e.origQueueId().hash();
    marks.put(e.queueId());
  }

  /** Envelopes that were made of one: each goes on under an id of its own, and no other line tells that it came into the queue. */
  private void split(long time, Event.Split e) {
    for (Slice id : e.into()) {
      marks.begin(time, Words.PICKUP);
      mark[5] = e.queueId().hash();
      marks.put(id);
      marks.begin(time, Words.MESSAGE_ID);
      marks.put(id);
      marks.begin(time, Words.QUEUED);
      mark[2] |= (long) Words.SAYS_NO_REMOVAL << 32;
      mark[3] = Hops.pair(texts.of(e.from()), 0);
      marks.put(id);
    }
  }

  private void attemptBegun(long time, Event.AttemptBegun e) {
    marks.begin(time, Words.BEGUN);
    mark[2] |= (long) Encoded.via(e.via()) << 48 | Attempts.earlyBit(e.number().number());
    mark[3] = Hops.pair(texts.of(e.to()), 0);
    mark[5] = marks.key(e.queueId().hash());
    marks.put(e.queueId(), marks.key(Slice.mix(e.number().hash())));
  }

  private void attemptEnded(long time, Event.AttemptEnded e) {
    int outcome = Encoded.outcome(e.status());
    if (outcome == 0 || outcome == Words.PROBED) {
      return;
    }
    marks.begin(time, Words.ENDED);
    boolean forwarded = outcome == Words.SENT && Encoded.isForwardedOnly(e.text());
    mark[2] |= (long) outcome << 48 | (forwarded ? (long) Words.FORWARDED << 32 : 0);
    mark[2] |= Attempts.earlyBit(e.number().number());
    if (keepAll) {
      mark[3] = Hops.pair(0, texts.relay(e.relay()));
      mark[4] = Hops.pair(0, outcome == Words.SENT ? Texts.NONE : texts.of(e.text()));
    }
    if (outcome == Words.SENT && e.nextQueueId() != null) {
      mark[5] =
          forwarded ? Encoded.process(Encoded.number(e.nextQueueId())) : e.nextQueueId().hash();
    }
    mark[6] = Encoded.dsn(e.dsn());
    marks.put(e.number(), marks.key(Slice.mix(e.number().hash())));
  }

  /** What other servers tell in several lines: where it came from, that it is in the queue, its Message-ID. */
  private void arrival(long time, Event.Arrival e) {
    if (e.queueId() == null) {
      return;
    }
    switch (e.entry()) {
      case SMTP, SUBMISSION -> {
        int origin =
            givesBack(e.peer())
                ? Words.ORIGIN_LOOPBACK
                : e.saslUser() != null || e.entry() == Entry.SUBMISSION
                    ? Words.ORIGIN_SUBMISSION
                    : Words.ORIGIN_SMTP;
        if (e.saslUser() != null) {
          tally.add(time, host, Counters.AUTH_OK, 1);
          origin = Words.ORIGIN_SUBMISSION;
        }
        marks.begin(time, Words.CLIENT);
        mark[2] |= (long) origin << 48;
        mark[3] = Hops.pair(texts.ip(e.peer().ip()), texts.of(e.peer().name()));
        mark[4] = Hops.pair(texts.of(e.saslUser()), marks.pid());
        mark[5] = e.origQueueId() == null ? 0 : e.origQueueId().hash();
        marks.put(e.queueId());
      }
      case LOCAL -> {
        marks.begin(time, Words.PICKUP);
        mark[3] = Hops.pair(0, texts.of(e.from()));
        marks.put(e.queueId());
      }
      case NOTICE -> {
        marks.begin(time, Words.NOTICE);
        mark[2] |= 1L << 48;
        marks.put(e.queueId());
      }
    }
    if (!e.removal() && e.messageId() == null) {
      // the end of a session that broke off before the message was in
      bare(time, Words.REFUSAL, e.queueId());
      return;
    }
    marks.begin(time, Words.MESSAGE_ID);
    mark[5] =
        e.messageId() == null || !e.removal() && e.messageId().length() >= CUT_MESSAGE_ID
            ? 0
            : Encoded.messageId(e.messageId());
    marks.put(e.queueId());
    marks.begin(time, Words.QUEUED);
    mark[2] |= e.removal() ? 0 : (long) Words.SAYS_NO_REMOVAL << 32;
    mark[3] = Hops.pair(texts.of(e.from()), Math.max(0, e.nrcpt()));
    mark[6] = Math.max(0, e.size());
    marks.put(e.queueId());
  }

  /** A mark that says what it is and nothing else. */
  private void bare(long time, int kind, Slice queueId) {
    marks.begin(time, kind);
    marks.put(queueId);
  }

  private void delivery(long time, Event.Delivery e) {
    int outcome = Encoded.outcome(e.status());
    if (e.queueId() == null) {
      return;
    }
    if (outcome == 0) {
      // no attempt was made: it is in the queue, or was refused whole
      named(time, e.queueId(), e.to());
      return;
    }
    int via = Encoded.via(e.via());
    int bits = 0;
    Event.Relay relay = e.relay();
    if (relay != null) {
      bits |= site.isLoopback(relay.ip(), relay.name()) ? Words.TO_LOOPBACK : 0;
      bits |= site.isFilter(relay.ip(), relay.name(), relay.port()) ? Words.TO_FILTER : 0;
    }
    if (outcome == Words.SENT) {
      bits |=
          switch (e.handover()) {
            case PLAIN -> 0;
            case FORWARDED -> Words.FORWARDED;
            case DISCARDED -> Words.DISCARDED_BY_NEXT;
            case NOTICE_ONLY -> Words.NOTICE_ONLY;
          };
      bits |= via == Words.VIA_DISCARD ? Words.DISCARDED_BY_NEXT : 0;
      bits |= site.isHome(e.to()) ? Words.HOME : 0;
    } else if (outcome != Words.PROBED) {
      bits |= bounceClass(e) + 1 << 8;
    }
    marks.begin(time, Words.DELIVERY);
    int delay =
        Double.isNaN(e.delay()) || e.delay() < 0
            ? 0
            : (int) Math.min(Integer.MAX_VALUE, e.delay() * 1000);
    mark[2] |= (long) (via << 4 | outcome) << 48 | (long) bits << 32 | delay;
    mark[3] = Hops.pair(texts.of(e.to()), keepAll ? texts.relay(relay) : Texts.NONE);
    if (keepAll) {
      mark[4] =
          Hops.pair(texts.of(e.origTo()), outcome == Words.SENT ? Texts.NONE : texts.of(e.text()));
    } else if (via == Words.VIA_LOCAL && e.origTo() != null) {
      // what local(8) expands is counted by it
      mark[4] = Hops.pair(texts.of(e.origTo()), Texts.NONE);
    }
    mark[5] = outcome != Words.SENT || e.nextQueueId() == null ? 0 : e.nextQueueId().hash();
    mark[6] = Encoded.dsn(e.dsn());
    marks.put(e.queueId());
  }

  private int bounceClass(Event.Delivery e) {
    Slice text = e.text();
    return site.bounces()
        .classify(
            text == null ? NO_TEXT : text.array,
            text == null ? 0 : text.from,
            text == null ? 0 : text.to,
            e.smtpCode(),
            Encoded.dsn(e.dsn()))
        .ordinal();
  }

  private void refusal(long time, Event.Refusal e) {
    if (!site.isOwn(e.peer().ip(), e.peer().name())) {
      tally.add(time, host, e.temporary() ? Counters.TEMPFAILED : Counters.REFUSED, 1);
      tally.add(
          time,
          host,
          e.temporary() ? Counters.tempfailedBy(e.reason()) : Counters.refusedBy(e.reason()),
          1);
    }
    boolean whole = e.stage() != null && (e.stage().startsWith(END) || e.stage().startsWith(DATA));
    long key = 0;
    if (e.queueId() != null) {
      key = marks.key(e.queueId().hash());
      if (whole) {
        bare(time, Words.REFUSAL, e.queueId());
        if (!e.temporary()) {
          verdictOfRefusal(time, e);
        }
      }
    }
    incidents.refusal(time, host, e, 1, key);
  }

  /** A milter's refusal of a whole message for a virus or as spam is a verdict, whether or not the filter logs one of its own. */
  private void verdictOfRefusal(long time, Event.Refusal e) {
    Category category = Encoded.category(e.reason());
    if (category != null) {
      marks.begin(time, Words.VERDICT);
      mark[2] |=
          (long) category.ordinal() << 48
              | (long) Action.BLOCKED.ordinal() << 40
              | Hops.NO_SCORE & 0xFFFFFFFFL;
      mark[3] = Hops.pair(texts.of(e.signature()), 0);
      marks.put(e.queueId());
    }
  }

  private void ruling(long time, Event.Ruling e) {
    int flag =
        switch (e.kind()) {
          case HELD -> Words.HELD;
          case DISCARDED -> Words.DISCARDED;
          case REDIRECTED -> Words.REDIRECTED;
          case WARNED -> Words.WARNED;
          case NOTED -> 0;
        };
    if (flag == 0) {
      return;
    }
    if (e.queueId() != null) {
      marks.begin(time, Words.RULING);
      mark[2] |= (long) flag << 48;
      marks.put(e.queueId());
      named(time, e.queueId(), e.envelope().to());
    } else if (flag == Words.WARNED) {
      tally.add(time, host, Counters.WARNED, 1);
    } else {
      incidents.ruling(time, host, marks.pid(), flag);
    }
  }

  private void act(long time, Event.QueueAct e) {
    int act = e.act() == null || e.queueId() == null ? 0 : Encoded.act(e.act());
    if (act != 0) {
      marks.begin(time, Words.ACT);
      mark[2] |= (long) act << 48;
      marks.put(e.queueId());
    }
    if (act == 2 && e.nextQueueId() != null) {
      marks.begin(time, Words.PICKUP);
      mark[5] = e.queueId().hash();
      marks.put(e.nextQueueId());
      // no line of its own will tell the Message-ID
      marks.begin(time, Words.MESSAGE_ID);
      marks.put(e.nextQueueId());
    }
  }

  private void verdict(long time, Event.FilterVerdict e) {
    if (e.to() != null && e.queueId() != null && e.action() != Action.PASSED) {
      // the message may go no further, and then no other line names them
      e.to().forEach(to -> named(time, e.queueId(), to));
    }
    if (!e.counts()) {
      return;
    }
    int signature = texts.of(e.signature());
    if (Count.verdictOfNobody(e, time, host, tally)) {
      return;
    }
    if (e.queueId() == null) {
      long id = e.messageId() == null ? 0 : Encoded.messageId(e.messageId());
      incidents.verdict(
          time,
          host,
          id,
          e.filterId() == null ? 0 : e.filterId().hash(),
          e.category().ordinal(),
          e.action().ordinal(),
          e.score(),
          signature);
      return;
    }
    marks.begin(time, Words.VERDICT);
    long score = Hops.scoreOf(e.score());
    mark[2] |=
        (long) e.category().ordinal() << 48
            | (long) e.action().ordinal() << 40
            | score & 0xFFFFFFFFL;
    mark[3] = Hops.pair(signature, 0);
    mark[5] = e.nextQueueId() == null ? 0 : e.nextQueueId().hash();
    mark[6] = e.messageId() == null ? 0 : Encoded.messageId(e.messageId());
    marks.put(e.queueId());
  }

  /** Notes a recipient of whom no attempt tells. */
  private void named(long time, Slice queueId, Slice to) {
    if (keepAll && to != null && !to.isEmpty()) {
      incidents.named(time, host, queueId.hash(), texts.of(to));
    }
  }

  private void login(long time, Event.Login e) {
    if (!e.counts()) {
      return;
    }
    if (e.mailbox()) {
      tally.add(time, host, e.ok() ? Counters.MAILBOX_LOGIN_OK : Counters.MAILBOX_LOGIN_FAILED, 1);
    } else if (!e.ok()) {
      tally.add(time, host, Counters.AUTH_FAILED, 1);
    } else {
      // a server that tells the login, and not with the message (Sendmail)
      tally.add(time, host, Counters.AUTH_OK, 1);
      visits.loggedIn(host, time, e);
      return;
    }
    incidents.login(time, host, e, 1);
  }

  private void webHit(long time, Event.WebHit e) {
    Slice name = e.virtualHost();
    int virtualHost =
        name == null
            ? Texts.EMPTY
            : texts.of(Slice.of(name.toString().toLowerCase(java.util.Locale.ROOT)));
    incidents.webHit(
        time, host, virtualHost, texts.ip(e.clientIp()), e.status(), Math.max(0, e.bytes()));
    if (e.loginFailed()) {
      Event.Peer peer = new Event.Peer(null, e.clientIp(), -1);
      login(time, new Event.Login(false, true, WEBMAIL, peer, null, e.user(), null, null));
    }
  }

  // ---- small things ----

  private boolean givesBack(Event.Peer peer) {
    return peer != null && site.givesBack(peer.ip(), peer.name());
  }

  private boolean isOutside(Event.Peer peer) {
    return peer == null || !site.isOwn(peer.ip(), peer.name());
  }

  private boolean isSubmission() {
    if (line.program == null) {
      return false;
    }
    if (line.program.id() != serviceOf) {
      serviceOf = line.program.id();
      Slice p = Slice.of(line.program.text());
      serviceIsSubmission = p.contains(SUBMISSION) || p.contains(SMTPS) || p.isIgnoringCase("smsp");
    }
    return serviceIsSubmission;
  }
}
