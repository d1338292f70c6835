package mailweir.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import mailweir.event.Event;
import mailweir.journey.Hops;
import mailweir.journey.Words;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;
import mailweir.store.lines.LineVault;
import mailweir.store.lines.StoredLine;

/**
 * The lines of a message at a server that tells little and uses its numbers again within milliseconds (qmail): those of its stay, the
 * ends of its attempts, which have the attempt's number only, and those of the session that brought it.
 *
 * <p>Lines are put in the order of splogger's stamps; where there are none, in the order in which they were read. A stay is
 * known by the process that queued it. Not safe for threads.
 */
final class StayLines {
  /** How far splogger's stamp is believed beside syslog's, as {@link mailweir.journey.Sifter} has it; microseconds. */
  private static final long FINE_WITHIN = 5_000_000L;

  /** How far around a known instant a line is looked for: syslog's second may be later than splogger's stamp. Microseconds. */
  private static final long AROUND = FINE_WITHIN + 1_000_000L;

  /** How long a client may take from a recipient to the end of its message, microseconds. */
  private static final long SESSION = 600_000_000L;

  /** How far apart the lines of one process about one message are, microseconds. */
  private static final long PROCESS = 60_000_000L;

  /** So many attempts' numbers are looked for in lines one by one; of a message with more, all attempts near it are read. */
  private static final int LOOKED_FOR = 16;

  private final LineVault vault;
  private final Dialects dialects;
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());

  /** A line, when it was written as exactly as is known, and what it says. */
  private record Heard(StoredLine line, long moment, Event event) {}

  /** Who brought a message, as its story tells it; texts may be null. */
  record Client(String sender, String ip, Collection<String> recipients) {}

  StayLines(LineVault vault, Supplier<Dialects> dialects) {
    this.vault = vault;
    this.dialects = dialects.get();
  }

  /** The lines of a hop, oldest first; {@code client}: whose session's lines are wanted too, null for none. */
  List<StoredLine> of(Hops hops, int h, String host, Client client) {
    String id = hops.queueId(h);
    List<Heard> own =
        stay(
            hear(host, around(instants(hops, h)), bytes("msg " + id), bytes("bounce/" + id)),
            id,
            hops,
            h);
    List<Heard> all = new ArrayList<>(own);
    all.addAll(ends(own, hops, h, host));
    if (hops.pid(h) != 0) {
      all.addAll(process(hops, h, host));
      if (client != null && client.sender != null && client.ip != null) {
        all.addAll(session(hops, h, host, client));
      }
    }
    all.sort(Comparator.comparingLong(Heard::moment));
    Set<StoredLine> lines = new LinkedHashSet<>();
    all.forEach(l -> lines.add(l.line));
    return List.copyOf(lines);
  }

  /** When a line was written: splogger's stamp where it has one, else its own. Microseconds. */
  long moment(StoredLine line) {
    return hear(line).moment;
  }

  /**
   * A refusal's own line, where nothing names its client in brackets: the one of this client, sender and recipient nearest to its time.
   * {@code sender} and {@code recipient} may be null.
   */
  List<StoredLine> refusal(String host, long time, String ip, String sender, String recipient) {
    return hear(host, List.of(new long[] {time - AROUND, time + AROUND}), bytes(ip)).stream()
        .filter(l ->
            l.event instanceof Event.Refusal e
                && e.peer().ip() != null
                && e.peer().ip().toString().equals(ip)
                && same(e.envelope().from(), sender)
                && same(e.envelope().to(), recipient))
        .min(Comparator.comparingLong(l -> Math.abs(l.line.micros() - time)))
        .map(l -> List.of(l.line))
        .orElse(List.of());
  }

  private static boolean same(Slice said, String known) {
    return known == null || known.isEmpty()
        ? said == null || said.isEmpty()
        : said != null && said.toString().equalsIgnoreCase(known);
  }

  // ---- the message's own lines ----

  /** The instants at which something happened, beginnings of attempts included. */
  private static long[] instants(Hops hops, int h) {
    List<Long> instants = new ArrayList<>();
    instants.add(hops.first(h));
    instants.add(hops.last(h));
    instants.add(hops.acceptedAt(h));
    for (int a = hops.firstAttempt(h), end = a + hops.attempts(h); a < end; a++) {
      instants.add(hops.attemptTime(a));
      instants.add(hops.attemptTime(a) - hops.delayMs(a) * 1000L);
    }
    return instants.stream().mapToLong(t -> t).sorted().toArray();
  }

  /** Windows around instants, those that touch as one. */
  private static List<long[]> around(long[] instants) {
    List<long[]> windows = new ArrayList<>();
    for (long t : instants) {
      long[] last = windows.isEmpty() ? null : windows.getLast();
      if (last != null && t - AROUND <= last[1]) {
        last[1] = t + AROUND;
      } else {
        windows.add(new long[] {t - AROUND, t + AROUND});
      }
    }
    return windows;
  }

  /** Of all lines with the message's number, those of the stay that the hop is. */
  private static List<Heard> stay(List<Heard> lines, String id, Hops hops, int h) {
    List<List<Heard>> stays = new ArrayList<>();
    boolean open = false;
    boolean known = false;
    for (Heard l : lines) {
      Slice number = number(l.event);
      if (number == null || !number.is(bytes(id))) {
        continue;
      }
      boolean arrival = l.event instanceof Event.Preprocessed;
      boolean begins = isNew(l.event) || arrival && known;
      if (!open || begins) {
        stays.add(new ArrayList<>());
        known = false;
      }
      stays.getLast().add(l);
      open = !(l.event instanceof Event.Removed);
      known |= arrival;
    }
    for (List<Heard> stay : stays) {
      for (Heard l : stay) {
        if (l.event instanceof Event.Preprocessed e
            && e.process() != null
            && e.process().number() == Integer.toUnsignedLong(hops.pid(h))
            && Math.abs(l.moment - hops.acceptedAt(h)) <= PROCESS) {
          return stay;
        }
      }
    }
    // its arrival is in no line that was read: what happened while it was there
    List<Heard> rest = new ArrayList<>();
    for (List<Heard> stay : stays) {
      for (Heard l : stay) {
        if (l.moment >= hops.first(h) - 1000 && l.moment < hops.last(h) + 1000) {
          rest.add(l);
        }
      }
    }
    return rest;
  }

  private static boolean isNew(Event event) {
    return event instanceof Event.Note n && n.text() != null && n.text().startsWith(NEW);
  }

  private static final byte[] NEW = bytes("new msg ");

  /** The message's number in a line; null where it has none. */
  private static Slice number(Event event) {
    return switch (event) {
      case Event.Note e -> e.queueId();
      case Event.Preprocessed e -> e.queueId();
      case Event.AttemptBegun e -> e.queueId();
      case Event.BounceQueued e -> e.queueId();
      case Event.Removed e -> e.queueId();
      default -> null;
    };
  }

  /** The ends of the attempts that these lines begin: the first with the attempt's number after it. */
  private List<Heard> ends(List<Heard> stay, Hops hops, int h, String host) {
    List<Heard> begun = new ArrayList<>();
    Set<String> texts = new HashSet<>();
    for (Heard l : stay) {
      if (l.event instanceof Event.AttemptBegun e) {
        begun.add(l);
        texts.add("delivery " + e.number() + ": ");
      }
    }
    if (begun.isEmpty()) {
      return List.of();
    }
    if (texts.size() > LOOKED_FOR) {
      texts = Set.of("delivery ");
    }
    Map<String, List<Heard>> ended = new HashMap<>();
    for (Heard l :
        hear(
            host,
            around(instants(hops, h)),
            texts.stream().map(StayLines::bytes).toArray(byte[][]::new))) {
      if (l.event instanceof Event.AttemptEnded e) {
        ended.computeIfAbsent(e.number().toString(), n -> new ArrayList<>(1)).add(l);
      }
    }
    List<Heard> found = new ArrayList<>();
    for (Heard b : begun) {
      String number = ((Event.AttemptBegun) b.event).number().toString();
      for (Heard e : ended.getOrDefault(number, List.of())) {
        if (e.moment >= b.moment) {
          found.add(e);
          break;
        }
      }
    }
    return found;
  }

  // ---- who brought it ----

  /** What names the process that queued the message: the session's last line, and for a notice the message that it is about. */
  private List<Heard> process(Hops hops, int h, String host) {
    long process = Integer.toUnsignedLong(hops.pid(h));
    long at = hops.acceptedAt(h);
    boolean notice = hops.is(h, Words.NOTICE_BIT);
    Heard best = null;
    for (Heard l :
        hear(
            host,
            List.of(new long[] {at - PROCESS, at + PROCESS + 1}),
            bytes(notice ? "bounce msg " : "qlogreceived: "))) {
      Slice named =
          notice
              ? l.event instanceof Event.BounceQueued e ? e.process() : null
              : l.event instanceof Event.HandedIn e ? e.process() : null;
      if (named != null
          && named.number() == process
          && (best == null || Math.abs(l.moment - at) < Math.abs(best.moment - at))) {
        best = l;
      }
    }
    return best == null ? List.of() : List.of(best);
  }

  /** What CHKUSER admitted of the client for this message: back to the client's message before it. */
  private List<Heard> session(Hops hops, int h, String host, Client client) {
    Set<String> recipients = new HashSet<>();
    client.recipients.forEach(r -> recipients.add(r.toLowerCase(Locale.ROOT)));
    long at = hops.acceptedAt(h);
    long process = Integer.toUnsignedLong(hops.pid(h));
    List<Heard> lines =
        hear(
            host, List.of(new long[] {at - SESSION, at + AROUND}), bytes("from <" + client.sender));
    List<Heard> found = new ArrayList<>();
    for (int i = lines.size() - 1; i >= 0; i--) {
      Heard l = lines.get(i);
      if (l.moment >= at + 1000) {
        continue;
      }
      if (l.event instanceof Event.Preprocessed e
          && e.from() != null
          && e.from().toString().equalsIgnoreCase(client.sender)
          && (e.process() == null || e.process().number() != process)) {
        break;
      }
      if (l.event instanceof Event.Admitted e
          && e.envelope().from() != null
          && e.envelope().from().toString().equalsIgnoreCase(client.sender)
          && e.peer().ip() != null
          && e.peer().ip().toString().equals(client.ip)
          && (e.envelope().to() == null
              || recipients.isEmpty()
              || recipients.contains(e.envelope().to().toString().toLowerCase(Locale.ROOT)))) {
        found.add(l);
      }
    }
    return found.reversed();
  }

  // ---- lines ----

  private List<Heard> hear(String host, List<long[]> windows, byte[]... anyOf) {
    List<Heard> heard = new ArrayList<>();
    for (long[] w : windows) {
      for (StoredLine l : vault.lines(host, w[0], w[1], anyOf)) {
        heard.add(hear(l));
      }
    }
    heard.sort(Comparator.comparingLong(Heard::moment));
    return heard;
  }

  private Heard hear(StoredLine stored) {
    Line line = new Line();
    envelopes.parse(stored.raw(), 0, stored.raw().length, line);
    line.time = stored.micros();
    boolean fine =
        line.fine != Line.NO_TIME && Math.abs(line.fine - stored.micros()) <= FINE_WITHIN;
    return new Heard(stored, fine ? line.fine : stored.micros(), dialects.parse(line));
  }

  private static byte[] bytes(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }
}
