package mailweir.journey;

import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;

/**
 * What of a journey is counted, when and where: COUNTING.md as code.
 *
 * <p>In: rows that {@link Joiner} has joined. Out: amounts in a {@link Tally}. A message counts in the minute and on the host where
 * the site took it over; an attempt in its own; a verdict where the message was taken over.
 */
public final class Count {
  /** Who also wants to know what was counted, for lists of the busiest. */
  public interface Listener {
    void accepted(int hop, long time);

    void delivered(int hop, int attempt);

    Listener NONE =
        new Listener() {
          @Override
          public void accepted(int hop, long time) {}

          @Override
          public void delivered(int hop, int attempt) {}
        };
  }

  private Count() {}

  /** How a hop counts as the site's taking over of a message. */
  public enum Taking {
    ACCEPTED,
    GENERATED,
    ABORTED,
    NONE
  }

  public static Taking taking(Hops hops, int h) {
    int origin = hops.origin(h);
    if (hops.is(h, Words.JOINED) || isProbe(hops, h)) {
      return Taking.NONE;
    }
    if (origin == Words.ORIGIN_LOOPBACK
        && hops.is(h, Words.NULL_SENDER)
        && !hops.is(h, Words.PROXIED)
        && hops.before(h) == 0) {
      // a filter's own report: it comes in as a re-injection does, and nothing was sent to the
      // filter for it
      return Taking.GENERATED;
    }
    if (hops.is(h, Words.NOTICE_BIT)) {
      return Taking.GENERATED;
    }
    if (origin != Words.ORIGIN_NONE) {
      // what has neither come in nor ended is still coming in
      return isTaken(hops, h)
          ? Taking.ACCEPTED
          : hops.is(h, Words.GONE | Words.REFUSED) ? Taking.ABORTED : Taking.NONE;
    }
    if (hops.is(h, Words.REFUSED) && !isTaken(hops, h)) {
      // Exim gives an id before it asks whether it wants the message, and logs nothing else of one
      // that it refuses then
      return Taking.ABORTED;
    }
    boolean notice =
        hops.is(h, Words.NULL_SENDER)
            && hops.is(h, Words.HAS_MESSAGE_ID)
            && hops.is(h, Words.ACTIVE);
    return notice && hops.before(h) == 0 ? Taking.GENERATED : Taking.NONE;
  }

  /**
   * Whether the site had a message in its hands. An attempt or a removal shows that as well: the queue line may be lost, and what pickup took
   * and cleanup would not have is returned without one.
   */
  static boolean isTaken(Hops hops, int h) {
    return !isTurnedAway(hops, h)
        && (hops.is(h, Words.ACTIVE | Words.HELD | Words.DISCARDED | Words.REMOVED_BIT)
            || hops.attempts(h) > 0);
  }

  /** Whether a message was refused whole whose server tells the arrival before it answers (Sendmail). */
  public static boolean isTurnedAway(Hops hops, int h) {
    return (hops.flags(h) & (Words.REFUSED | Words.UNREMOVED)) == (Words.REFUSED | Words.UNREMOVED)
        && hops.attempts(h) == 0;
  }

  /** Whether an address was only asked after: such a hop counts nowhere. */
  public static boolean isProbe(Hops hops, int h) {
    return hops.is(h, Words.PROBE) && hops.attempts(h) == 0;
  }

  /** Whether an attempt put a message into its recipient's hands at the edge of the site. */
  public static boolean isDelivery(Hops hops, int a) {
    return hops.outcome(a) == Words.SENT
        && (hops.bits(a)
                & (Words.LINKED
                    | Words.FORWARDED
                    | Words.NOTICE_ONLY
                    | Words.DISCARDED_BY_NEXT
                    | Words.TO_FILTER))
            == 0;
  }

  /** Whether an attempt ended in nobody's hands: the next one said so, or a filter took it and never gave it back. */
  public static boolean isDiscard(Hops hops, int a) {
    return hops.outcome(a) == Words.SENT
        && (hops.bits(a) & (Words.LINKED | Words.FORWARDED | Words.NOTICE_ONLY)) == 0
        && (hops.bits(a) & (Words.DISCARDED_BY_NEXT | Words.TO_FILTER)) != 0;
  }

  /** Counts one hop. */
  public static void hop(Hops hops, Joiner joiner, int h, Tally tally, Listener listener) {
    if (hops.is(h, Words.ABSORBED) || isProbe(hops, h)) {
      return;
    }
    int host = hops.host(h);
    long time = hops.acceptedAt(h);
    if (hops.is(h, Words.ACTIVE) && !isTurnedAway(hops, h)) {
      tally.add(time, host, Counters.RELAYED_HOPS, 1);
    }
    int origin = hops.origin(h);
    switch (taking(hops, h)) {
      case ACCEPTED -> {
        tally.add(time, host, Counters.ACCEPTED, 1);
        tally.add(time, host, Counters.ACCEPTED_BYTES, hops.bytes(h));
        boolean inbound = origin == Words.ORIGIN_SMTP || origin == Words.ORIGIN_LOOPBACK;
        tally.add(
            time,
            host,
            inbound
                ? Counters.ACCEPTED_SMTP
                : origin == Words.ORIGIN_SUBMISSION
                    ? Counters.ACCEPTED_SUBMISSION
                    : Counters.ACCEPTED_PICKUP,
            1);
        tally.add(time, host, inbound ? Counters.ACCEPTED_INBOUND : Counters.ACCEPTED_OUTBOUND, 1);
        if (hops.is(h, Words.UNTOLD) && hops.account(h) != Texts.NONE) {
          tally.add(time, host, Counters.AUTH_OK, 1);
        }
        listener.accepted(h, time);
      }
      case GENERATED -> tally.add(time, host, Counters.GENERATED, 1);
      case ABORTED -> tally.add(hops.first(h), host, Counters.ABORTED, 1);
      case NONE -> {}
    }
    int flags = hops.flags(h);
    if ((flags & (Words.HELD | Words.REDIRECTED | Words.WARNED)) != 0) {
      tally.add(time, host, Counters.HELD, (flags & Words.HELD) != 0 ? 1 : 0);
      tally.add(time, host, Counters.REDIRECTED, (flags & Words.REDIRECTED) != 0 ? 1 : 0);
      tally.add(time, host, Counters.WARNED, (flags & Words.WARNED) != 0 ? 1 : 0);
    }
    attempts(hops, joiner, h, tally, listener);
    if (!hops.is(h, Words.JOINED)) {
      verdict(hops.get(h, 12), time, host, tally);
    }
  }

  private static void attempts(Hops hops, Joiner joiner, int h, Tally tally, Listener listener) {
    int host = hops.host(h);
    boolean discarded = hops.is(h, Words.DISCARDED);
    long discardedAt = hops.acceptedAt(h);
    int finals = 0;
    int local = 0;
    int from = hops.firstAttempt(h);
    for (int a = from, end = from + hops.attempts(h); a < end; a++) {
      long time = hops.attemptTime(a);
      if (isFinal(hops.outcome(a))) {
        finals++;
        local += hops.via(a) == Words.VIA_LOCAL ? 1 : 0;
      }
      switch (hops.outcome(a)) {
        case Words.SENT -> {
          int via = hops.via(a);
          if (isDelivery(hops, a)) {
            tally.add(time, host, Counters.DELIVERED, 1);
            tally.add(time, host, Counters.DELIVERED_BYTES, hops.bytes(h));
            tally.add(time, host, Counters.deliveredVia(via), 1);
            tally.add(time, host, direction(hops, joiner, h, a), 1);
            listener.delivered(h, a);
          } else if (isDiscard(hops, a) && !discarded) {
            discarded = true;
            discardedAt = time;
          }
        }
        case Words.DEFERRED -> {
          tally.add(time, host, Counters.DEFERRED, 1);
          if (hops.bounceClass(a) >= 0) {
            tally.add(time, host, Counters.deferredAs(hops.bounceClass(a)), 1);
          }
        }
        case Words.BOUNCED -> {
          tally.add(time, host, Counters.BOUNCED, 1);
          if (hops.bounceClass(a) >= 0) {
            tally.add(time, host, Counters.bouncedAs(hops.bounceClass(a)), 1);
          }
        }
        case Words.EXPIRED_RCPT -> tally.add(time, host, Counters.EXPIRED, 1);
        default -> {}
      }
    }
    if (discarded) {
      tally.add(discardedAt, host, Counters.DISCARDED, 1);
    }
    int open = hops.nrcpt(h) - finals;
    if (hops.is(h, Words.EXPIRED_BIT) && hops.is(h, Words.UNREMOVED)) {
      open = Math.max(open, stillDeferred(hops, h));
    }
    if (hops.is(h, Words.EXPIRED_BIT) && open > 0) {
      tally.add(hops.last(h), host, Counters.EXPIRED, open);
      open = 0;
    }
    // where no line tells a removal, or how many recipients there were, nothing is known of the
    // rest
    if (hops.is(h, Words.ACTIVE)
        && hops.is(h, Words.REMOVED_BIT)
        && !hops.is(h, Words.UNREMOVED)
        && hops.nrcpt(h) > 0
        && open != 0) {
      tally.add(hops.last(h), host, Counters.UNACCOUNTED, unaccounted(hops, h, open, local));
    }
  }

  /**
   * Recipients of a removed hop whose end is not known, or ends that no recipient explains.
   *
   * <p>local(8) expands an alias after the queue manager has counted, so one recipient may have several outcomes: lines of one original
   * recipient are at least one of the queued ones.
   */
  private static int unaccounted(Hops hops, int h, int open, int local) {
    if (open > 0) {
      // who is redirected is replaced by another recipient; whom an operator deletes or requeues
      // has an end
      return hops.is(h, Words.DELETED | Words.REQUEUED | Words.REDIRECTED) ? 0 : open;
    }
    if (local == 0) {
      return -open;
    }
    java.util.Set<Integer> originals = new java.util.HashSet<>();
    int from = hops.firstAttempt(h);
    for (int a = from, end = from + hops.attempts(h); a < end; a++) {
      if (hops.via(a) == Words.VIA_LOCAL && isFinal(hops.outcome(a))) {
        originals.add(hops.origTo(a) == Texts.NONE ? hops.recipient(a) : hops.origTo(a));
      }
    }
    return Math.max(0, -open - local + originals.size());
  }

  /** Whether a message has left the queue of a server that does not say so: nothing is known to be open. */
  public static boolean isOver(Hops hops, int h) {
    if (!hops.is(h, Words.UNREMOVED)) {
      return false;
    }
    if (hops.is(h, Words.DISCARDED | Words.EXPIRED_BIT) || isTurnedAway(hops, h)) {
      return true;
    }
    int finals = 0;
    int from = hops.firstAttempt(h);
    for (int a = from, end = from + hops.attempts(h); a < end; a++) {
      finals += isFinal(hops.outcome(a)) ? 1 : 0;
    }
    return finals > 0 && finals >= hops.nrcpt(h) && stillDeferred(hops, h) == 0;
  }

  /** Recipients of whom nothing but deferrals was heard: what aliases made of the queued ones is among them. */
  private static int stillDeferred(Hops hops, int h) {
    java.util.Set<Integer> deferred = new java.util.HashSet<>();
    java.util.Set<Integer> ended = new java.util.HashSet<>();
    int from = hops.firstAttempt(h);
    for (int a = from, end = from + hops.attempts(h); a < end; a++) {
      (isFinal(hops.outcome(a)) ? ended : deferred).add(hops.recipient(a));
    }
    deferred.removeAll(ended);
    return deferred.size();
  }

  private static boolean isFinal(int outcome) {
    return outcome == Words.SENT || outcome == Words.BOUNCED || outcome == Words.EXPIRED_RCPT;
  }

  private static int direction(Hops hops, Joiner joiner, int h, int a) {
    int via = hops.via(a);
    if ((via == Words.VIA_SMTP || via == Words.VIA_OTHER) && (hops.bits(a) & Words.HOME) == 0) {
      return Counters.DELIVERED_OUTBOUND;
    }
    int origin = hops.origin(joiner == null ? h : joiner.root(h));
    return origin == Words.ORIGIN_SUBMISSION || origin == Words.ORIGIN_PICKUP
        ? Counters.DELIVERED_INTERNAL
        : Counters.DELIVERED_INBOUND;
  }

  /** Counts a verdict, once for its journey. */
  static void verdict(long word, long time, int host, Tally tally) {
    int category = (int) (word >>> 60);
    int action = (int) (word >>> 56 & 15);
    if (category == Category.SPAM.ordinal()) {
      tally.add(time, host, Counters.SPAM, 1);
      tally.add(time, host, Counters.spamBy(action), 1);
    } else if (category == Category.VIRUS.ordinal()) {
      tally.add(time, host, Counters.VIRUS, 1);
      tally.add(time, host, Counters.virusBy(action), 1);
    } else if (category == Category.BANNED.ordinal()) {
      tally.add(time, host, Counters.BANNED, 1);
      tally.add(time, host, Counters.bannedBy(action), 1);
    }
  }

  /** Counts a verdict that names nothing by which anybody could tell whose it is; viruses wait, for their names. */
  static boolean verdictOfNobody(Event.FilterVerdict e, long time, int host, Tally tally) {
    if (e.queueId() != null
        || e.messageId() != null
        || e.filterId() != null
        || e.category() == Category.VIRUS) {
      return false;
    }
    verdict((long) (e.category().ordinal() << 4 | e.action().ordinal()) << 56, time, host, tally);
    return true;
  }

  /** Who wants to know of viruses in messages that were refused. */
  public interface VirusListener {
    void virus(int signature, long time, int host);
  }

  /** Tells the viruses that {@link #loose} counts. */
  public static void looseViruses(Loose loose, VirusListener listener) {
    java.util.Set<Long> told = new java.util.HashSet<>();
    for (int i = 0; i < loose.size(); i++) {
      if (loose.kind(i) == Loose.VERDICT
          && loose.get(i, 5) == 0
          && loose.get(i, 3) >>> 60 == Category.VIRUS.ordinal()
          && (int) loose.get(i, 3) != 0
          && (loose.get(i, 2) == 0 || told.add(loose.get(i, 2)))) {
        listener.virus((int) loose.get(i, 3), loose.time(i), loose.host(i));
      }
    }
  }

  /** Counts verdicts of messages that were refused, so that no hop has them: once for each Message-ID or, without one, each line. */
  public static void loose(Loose loose, Tally tally) {
    java.util.Map<Long, long[]> byMessage = new java.util.TreeMap<>();
    for (int i = 0; i < loose.size(); i++) {
      if (loose.kind(i) != Loose.VERDICT || loose.get(i, 5) != 0) {
        continue;
      }
      long word = loose.get(i, 3);
      if (loose.get(i, 2) == 0) {
        verdict(word, loose.time(i), loose.host(i), tally);
        continue;
      }
      long[] known = byMessage.get(loose.get(i, 2));
      if (known == null) {
        byMessage.put(loose.get(i, 2), new long[] {word, loose.time(i), loose.host(i)});
      } else {
        known[0] = Joiner.strongest(known[0], word);
        if (loose.time(i) < known[1]) {
          known[1] = loose.time(i);
          known[2] = loose.host(i);
        }
      }
    }
    byMessage.values().forEach(v -> verdict(v[0], v[1], (int) v[2], tally));
  }
}
