package mailweir.journey;

import java.util.Arrays;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.parse.Line;
import mailweir.parse.Name;
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
  private static final byte[] DATA = Ascii.bytes("DATA");

  /** How far a program's own stamp may be from its line's to be believed, microseconds. */
  private static final long FINE_WITHIN = 5_000_000L;

  private final NearTexts texts;
  private final Hosts hosts;
  private final Site site;
  private final MarkSink sink;
  private final Tally tally;
  private final Incidents incidents;
  private final boolean keepAll;

  private final long[] mark = new long[7];
  private final long[] ids = new long[3];
  private int[] hostIds = new int[64];
  private long[] hostHashes = new long[16];
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
      boolean keepAll) {
    this.texts = new NearTexts(texts);
    this.hosts = hosts;
    this.site = site;
    this.sink = sink;
    this.tally = tally;
    this.incidents = incidents;
    this.keepAll = keepAll;
  }

  /** Sorts what a line said. {@code line.time} is resolved; a line without a time is at 1970. */
  public void accept(Line l, Event event) {
    line = l;
    host = hostOf(l.host);
    long time = l.time == Line.NO_TIME ? 0 : l.time;
    if (l.fine != Line.NO_TIME && Math.abs(l.fine - time) > FINE_WITHIN) {
      l.fine = Line.NO_TIME;
    }
    tally.add(time, host, Counters.LINES_READ, 1);
    switch (event) {
      case Event.NotUnderstood ignored -> tally.add(time, host, Counters.LINES_NOT_UNDERSTOOD, 1);
      case Event.Uninformative ignored -> tally.add(time, host, Counters.LINES_UNINFORMATIVE, 1);
      default -> {
        tally.add(time, host, Counters.LINES_UNDERSTOOD, 1);
        for (int i = 0; i < Math.max(1, l.repeat); i++) {
          sort(time, event);
        }
      }
    }
  }

  private void sort(long time, Event event) {
    switch (event) {
      case Event.Connect e -> {
        // postscreen hands a session to smtpd, which logs a connect, or ends it itself with a
        // DISCONNECT: one line for each session
        if (!e.screen() && isOutside(e.peer())) {
          tally.add(time, host, Counters.CONNECTIONS, 1);
        }
      }
      case Event.Disconnect e -> {
        if (e.screen() && isOutside(e.peer())) {
          tally.add(time, host, Counters.CONNECTIONS, 1);
        }
      }
      case Event.LostConnection e -> {
        if (isOutside(e.peer())) {
          tally.add(time, host, Counters.LOST_CONNECTIONS, 1);
        }
      }
      case Event.Client e -> client(time, e);
      case Event.Pickup e -> {
        begin(time, Words.PICKUP);
        mark[3] = Hops.pair(0, texts.of(e.from()));
        mark[5] = e.origQueueId() == null ? 0 : e.origQueueId().hash();
        put(e.queueId());
      }
      case Event.Queued e -> {
        begin(time, Words.QUEUED);
        mark[3] = Hops.pair(texts.of(e.from()), e.nrcpt());
        mark[6] = Math.max(0, e.size());
        put(e.queueId());
      }
      case Event.Arrival e -> arrival(time, e);
      case Event.Deliveries e -> {
        for (Event.Delivery each : e.each()) {
          delivery(time, each);
        }
      }
      case Event.AttemptBegun ignored -> {}
      case Event.AttemptEnded ignored -> {}
      case Event.Admitted ignored -> {}
      case Event.WebHit ignored -> {}
      case Event.MessageId e -> {
        if (e.messageId() != null && e.queueId() != null) {
          begin(time, Words.MESSAGE_ID);
          mark[2] |= e.resent() ? 1L << 32 : 0;
          mark[5] = Encoded.messageId(e.messageId());
          put(e.queueId());
        }
      }
      case Event.Removed e -> {
        begin(time, Words.REMOVED);
        put(e.queueId());
      }
      case Event.Delivery e -> delivery(time, e);
      case Event.Refusal e -> refusal(time, e);
      case Event.Ruling e -> ruling(time, e);
      case Event.BounceNotice e -> {
        if (e.noticeId() != null) {
          begin(time, Words.NOTICE);
          mark[5] = e.noticeId().hash();
          put(e.queueId());
          if (e.arrival()) {
            begin(time, Words.NOTICE);
            mark[2] |= 1L << 48;
            put(e.noticeId());
          }
        }
      }
      case Event.Expired e -> {
        begin(time, Words.EXPIRED);
        put(e.queueId());
      }
      case Event.QueueAct e -> act(time, e);
      case Event.ProxyAccept e -> {
        if (e.nextQueueId() != null) {
          incidents.proxyAccept(time, host, pid(), e.nextQueueId().hash());
        }
      }
      case Event.FilterVerdict e -> verdict(time, e);
      case Event.Login e -> login(time, e);
      case Event.Greylisted ignored -> {}
      case Event.Authenticity ignored -> {}
      case Event.Tls ignored -> {}
      case Event.Stored ignored -> {}
      case Event.Screened ignored -> {}
      case Event.VerdictPart e -> {
        if (e.filterId() != null && (e.queueId() != null || e.messageId() != null)) {
          incidents.verdictPart(
              time,
              host,
              e.filterId().hash(),
              e.queueId() == null ? 0 : e.queueId().hash(),
              e.messageId() == null ? 0 : Encoded.messageId(e.messageId()));
        }
      }
      case Event.Note ignored -> {}
      case Event.Uninformative ignored -> {}
      case Event.NotUnderstood ignored -> {}
    }
  }

  private void client(long time, Event.Client e) {
    int origin =
        isOutside(e.peer())
            ? e.saslUser() != null || isSubmission() ? Words.ORIGIN_SUBMISSION : Words.ORIGIN_SMTP
            : Words.ORIGIN_LOOPBACK;
    if (e.saslUser() != null && (origin != Words.ORIGIN_LOOPBACK || e.origQueueId() == null)) {
      tally.add(time, host, Counters.AUTH_OK, 1);
      if (origin == Words.ORIGIN_LOOPBACK) {
        origin = Words.ORIGIN_SUBMISSION;
      }
    }
    int ip = ip(e.peer().ip());
    int name = texts.of(e.peer().name());
    int account = texts.of(e.saslUser());
    if (e.queueId() == null) {
      incidents.proxyClient(time, host, pid(), ip, name, origin, account);
      return;
    }
    begin(time, Words.CLIENT);
    mark[2] |= (long) origin << 48;
    mark[3] = Hops.pair(ip, name);
    mark[4] = Hops.pair(account, pid());
    mark[5] = e.origQueueId() == null ? 0 : e.origQueueId().hash();
    put(e.queueId());
  }

  /** What other servers tell in several lines: where it came from, that it is in the queue, its Message-ID. */
  private void arrival(long time, Event.Arrival e) {
    if (e.queueId() == null) {
      return;
    }
    switch (e.entry()) {
      case SMTP, SUBMISSION -> {
        int origin =
            !isOutside(e.peer())
                ? Words.ORIGIN_LOOPBACK
                : e.saslUser() != null || e.entry() == Event.Entry.SUBMISSION
                    ? Words.ORIGIN_SUBMISSION
                    : Words.ORIGIN_SMTP;
        if (e.saslUser() != null) {
          tally.add(time, host, Counters.AUTH_OK, 1);
          origin = Words.ORIGIN_SUBMISSION;
        }
        begin(time, Words.CLIENT);
        mark[2] |= (long) origin << 48;
        mark[3] = Hops.pair(ip(e.peer().ip()), texts.of(e.peer().name()));
        mark[4] = Hops.pair(texts.of(e.saslUser()), pid());
        mark[5] = e.origQueueId() == null ? 0 : e.origQueueId().hash();
        put(e.queueId());
      }
      case LOCAL -> {
        begin(time, Words.PICKUP);
        mark[3] = Hops.pair(0, texts.of(e.from()));
        put(e.queueId());
      }
      case NOTICE -> {
        begin(time, Words.NOTICE);
        mark[2] |= 1L << 48;
        put(e.queueId());
      }
    }
    begin(time, Words.MESSAGE_ID);
    mark[5] = e.messageId() == null ? 0 : Encoded.messageId(e.messageId());
    put(e.queueId());
    begin(time, Words.QUEUED);
    mark[2] |= e.removal() ? 0 : (long) Words.SAYS_NO_REMOVAL << 32;
    mark[3] = Hops.pair(texts.of(e.from()), Math.max(0, e.nrcpt()));
    mark[6] = Math.max(0, e.size());
    put(e.queueId());
  }

  private void delivery(long time, Event.Delivery e) {
    int outcome =
        switch (e.status()) {
          case SENT -> Words.SENT;
          case DEFERRED, SOFTBOUNCE -> Words.DEFERRED;
          case BOUNCED -> Words.BOUNCED;
          case EXPIRED -> Words.EXPIRED_RCPT;
          case DELIVERABLE, UNDELIVERABLE -> Words.PROBED;
          case SUPPRESSED, OTHER -> 0;
        };
    if (outcome == 0 || e.queueId() == null) {
      return;
    }
    int via = Encoded.via(e.via());
    int bits = 0;
    Event.Relay relay = e.relay();
    if (relay != null && site.isLoopback(relay.ip(), relay.name())) {
      bits |= Words.TO_LOOPBACK | (site.isFilterPort(relay.port()) ? Words.TO_FILTER : 0);
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
    }
    begin(time, Words.DELIVERY);
    int delay =
        Double.isNaN(e.delay()) || e.delay() < 0
            ? 0
            : (int) Math.min(Integer.MAX_VALUE, e.delay() * 1000);
    mark[2] |= (long) (via << 4 | outcome) << 48 | (long) bits << 32 | delay;
    mark[3] = Hops.pair(texts.of(e.to()), keepAll ? relay(relay) : Texts.NONE);
    if (keepAll) {
      mark[4] =
          Hops.pair(texts.of(e.origTo()), outcome == Words.SENT ? Texts.NONE : texts.of(e.text()));
    } else if (via == Words.VIA_LOCAL && e.origTo() != null) {
      // what local(8) expands is counted by it
      mark[4] = Hops.pair(texts.of(e.origTo()), Texts.NONE);
    }
    mark[5] = outcome != Words.SENT || e.nextQueueId() == null ? 0 : e.nextQueueId().hash();
    mark[6] = Encoded.dsn(e.dsn());
    put(e.queueId());
  }

  private void refusal(long time, Event.Refusal e) {
    if (!site.isLoopback(e.peer().ip(), e.peer().name())) {
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
      key = key(host, e.queueId().hash());
      if (whole) {
        begin(time, Words.REFUSAL);
        put(e.queueId());
        if (!e.temporary()) {
          verdictOfRefusal(time, e);
        }
      }
    }
    incidents.refusal(time, host, e, 1, key);
  }

  /** A milter's refusal of a whole message for a virus or as spam is a verdict, whether or not the filter logs one of its own. */
  private void verdictOfRefusal(long time, Event.Refusal e) {
    Category category =
        switch (e.reason()) {
          case VIRUS -> Category.VIRUS;
          case SPAM -> Category.SPAM;
          case UNKNOWN_RECIPIENT,
              UNKNOWN_SENDER_DOMAIN,
              RELAY_DENIED,
              DNSBL,
              GREYLISTED,
              POLICY,
              HELO,
              CLIENT_ACCESS,
              SENDER_ACCESS,
              RECIPIENT_ACCESS,
              CONTENT,
              SIZE,
              RATE_LIMIT,
              AUTH_REQUIRED,
              TLS_REQUIRED,
              SPF,
              DKIM_DMARC,
              PROTOCOL_ERROR,
              MAILBOX_FULL,
              SERVER_BUSY,
              OTHER ->
              null;
        };
    if (category != null) {
      begin(time, Words.VERDICT);
      mark[2] |=
          (long) category.ordinal() << 48
              | (long) Action.BLOCKED.ordinal() << 40
              | Hops.NO_SCORE & 0xFFFFFFFFL;
      mark[3] = Hops.pair(texts.of(e.signature()), 0);
      put(e.queueId());
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
      begin(time, Words.RULING);
      mark[2] |= (long) flag << 48;
      put(e.queueId());
    } else if (flag == Words.WARNED) {
      tally.add(time, host, Counters.WARNED, 1);
    } else {
      incidents.ruling(time, host, pid(), flag);
    }
  }

  private void act(long time, Event.QueueAct e) {
    int act =
        e.act() == null || e.queueId() == null
            ? 0
            : switch (e.act().toString()) {
              case "deleted" -> 1;
              case "requeued" -> 2;
              case "held" -> 3;
              case "released" -> 4;
              default -> 0;
            };
    if (act != 0) {
      begin(time, Words.ACT);
      mark[2] |= (long) act << 48;
      put(e.queueId());
    }
    if (act == 2 && e.nextQueueId() != null) {
      begin(time, Words.PICKUP);
      mark[5] = e.queueId().hash();
      put(e.nextQueueId());
      // no line of its own will tell the Message-ID
      begin(time, Words.MESSAGE_ID);
      put(e.nextQueueId());
    }
  }

  private void verdict(long time, Event.FilterVerdict e) {
    if (!e.counts()) {
      return;
    }
    int signature = texts.of(e.signature());
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
    begin(time, Words.VERDICT);
    long score =
        Double.isNaN(e.score())
            ? Hops.NO_SCORE
            : Math.round(Math.max(-80_000, Math.min(80_000, e.score())) * 100);
    mark[2] |=
        (long) e.category().ordinal() << 48
            | (long) e.action().ordinal() << 40
            | score & 0xFFFFFFFFL;
    mark[3] = Hops.pair(signature, 0);
    mark[5] = e.nextQueueId() == null ? 0 : e.nextQueueId().hash();
    mark[6] = e.messageId() == null ? 0 : Encoded.messageId(e.messageId());
    put(e.queueId());
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
      return;
    }
    incidents.login(time, host, e, 1);
  }

  // ---- small things ----

  private void begin(long time, int kind) {
    // hops are kept to the millisecond: whoever reads them back has the same minute. A stamp of the
    // program's own keeps its order within it
    mark[0] = line.fine != Line.NO_TIME ? line.fine : Math.floorDiv(time, 1000) * 1000;
    mark[1] = 0;
    mark[2] = (long) kind << 56;
    mark[3] = 0;
    mark[4] = 0;
    mark[5] = 0;
    mark[6] = 0;
  }

  private void put(Slice queueId) {
    if (queueId == null || queueId.isEmpty()) {
      return;
    }
    long idHash = queueId.hash();
    mark[1] = LineIdentity.hash(line.array, line.textFrom, line.textTo);
    if (keepAll) {
      ids[0] = 0;
      ids[1] = 0;
      ids[2] = 0;
      int n = Math.min(24, queueId.length());
      for (int i = 0; i < n; i++) {
        ids[i >>> 3] |= (queueId.array[queueId.from + i] & 0xFFL) << ((i & 7) * 8);
      }
    }
    sink.mark(key(host, idHash), idHash, host, keepAll ? ids : null, mark);
  }

  private long key(int h, long idHash) {
    return key(idHash, hostHashes[h]);
  }

  /** The key of a queue id on a host, from both hashes. */
  public static long key(long idHash, long hostHash) {
    long k = Slice.mix(idHash ^ hostHash * 0x9E3779B97F4A7C15L);
    return k == 0 ? 1 : k;
  }

  private boolean isOutside(Event.Peer peer) {
    return peer == null || !site.isLoopback(peer.ip(), peer.name());
  }

  private int hostOf(Name name) {
    int at = name == null ? 0 : name.id() + 1;
    if (at >= hostIds.length) {
      hostIds = Arrays.copyOf(hostIds, Math.max(at + 1, hostIds.length * 2));
    }
    int known = hostIds[at] - 1;
    if (known < 0) {
      known = hosts.id(name == null ? null : name.text());
      hostIds[at] = known + 1;
      if (known >= hostHashes.length) {
        hostHashes = Arrays.copyOf(hostHashes, Math.max(known + 1, hostHashes.length * 2));
      }
      hostHashes[known] = Slice.of(hosts.name(known)).hash();
    }
    return known;
  }

  private int pid() {
    return (int) Slice.number(line.array, line.pidFrom, line.pidTo);
  }

  private boolean isSubmission() {
    if (line.program == null) {
      return false;
    }
    if (line.program.id() != serviceOf) {
      serviceOf = line.program.id();
      Slice p = Slice.of(line.program.text());
      serviceIsSubmission = p.contains(SUBMISSION) || p.contains(SMTPS);
    }
    return serviceIsSubmission;
  }

  /** An address without what IPv6 wraps around an IPv4 one. */
  private int ip(Slice ip) {
    return ip == null
        ? Texts.NONE
        : texts.of(ip.startsWith(MAPPED) && ip.indexOf('.') > 0 ? ip.part(MAPPED.length) : ip);
  }

  private static final byte[] MAPPED = Ascii.bytes("::ffff:");

  private int relay(Event.Relay relay) {
    if (relay == null || relay.name() == null) {
      return Texts.NONE;
    }
    // name[ip]:port stands together in the line: one text
    Slice name = relay.name();
    Slice ip = relay.ip();
    if (ip == null || ip.array != name.array || ip.to < name.to) {
      return texts.of(name);
    }
    int end = ip.to < name.array.length && name.array[ip.to] == ']' ? ip.to + 1 : ip.to;
    return texts.of(name.array, name.from, end);
  }
}
