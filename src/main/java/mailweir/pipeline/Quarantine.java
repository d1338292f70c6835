package mailweir.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.identity.Hosts;
import mailweir.slice.Slice;

/**
 * Gathers the rows of the quarantine report from events, in any order and however often they come: a row is one message, recipient,
 * event and name.
 *
 * <p>In two walks over the lines: the first finds the rows, the second ({@link #isLacking}) what the filter did not say of them and the
 * mail server did: the client, the sender. Confined to one thread.
 */
final class Quarantine {
  /** Lines of one queue id within so many microseconds are of one message: short ids are used again. */
  private static final long ONE_MESSAGE = 600_000_000L;

  private static final Slice OWN_WORDS = Slice.of("mimedefang");
  private static final byte[] WHOLE = mailweir.slice.Ascii.bytes("END-OF-MESSAGE");

  /** A row with its instant in microseconds; {@code weak}: it gives way to what a filter says of the same message. */
  private record Found(
      long micros,
      String host,
      String event,
      String name,
      String relay,
      String sender,
      String recipient,
      String subject,
      Action action,
      String filter,
      String queueId,
      boolean weak) {
    String message() {
      return queueId == null ? null : host + '\n' + queueId;
    }

    String key() {
      String who = queueId != null ? queueId : sender + '\n' + relay + '\n' + subject;
      return host + '\n' + event + '\n' + name + '\n' + recipient + '\n' + who;
    }
  }

  private record Act(long micros, Action action) {}

  private record Origin(long micros, String relay, String sender) {}

  private final long since;
  private final long until;
  private final String host;
  private final List<Found> found = new ArrayList<>();
  private final Map<String, List<Act>> acts = new HashMap<>();
  private final Map<String, List<Origin>> origins = new HashMap<>();
  private boolean second;

  Quarantine(Query query) {
    since = query.since() == null ? Long.MIN_VALUE : micros(query.since());
    until = query.until() == null ? Long.MAX_VALUE : micros(query.until());
    host = query.host() == null ? null : Hosts.canonical(query.host());
  }

  private static long micros(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
  }

  /** Where lines that matter begin, microseconds: those of a message of the span may stand a little outside of it. */
  long from() {
    return since == Long.MIN_VALUE ? since : since - ONE_MESSAGE;
  }

  long to() {
    return until == Long.MAX_VALUE ? until : until + ONE_MESSAGE;
  }

  /** Whether the filters left something open; then the lines are to be told once more. */
  boolean isLacking() {
    if (!second) {
      for (Found f : found) {
        if (f.message() != null && (f.relay == null || f.sender == null)) {
          origins.put(f.message(), new ArrayList<>());
        }
      }
      second = true;
    }
    return !origins.isEmpty();
  }

  /** Hears what a line says; {@code lineHost} is canonical. */
  void hear(long micros, String lineHost, Event event) {
    if (host != null && !host.equals(lineHost)) {
      return;
    }
    if (second) {
      origin(micros, lineHost, event);
      return;
    }
    switch (event) {
      case Event.FilterVerdict v -> verdict(micros, lineHost, v);
      case Event.Ruling r -> ruling(micros, lineHost, r);
      case Event.Refusal r -> refusal(micros, lineHost, r);
      default -> {}
    }
  }

  private void verdict(long micros, String lineHost, Event.FilterVerdict v) {
    String id = text(v.queueId());
    if (id != null && v.action() != Action.NONE) {
      act(lineHost, id, micros, v.action());
    }
    boolean stopped = v.action().ordinal() >= Action.QUARANTINED.ordinal();
    boolean bad =
        v.category() == Category.SPAM
            || v.category() == Category.VIRUS
            || v.category() == Category.BANNED;
    boolean own = v.filter() != null && v.filter().equals(OWN_WORDS);
    if (!v.counts() || own && !bad || !own && !stopped && !(bad && v.action() == Action.NONE)) {
      return;
    }
    String name = text(v.signature());
    if (name == null && !Double.isNaN(v.score())) {
      name = score(v.score());
    }
    String word =
        own && v.categoryWord() != null
            ? v.categoryWord().toString()
            : v.category().name().toLowerCase(Locale.ROOT);
    List<Slice> to = v.to() == null || v.to().isEmpty() ? null : v.to();
    for (int i = 0; i < (to == null ? 1 : to.size()); i++) {
      add(
          new Found(
              micros,
              lineHost,
              word,
              name,
              text(v.clientIp()),
              text(v.from()),
              to == null ? null : text(to.get(i)),
              text(v.subject()),
              v.action(),
              text(v.filter()),
              id,
              false));
    }
  }

  private static String score(double score) {
    String s = String.format(Locale.ROOT, "%.3f", score);
    return s.replaceAll("\\.?0+$", "");
  }

  private void ruling(long micros, String lineHost, Event.Ruling r) {
    String id = text(r.queueId());
    if (id == null) {
      return;
    }
    if (r.kind() == Event.Ruling.Kind.DISCARDED) {
      act(lineHost, id, micros, Action.DISCARDED);
    } else if (r.kind() == Event.Ruling.Kind.HELD) {
      act(lineHost, id, micros, Action.QUARANTINED);
      add(
          new Found(
              micros,
              lineHost,
              "held",
              text(r.text()),
              text(r.peer().ip()),
              text(r.envelope().from()),
              text(r.envelope().to()),
              null,
              Action.QUARANTINED,
              null,
              id,
              true));
    }
  }

  private void refusal(long micros, String lineHost, Event.Refusal r) {
    String id = text(r.queueId());
    if (id == null || r.temporary() || r.stage() == null || !r.stage().startsWith(WHOLE)) {
      return;
    }
    act(lineHost, id, micros, Action.BLOCKED);
    if (r.reason() == Reason.VIRUS || r.reason() == Reason.SPAM) {
      add(
          new Found(
              micros,
              lineHost,
              r.reason().word(),
              text(r.signature()),
              text(r.peer().ip()),
              text(r.envelope().from()),
              text(r.envelope().to()),
              null,
              Action.BLOCKED,
              null,
              id,
              true));
    }
  }

  private void add(Found f) {
    if (f.micros >= from() && f.micros < to()) {
      found.add(f);
    }
  }

  private void act(String lineHost, String id, long micros, Action action) {
    acts.computeIfAbsent(lineHost + '\n' + id, k -> new ArrayList<>(2))
        .add(new Act(micros, action));
  }

  private void origin(long micros, String lineHost, Event event) {
    switch (event) {
      case Event.Arrival e ->
          origin(lineHost, e.queueId(), micros, text(e.peer().ip()), text(e.from()));
      case Event.Client e -> origin(lineHost, e.queueId(), micros, text(e.peer().ip()), null);
      case Event.Queued e -> origin(lineHost, e.queueId(), micros, null, text(e.from()));
      default -> {}
    }
  }

  private void origin(String lineHost, Slice id, long micros, String relay, String sender) {
    List<Origin> known = id == null ? null : origins.get(lineHost + '\n' + id);
    if (known != null) {
      known.add(new Origin(micros, relay, sender));
    }
  }

  /** The rows of the span, by time. */
  List<Quarantined> rows() {
    found.sort(
        Comparator.comparingLong(Found::micros)
            .thenComparing(Found::key)
            .thenComparing(f -> f.action));
    Map<String, Long> strong = new HashMap<>();
    for (Found f : found) {
      if (!f.weak && f.message() != null) {
        strong.put(f.message(), f.micros);
      }
    }
    Map<String, Long> last = new HashMap<>();
    Set<String> told = new HashSet<>();
    List<Quarantined> rows = new ArrayList<>();
    for (Found f : found) {
      Long before = last.put(f.key(), f.micros);
      boolean again =
          before != null
              && (f.queueId == null
                  ? f.micros / 1_000_000 == before / 1_000_000
                  : f.micros - before <= ONE_MESSAGE);
      Long stronger = f.weak ? strong.get(f.message()) : null;
      if (again
          || stronger != null && Math.abs(stronger - f.micros) <= ONE_MESSAGE
          || f.micros < since
          || f.micros >= until) {
        continue;
      }
      Quarantined row = row(f);
      if (told.add(row.toString())) {
        rows.add(row);
      }
    }
    return rows;
  }

  private Quarantined row(Found f) {
    Action action = f.action;
    String relay = f.relay;
    String sender = f.sender;
    if (f.message() != null) {
      for (Act a : acts.getOrDefault(f.message(), List.of())) {
        if (Math.abs(a.micros - f.micros) <= ONE_MESSAGE && a.action.ordinal() > action.ordinal()) {
          action = a.action;
        }
      }
      List<Origin> all = new ArrayList<>(origins.getOrDefault(f.message(), List.of()));
      all.sort(
          Comparator.comparingLong((Origin o) -> Math.abs(o.micros - f.micros))
              .thenComparing(Origin::toString));
      for (Origin o : all) {
        if (Math.abs(o.micros - f.micros) <= ONE_MESSAGE) {
          relay = relay == null ? o.relay : relay;
          sender = sender == null ? o.sender : sender;
        }
      }
    }
    return new Quarantined(
        Instant.ofEpochSecond(Math.floorDiv(f.micros, 1_000_000L)),
        Stories.shown(f.host),
        f.event,
        f.name,
        relay,
        sender,
        f.recipient,
        f.subject,
        action == Action.NONE ? null : action.word(),
        f.filter,
        f.queueId);
  }

  private static String text(Slice s) {
    return s == null ? null : s.toString();
  }
}
