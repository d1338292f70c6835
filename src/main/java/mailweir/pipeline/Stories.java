package mailweir.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import mailweir.answer.Story;
import mailweir.bounce.BounceClass;
import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.journey.Count;
import mailweir.journey.Hops;
import mailweir.journey.Joiner;
import mailweir.journey.Words;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;
import mailweir.store.duckdb.FactReader;
import mailweir.store.duckdb.GreylistReader;
import mailweir.store.duckdb.Rows;
import mailweir.store.lines.LineVault;
import mailweir.store.lines.StoredLine;

/**
 * Stories told from stored rows, and from the raw lines what rows do not keep: Message-ID, subject, answers, the filters' words.
 */
final class Stories {
  /** How long after its arrival a message may wait for a filter beside the queue, microseconds. */
  private static final long BESIDE = 3_600_000_000L;

  /** How far around a hop's known instants its lines are looked for, microseconds. */
  private static final long AROUND = 3_000_000L;

  private static final long SECOND = 1_000_000L;

  private final FactReader facts;
  private final GreylistReader greylist;
  private final KnownTexts known;
  private final LineVault vault;
  private final List<String> hosts;
  private final Supplier<Dialects> dialects;

  Stories(
      FactReader facts,
      GreylistReader greylist,
      KnownTexts known,
      LineVault vault,
      List<String> hosts,
      Supplier<Dialects> dialects) {
    this.facts = facts;
    this.greylist = greylist;
    this.known = known;
    this.vault = vault;
    this.hosts = hosts;
    this.dialects = dialects;
  }

  /** The stories of journeys, in the order of the journeys given. */
  List<Story> tell(Collection<Long> journeys, boolean withLines) {
    Rows rows = facts.hops(journeys);
    Hops hops = rows.hops;
    Map<Long, List<Integer>> byJourney = new LinkedHashMap<>();
    journeys.forEach(j -> byJourney.put(j, new ArrayList<>()));
    Set<Integer> numbers = new HashSet<>();
    for (int h = 0; h < hops.size(); h++) {
      byJourney.computeIfAbsent(rows.journey(h), j -> new ArrayList<>()).add(h);
      for (int t :
          new int[] {hops.clientIp(h), hops.clientName(h), hops.sender(h), hops.account(h)}) {
        numbers.add(t);
      }
      for (int a = hops.firstAttempt(h), end = a + hops.attempts(h); a < end; a++) {
        numbers.add(hops.recipient(a));
        numbers.add(hops.relay(a));
        numbers.add(hops.origTo(a));
        numbers.add(hops.text(a));
      }
    }
    numbers.removeAll(List.of(0, 1));
    Map<Integer, String> texts = known.of(numbers);
    Delays delays = Delays.of(rows, greylist, known);
    // each story looks for its own lines; two cores look at once
    return byJourney.entrySet().parallelStream()
        .filter(e -> !e.getValue().isEmpty())
        .map(e -> tell(e.getKey(), e.getValue(), rows, texts, delays, withLines))
        .toList();
  }

  private Story tell(
      long journey,
      List<Integer> members,
      Rows rows,
      Map<Integer, String> texts,
      Delays delays,
      boolean withLines) {
    Hops hops = rows.hops;
    members.sort(
        Comparator.comparingLong((Integer h) -> hops.first(h)).thenComparingLong(rows::id));
    int root = members.get(0);
    for (int h : members) {
      if (rows.id(h) == journey) {
        root = h;
      }
    }
    List<StoredLine> evidence = evidence(members, hops, texts, withLines);
    Evidence said = new Evidence(evidence);
    List<Story.Hop> path = new ArrayList<>();
    for (int h : members) {
      path.add(
          new Story.Hop(
              host(hops.host(h)),
              hops.queueId(h),
              instant(hops.first(h)),
              hops.is(h, Words.REMOVED_BIT) || Count.isOver(hops, h) ? instant(hops.last(h)) : null,
              Joiner.how(rows.joinedBy(h))));
    }
    List<Story.Recipient> recipients = recipients(members, hops, texts, said);
    String state = state(members, rows, root, recipients);
    said.verdicts.addAll(0, delays.verdicts(hops, root));
    if (recipients.isEmpty()) {
      // nothing was tried for them; whoever refused or threw away the message names them
      Instant time = instant(hops.last(root));
      said.named.forEach(to ->
          recipients.add(
              new Story.Recipient(to, null, state, time, null, null, said.answers.get(to), 0)));
    }
    return new Story(
        "j" + journey,
        instant(hops.first(root)),
        texts.get(hops.sender(root)),
        recipients,
        texts.get(hops.clientIp(root)),
        texts.get(hops.clientName(root)),
        texts.get(hops.account(root)),
        said.messageId,
        hops.bytes(root),
        said.subject,
        origin(hops, root),
        state,
        said.verdicts,
        path,
        withLines ? said.lines() : List.of());
  }

  private static String origin(Hops hops, int root) {
    return switch (Count.taking(hops, root)) {
      case GENERATED -> "generated";
      case ACCEPTED, ABORTED -> Words.origin(hops.origin(root));
      case NONE -> hops.origin(root) == Words.ORIGIN_NONE ? null : Words.origin(hops.origin(root));
    };
  }

  private List<Story.Recipient> recipients(
      List<Integer> members, Hops hops, Map<Integer, String> texts, Evidence said) {
    Map<String, List<Integer>> byRecipient = new LinkedHashMap<>();
    Map<Integer, Integer> hopOf = new java.util.HashMap<>();
    for (int h : members) {
      for (int a = hops.firstAttempt(h), end = a + hops.attempts(h); a < end; a++) {
        hopOf.put(a, h);
        byRecipient
            .computeIfAbsent(
                h + " " + hops.recipient(a) + " " + hops.origTo(a), k -> new ArrayList<>())
            .add(a);
      }
    }
    List<Story.Recipient> list = new ArrayList<>();
    byRecipient.forEach((key, attempts) -> {
      attempts.sort(Comparator.comparingLong(hops::attemptTime));
      // what went on to another hop is told there, the vain attempts before it as well
      boolean wentOn = attempts.removeIf(a -> (hops.bits(a) & Words.LINKED) != 0);
      if (wentOn && attempts.stream().allMatch(a -> hops.outcome(a) == Words.DEFERRED)) {
        return;
      }
      int last = attempts.get(attempts.size() - 1);
      String address = texts.get(hops.recipient(last));
      boolean expired =
          hops.is(hopOf.get(last), Words.EXPIRED_BIT) && hops.outcome(last) == Words.DEFERRED;
      list.add(
          new Story.Recipient(
              address,
              texts.get(hops.origTo(last)),
              expired ? "expired" : stateOf(hops, last),
              instant(hops.attemptTime(last)),
              texts.get(hops.relay(last)),
              dsn(hops.dsn(last)),
              said.text(address, hops.text(last) == 0 ? null : texts.get(hops.text(last))),
              attempts.size(),
              hops.bounceClass(last) < 0
                  ? null
                  : BounceClass.values()[hops.bounceClass(last)].word()));
    });
    return list;
  }

  private static String stateOf(Hops hops, int a) {
    if (hops.outcome(a) == Words.SENT) {
      return Count.isDiscard(hops, a) ? "discarded" : "delivered";
    }
    return Words.outcome(hops.outcome(a));
  }

  private static String state(
      List<Integer> members, Rows rows, int root, List<Story.Recipient> recipients) {
    Hops hops = rows.hops;
    Set<String> states = new TreeSet<>();
    recipients.forEach(r -> states.add(r.state()));
    if (states.size() > 1) {
      return "mixed";
    }
    if (!states.isEmpty()) {
      String only = states.iterator().next();
      boolean quarantined =
          only.equals("discarded")
              && (hops.verdict(root) & 15) == mailweir.event.Action.QUARANTINED.ordinal();
      return quarantined ? "quarantined" : only;
    }
    int flags = 0;
    boolean open = false;
    for (int h : members) {
      flags |= hops.flags(h);
      open |= rows.isOpen(h);
    }
    if ((flags & Words.EXPIRED_BIT) != 0) {
      // nothing was tried, only queued, until its time was over
      return "expired";
    }
    if ((flags & Words.DISCARDED) == 0 && (flags & Words.REMOVED_BIT) == 0) {
      String judged = judged(hops, root);
      if (judged != null) {
        return judged;
      }
    }
    if (open && (flags & (Words.REFUSED | Words.DISCARDED | Words.HELD)) == 0) {
      // the client may still be sending it
      return "queued";
    }
    if ((flags & Words.DISCARDED) != 0) {
      return "discarded";
    }
    if (Count.isTurnedAway(hops, root)) {
      return "rejected";
    }
    if ((flags & Words.ACTIVE) == 0
        && (flags & Words.HELD) == 0
        && ((flags & Words.REFUSED) != 0 || hops.origin(root) != Words.ORIGIN_NONE)) {
      return "rejected";
    }
    return (flags & Words.HELD) != 0 && (flags & Words.REMOVED_BIT) == 0 ? "held" : "queued";
  }

  /**
   * Where a filter beside the queue took a message out of it, and no line says so (MailScanner): what it stored is in quarantine, what was infected
   * and never went on is thrown away. Null: nothing of that is known.
   */
  private static String judged(Hops hops, int root) {
    int action = hops.verdict(root) & 15;
    if (!hops.is(root, Words.UNREMOVED) || Count.isTurnedAway(hops, root)) {
      return null;
    }
    if (action == mailweir.event.Action.QUARANTINED.ordinal()) {
      return "quarantined";
    }
    boolean virus = hops.verdict(root) >>> 4 == mailweir.event.Category.VIRUS.ordinal();
    return action == mailweir.event.Action.DISCARDED.ordinal() || virus && action == 0
        ? "discarded"
        : null;
  }

  /** A refusal as a story of its own. */
  Story refused(FactReader.Refused r, Map<Integer, String> texts, boolean withLines) {
    String ip = texts.get(r.client());
    String to = texts.get(r.recipient());
    List<StoredLine> lines = new ArrayList<>();
    if (ip != null && !ip.isEmpty()) {
      for (StoredLine l :
          vault.lines(
              hostName(r.host()), r.time() - AROUND, r.time() + AROUND, bytes("[" + ip + "]"))) {
        lines.add(l);
      }
      if (lines.isEmpty()) {
        lines.addAll(
            new StayLines(vault, dialects)
                .refusal(hostName(r.host()), r.time(), ip, texts.get(r.sender()), to));
      }
    }
    Evidence said = new Evidence(lines);
    List<Story.Recipient> recipients =
        to == null
            ? List.of()
            : List.of(
                new Story.Recipient(
                    to,
                    null,
                    "rejected",
                    instant(r.time()),
                    null,
                    said.refusalDsn,
                    said.refusal(to),
                    1));
    return new Story(
        "r" + r.id(),
        instant(r.time()),
        texts.get(r.sender()),
        recipients,
        ip,
        texts.get(r.clientName()),
        texts.get(r.account()),
        null,
        0,
        null,
        "smtp",
        "rejected",
        List.of(),
        List.of(),
        withLines ? said.lines() : List.of());
  }

  /**
   * The lines of hops: those that hold their queue ids or their Message-ID, near the instants at which something happened; of a server
   * that tells little, those of the stay, with those of the session that brought it where they are shown.
   */
  private List<StoredLine> evidence(
      List<Integer> members, Hops hops, Map<Integer, String> texts, boolean withLines) {
    Map<String, StoredLine> found = new LinkedHashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    StayLines stays = null;
    for (int h : members) {
      boolean isUntold = hops.is(h, Words.UNTOLD);
      if (isUntold && stays == null) {
        stays = new StayLines(vault, dialects);
      }
      for (StoredLine l :
          isUntold
              ? stays.of(hops, h, hostName(hops.host(h)), withLines ? client(h, hops, texts) : null)
              : window(h, hops, bytes(hops.queueId(h)))) {
        keep(found, l);
        String id = messageId(l.raw());
        if (id != null) {
          ids.add(id);
        }
      }
    }
    for (String id : ids) {
      for (int h : members) {
        if (!hops.is(h, Words.UNTOLD)) {
          window(h, hops, bytes(id)).forEach(l -> keep(found, l));
        }
      }
    }
    List<StoredLine> sorted = new ArrayList<>(found.values());
    sorted.sort(Comparator.comparingLong(stays == null ? StoredLine::micros : stays::moment));
    return sorted;
  }

  private static StayLines.Client client(int h, Hops hops, Map<Integer, String> texts) {
    List<String> recipients = new ArrayList<>();
    for (int a = hops.firstAttempt(h), end = a + hops.attempts(h); a < end; a++) {
      String to = texts.get(hops.recipient(a));
      if (to != null) {
        recipients.add(to);
      }
    }
    String ip = texts.get(hops.clientIp(h));
    return new StayLines.Client(
        texts.get(hops.sender(h)), ip == null || ip.isEmpty() ? null : ip, recipients);
  }

  private static void keep(Map<String, StoredLine> found, StoredLine l) {
    found.putIfAbsent(l.host() + l.micros() + new String(l.raw(), StandardCharsets.ISO_8859_1), l);
  }

  private List<StoredLine> window(int h, Hops hops, byte[] text) {
    TreeSet<Long> instants = new TreeSet<>();
    instants.add(hops.last(h));
    for (int a = hops.firstAttempt(h), end = a + hops.attempts(h); a < end; a++) {
      instants.add(hops.attemptTime(a));
    }
    if (hops.verdict(h) != 0) {
      // a filter beside the queue spoke between the arrival and the first attempt
      long until = Math.min(instants.first(), hops.acceptedAt(h) + BESIDE);
      for (long t = hops.acceptedAt(h) + AROUND; t < until; t += AROUND) {
        instants.add(t);
      }
    }
    instants.add(hops.first(h));
    instants.add(hops.acceptedAt(h));
    List<StoredLine> found = new ArrayList<>();
    long from = Long.MIN_VALUE;
    long to = Long.MIN_VALUE;
    for (long t : instants) {
      if (from != Long.MIN_VALUE && t - AROUND <= to) {
        to = t + AROUND;
      } else {
        if (from != Long.MIN_VALUE) {
          found.addAll(vault.lines(hostName(hops.host(h)), from, to, text));
        }
        from = t - AROUND;
        to = t + AROUND;
      }
    }
    found.addAll(vault.lines(hostName(hops.host(h)), from, to, text));
    return found;
  }

  private static final byte[] MESSAGE_ID = bytes("message-id=<");

  private static String messageId(byte[] raw) {
    Slice line = new Slice(raw, 0, raw.length);
    int at = line.indexOf(MESSAGE_ID, 0);
    int end = at < 0 ? -1 : line.indexOf('>', at);
    return end < 0 || end - at - MESSAGE_ID.length < 6
        ? null
        : line.part(at + MESSAGE_ID.length, end).toString();
  }

  private static byte[] bytes(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }

  private String hostName(int host) {
    return hosts.get(host);
  }

  private String host(int host) {
    String name = hostName(host);
    return name.isEmpty() ? "localhost" : name;
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000);
  }

  private static String dsn(int dsn) {
    return dsn == 0 ? null : (dsn >> 20) + "." + (dsn >> 10 & 1023) + "." + (dsn & 1023);
  }

  /** What the raw lines of a story say. */
  private final class Evidence {
    private final List<StoredLine> evidence;
    private final Map<String, String> answers = new java.util.HashMap<>();
    private final java.util.Set<String> named = new java.util.LinkedHashSet<>();
    private final Map<String, String> refusals = new java.util.HashMap<>();

    /** Recipients of attempts whose ends name the attempt only. */
    private final Map<String, String> attempts = new java.util.HashMap<>();

    final List<Story.Verdict> verdicts = new ArrayList<>();
    private final Map<String, Integer> verdictAt = new java.util.HashMap<>();
    String messageId;
    String subject;
    String refusalDsn;

    Evidence(List<StoredLine> lines) {
      this.evidence = lines;
      Names names = new Names();
      Envelopes envelopes = new Envelopes(names, new Names());
      Dialects all = dialects.get();
      Line line = new Line();
      for (StoredLine l : lines) {
        envelopes.parse(l.raw(), 0, l.raw().length, line);
        line.time = l.micros();
        hear(l, all.parse(line));
      }
    }

    private void hear(StoredLine line, Event event) {
      switch (event) {
        case Event.MessageId e -> {
          if (messageId == null && e.messageId() != null) {
            messageId = e.messageId().toString();
          }
        }
        case Event.Arrival e -> {
          if (messageId == null && e.messageId() != null) {
            messageId = e.messageId().toString();
          }
          subject = e.subject() == null ? subject : e.subject().toString();
        }
        case Event.Delivery e -> answer(e);
        case Event.Deliveries e -> e.each().forEach(this::answer);
        case Event.AttemptBegun e -> {
          attempts.put(e.number().toString(), e.to().toString());
          named.add(e.to().toString());
        }
        case Event.AttemptEnded e -> {
          String to = attempts.get(e.number().toString());
          if (to != null && e.text() != null && !e.text().isEmpty()) {
            answers.put(to, e.text().toString());
          }
        }
        case Event.Refusal e -> {
          if (e.text() != null) {
            refusals.put(
                String.valueOf(e.envelope().to()),
                (e.smtpCode() > 0 ? e.smtpCode() + " " : "") + e.text());
            refusalDsn = e.dsn() == null ? refusalDsn : e.dsn().toString();
          }
        }
        case Event.Ruling e -> {
          if (e.queueId() != null && e.envelope().to() != null) {
            named.add(e.envelope().to().toString());
          }
        }
        case Event.FilterVerdict e -> {
          verdict(
              e.queueId() == null ? "" : e.queueId().toString(),
              new Story.Verdict(
                  instant(line.micros()),
                  text(e.filter()),
                  e.category().name().toLowerCase(java.util.Locale.ROOT),
                  e.action().word(),
                  text(e.signature()),
                  e.score()));
          subject = e.subject() == null ? subject : e.subject().toString();
          if (e.to() != null) {
            e.to().forEach(to -> named.add(to.toString()));
          }
        }
        default -> {}
      }
    }

    private void answer(Event.Delivery e) {
      if (e.to() != null && e.text() != null) {
        answers.put(e.to().toString(), e.text().toString());
        named.add(e.to().toString());
      }
    }

    /** A filter may say the same once for each recipient, or parts of it in several lines: the strongest action counts. */
    private void verdict(String queueId, Story.Verdict v) {
      String key = queueId + ' ' + v.filter() + ' ' + v.category();
      Integer at = verdictAt.putIfAbsent(key, verdicts.size());
      if (at == null) {
        verdicts.add(v);
        return;
      }
      Story.Verdict known = verdicts.get(at);
      boolean stronger = strength(v.action()) > strength(known.action());
      verdicts.set(
          at,
          new Story.Verdict(
              known.time(),
              known.filter(),
              known.category(),
              stronger ? v.action() : known.action(),
              known.name() == null ? v.name() : known.name(),
              Double.isNaN(known.score()) ? v.score() : known.score()));
    }

    private static int strength(String word) {
      for (mailweir.event.Action action : mailweir.event.Action.values()) {
        if (action.word().equals(word)) {
          return action.ordinal();
        }
      }
      return -1;
    }

    private static String text(Slice s) {
      return s == null ? null : s.toString();
    }

    String text(String address, String stored) {
      return stored != null ? stored : answers.get(address);
    }

    String refusal(String to) {
      return refusals.getOrDefault(
          to, refusals.isEmpty() ? null : refusals.values().iterator().next());
    }

    List<String> lines() {
      return evidence.stream().map(l -> new String(l.raw(), StandardCharsets.UTF_8)).toList();
    }
  }

  /** Host names as figures show them. */
  static String shown(String host) {
    return host.isEmpty() ? "localhost" : Hosts.canonical(host);
  }
}
