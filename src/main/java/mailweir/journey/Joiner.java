package mailweir.journey;

import java.util.Arrays;

/**
 * Joins hops to journeys: a pure function of all rows and of what waited for them.
 *
 * <p>Rows of one stay that came apart (a line later than its complete stay) are put together first. Then a hand-over is joined
 * (COUNTING.md) when
 *
 * <ul>
 *   <li>an attempt names the id that the message got ({@code queued as}, {@code forwarded as}) and a hop of that id is there,
 *   <li>or a hop names the id that it had ({@code orig_queue_id=}, {@code orig_id=}),
 *   <li>or, where a filter names neither, a hop from loopback or pickup has the Message-ID of one that was sent to a filter or pipe,
 * </ul>
 *
 * the times overlap, and the Message-IDs do not differ (unless a host named an id of its own). Never by a host's name.
 */
public final class Joiner {
  /** How much clocks of two hosts of a site may differ, microseconds. */
  static final long CLOCKS = 120_000_000L;

  /** How long after an attempt's line the next hop may seem to begin on the same host, microseconds. */
  static final long SLACK = 5_000_000L;

  private static final int SENDS = Words.TO_FILTER | Words.TO_LOOPBACK;

  private final Hops hops;
  private final int n;
  private final int[] table;
  private final int[] chain;
  private final int[] previous;
  private final byte[] how;

  /** How a hop was joined to the one before it. */
  public static final int BY_QUEUED_AS = 1;

  public static final int BY_ORIG_ID = 2;
  public static final int BY_MESSAGE_ID = 3;
  private static final String[] HOW = {null, "queued as", "orig_queue_id", "message-id"};

  public static String how(int how) {
    return HOW[how];
  }

  public Joiner(Hops hops) {
    this.hops = hops;
    this.n = hops.size();
    this.table = new int[Integer.highestOneBit(Math.max(16, n) * 2 - 1) * 2];
    this.chain = new int[n];
    this.previous = new int[n];
    this.how = new byte[n];
    Arrays.fill(previous, -1);
    for (int h = n - 1; h >= 0; h--) {
      int s = slot(hops.queueIdHash(h));
      chain[h] = table[s];
      table[s] = h + 1;
    }
  }

  /** Tells that a stored row is known to follow another, before {@link #join}. */
  public void know(int hop, int before, int by) {
    previous[hop] = before;
    how[hop] = (byte) by;
  }

  /** The hop before; -1 for the first of a journey. */
  public int previous(int hop) {
    return previous[hop];
  }

  /** {@link #BY_QUEUED_AS} and its like; 0 for the first. */
  public int joinedBy(int hop) {
    return how[hop];
  }

  /** The first hop of the journey. */
  public int root(int hop) {
    int h = hop;
    for (int guard = 0; previous[h] >= 0 && guard < 64; guard++) {
      h = previous[h];
    }
    return h;
  }

  /** Does all of it. Verdicts in {@code loose} that find no hop stay there; the others are taken out. */
  public void join(Loose loose) {
    join(loose, new Sessions());
  }

  /** The same where servers that tell little are among them, with the sessions of their clients. */
  public void join(Loose loose, Sessions sessions) {
    loose.sort();
    new Fragments(hops, table, chain).absorb();
    new Untold(hops).attach(sessions, (from, to) -> link(from, to, BY_QUEUED_AS));
    attachProcesses(loose);
    joinNamed();
    joinByMessageId();
    attachStrayVerdicts();
    attachVerdicts(loose);
    gatherVerdicts();
  }

  private int slot(long idHash) {
    return slot(idHash, table.length);
  }

  static int slot(long idHash, int length) {
    return (int) (idHash ^ idHash >>> 29) & length - 1;
  }

  static boolean differ(long x, long y) {
    return x != 0 && y != 0 && x != y;
  }

  /**
   * The stronger of two verdicts: the category, the action and the score that weigh most; the name of the category that holds, and of
   * two names that of {@code x}, which is the earlier one.
   */
  static long strongest(long x, long y) {
    if (x == 0 || y == 0) {
      return x | y;
    }
    long category = Math.max(x >>> 60, y >>> 60);
    long action = Math.max(x >>> 56 & 15, y >>> 56 & 15);
    // signed, so that the word for no score is the least
    long score = Math.max(x << 8 >> 40, y << 8 >> 40) & 0xFFFFFF;
    boolean isX = x >>> 60 == category && ((x & 0xFFFFFFFFL) != 0 || y >>> 60 != category);
    return category << 60 | action << 56 | score << 32 | (isX ? x : y) & 0xFFFFFFFFL;
  }

  // ---- processes ----

  /** Rulings before a queue id belong to the next message of their process; a proxy's client to the id that it was told. */
  private void attachProcesses(Loose loose) {
    boolean any = false;
    for (int i = 0; i < loose.size() && !any; i++) {
      any = loose.kind(i) != Loose.VERDICT;
    }
    if (!any) {
      return;
    }
    Processes processes = new Processes(hops);
    for (int i = 0; i < loose.size(); i++) {
      if (loose.get(i, 5) != 0) {
        // it has found its hop in an earlier round
        continue;
      }
      if (loose.kind(i) == Loose.RULING) {
        int flag = (int) loose.get(i, 3);
        int h = processes.nextHop(loose.host(i), (int) loose.get(i, 2), loose.time(i), flag);
        if (h >= 0) {
          if ((flag & (Words.HELD | Words.DISCARDED)) != 0
              && !hops.is(h, Words.ACTIVE | Words.HELD | Words.DISCARDED)) {
            hops.set(h, 11, hops.get(h, 11) & 0xFFFFFFFFL);
          }
          hops.mark(h, flag);
          loose.rows[i * Loose.WIDTH + 5] = h + 1;
        }
      } else if (loose.kind(i) == Loose.PROXY_ACCEPT) {
        int client =
            processes.clientBefore(loose, loose.host(i), (int) loose.get(i, 2), loose.time(i));
        int h = proxied(loose, i);
        if (client >= 0 && h >= 0) {
          long origin = loose.get(client, 4) >>> 32;
          hops.set(h, 6, loose.get(client, 3));
          hops.set(h, 7, Hops.pair(hops.sender(h), (int) loose.get(client, 4)));
          hops.set(h, 9, hops.get(h, 9) & 0xFFFFFFFF_00FFFFFFL | origin << 24 | Words.PROXIED);
          loose.rows[i * Loose.WIDTH + 5] = h + 1;
        }
      }
    }
  }

  private int proxied(Loose loose, int i) {
    long idHash = loose.get(i, 3);
    int best = -1;
    for (int k = table[slot(idHash)]; k != 0; k = chain[k - 1]) {
      int h = k - 1;
      if (hops.queueIdHash(h) == idHash
          && !hops.is(h, Words.ABSORBED)
          && Math.abs(hops.first(h) - loose.time(i)) <= 600_000_000L
          && (best < 0 || closer(h, best, loose.time(i), loose.host(i)))) {
        best = h;
      }
    }
    return best;
  }

  // ---- hand-overs ----

  private void joinNamed() {
    for (int h = 0; h < n; h++) {
      if (hops.is(h, Words.ABSORBED)) {
        continue;
      }
      int from = hops.firstAttempt(h);
      for (int a = from, end = from + hops.attempts(h); a < end; a++) {
        long next = hops.next(a);
        if (next != 0 && hops.outcome(a) == Words.SENT) {
          int to = follower(h, a, next);
          if (to >= 0) {
            link(h, to, BY_QUEUED_AS);
            hops.markAttempt(a, Words.LINKED);
          }
        }
      }
    }
    for (int h = 0; h < n; h++) {
      if (previous[h] >= 0 && how[h] != BY_QUEUED_AS) {
        // known from an earlier round; the hop before may have been folded anew since
        linkAttempts(previous[h], h);
      } else if (hops.before(h) != 0
          && previous[h] < 0
          && !hops.is(h, Words.JOINED | Words.ABSORBED)) {
        int from = leader(h);
        if (from >= 0) {
          link(from, h, BY_ORIG_ID);
          linkAttempts(from, h);
        }
      }
    }
  }

  /** The hop that an attempt of {@code h} named. */
  private int follower(int h, int a, long next) {
    int best = -1;
    for (int k = table[slot(next)]; k != 0; k = chain[k - 1]) {
      int b = k - 1;
      if (hops.queueIdHash(b) != next || b == h || hops.is(b, Words.ABSORBED)) {
        continue;
      }
      // our own host named its own id: that is enough; anybody else's id may be somebody else's
      // message
      boolean own =
          hops.host(b) == hops.host(h)
              && (hops.bits(a) & (Words.FORWARDED | Words.TO_LOOPBACK)) != 0;
      if (!own && differ(hops.messageId(h), hops.messageId(b))) {
        continue;
      }
      long slack = hops.host(b) == hops.host(h) ? SLACK : CLOCKS;
      if (hops.first(b) >= hops.first(h) - slack
          && hops.first(b) <= hops.attemptTime(a) + slack
          && hops.last(b) >= hops.first(h) - slack
          && (best < 0 || closer(b, best, hops.attemptTime(a), hops.host(h)))) {
        best = b;
      }
    }
    return best;
  }

  private boolean closer(int x, int y, long time, int host) {
    boolean hereX = hops.host(x) == host;
    boolean hereY = hops.host(y) == host;
    if (hereX != hereY) {
      return hereX;
    }
    long dx = Math.abs(hops.first(x) - time);
    long dy = Math.abs(hops.first(y) - time);
    return dx != dy ? dx < dy : hops.key(x) < hops.key(y);
  }

  /** The hop whose id {@code h} names as the one it had. */
  private int leader(int h) {
    long before = hops.before(h);
    int best = -1;
    for (int k = table[slot(before)]; k != 0; k = chain[k - 1]) {
      int a = k - 1;
      if (hops.queueIdHash(a) != before
          || a == h
          || hops.is(a, Words.ABSORBED)
          || hops.host(a) != hops.host(h) && differ(hops.messageId(h), hops.messageId(a))) {
        continue;
      }
      long slack = hops.host(a) == hops.host(h) ? SLACK : CLOCKS;
      boolean open = !hops.is(a, Words.REMOVED_BIT | Words.REQUEUED);
      if (hops.first(a) <= hops.first(h) + slack
          && (open
              || hops.last(a) + slack + Fold.AFTERWARDS >= hops.first(h)
              || hops.origin(h) == Words.ORIGIN_PICKUP)
          && (best < 0 || closer(a, best, hops.first(h), hops.host(h)))) {
        best = a;
      }
    }
    return best;
  }

  private void link(int from, int to, int by) {
    if (previous[to] < 0 && !hops.is(to, Words.JOINED) && root(from) != to) {
      previous[to] = from;
      how[to] = (byte) by;
      hops.mark(to, Words.JOINED);
    }
  }

  /** Attempts of {@code from} that handed over to {@code to} without naming its id. */
  private void linkAttempts(int from, int to) {
    int start = hops.firstAttempt(from);
    for (int a = start, end = start + hops.attempts(from); a < end; a++) {
      if (hops.outcome(a) == Words.SENT && hops.next(a) == 0 && isHandOver(a) && covers(a, to)) {
        hops.markAttempt(a, Words.LINKED);
      }
    }
  }

  private boolean isHandOver(int a) {
    return (hops.bits(a) & SENDS) != 0 && (hops.bits(a) & Words.DISCARDED_BY_NEXT) == 0
        || hops.via(a) == Words.VIA_PIPE;
  }

  /** Whether an attempt may have been a hand-over that names no next id. */
  public static boolean isSilentHandOver(Hops hops, int a) {
    return hops.outcome(a) == Words.SENT
        && hops.next(a) == 0
        && ((hops.bits(a) & SENDS) != 0 || hops.via(a) == Words.VIA_PIPE);
  }

  /** Whether a hop began while an attempt was under way. */
  private boolean covers(int a, int to) {
    return hops.first(to) <= hops.attemptTime(a) + SLACK
        && hops.first(to) >= hops.attemptTime(a) - hops.delayMs(a) * 1000L - SLACK;
  }

  private void joinByMessageId() {
    int waiting = 0;
    for (int h = 0; h < n; h++) {
      waiting += isWithoutLink(h) ? 1 : 0;
    }
    if (waiting == 0) {
      return;
    }
    HashOfHops senders = new HashOfHops();
    java.util.Set<Integer> gone = new java.util.HashSet<>();
    for (int h = 0; h < n; h++) {
      if (hops.messageId(h) != 0 && !hops.is(h, Words.ABSORBED) && handsOverSilently(h)) {
        senders.put(hops.messageId(h) ^ hops.host(h), h);
        if (!waitsForItsFollower(h)) {
          gone.add(h);
        }
      }
    }
    java.util.List<Integer> sorted = new java.util.ArrayList<>();
    for (int h = 0; h < n; h++) {
      if (isWithoutLink(h) && senders.first(hops.messageId(h) ^ hops.host(h)) >= 0) {
        sorted.add(h);
      }
    }
    // copies of one message may go the same way at the same time: the first that comes back is the
    // first that went,
    // and each has gone once
    sorted.sort((x, y) -> isEarlier(x, y) ? -1 : isEarlier(y, x) ? 1 : 0);
    for (int h : sorted) {
      int best = -1;
      for (int at = senders.first(hops.messageId(h) ^ hops.host(h));
          at >= 0;
          at = senders.next(at)) {
        int a = senders.hop(at);
        if (a != h
            && hops.host(a) == hops.host(h)
            && hops.messageId(a) == hops.messageId(h)
            && handsOverTo(a, h)
            && (best < 0 || isBefore(a, best, gone))) {
          best = a;
        }
      }
      if (best >= 0) {
        link(best, h, BY_MESSAGE_ID);
        if (previous[h] == best) {
          gone.add(best);
          linkAttempts(best, h);
        }
      }
    }
  }

  private boolean isBefore(int x, int y, java.util.Set<Integer> gone) {
    boolean goneX = gone.contains(x);
    return goneX != gone.contains(y) ? !goneX : isEarlier(x, y);
  }

  private boolean isWithoutLink(int h) {
    int origin = hops.origin(h);
    return previous[h] < 0
        && hops.messageId(h) != 0
        && (origin == Words.ORIGIN_LOOPBACK || origin == Words.ORIGIN_PICKUP)
        && !hops.is(h, Words.ABSORBED | Words.PROXIED);
  }

  private boolean handsOverSilently(int h) {
    int start = hops.firstAttempt(h);
    for (int a = start, end = start + hops.attempts(h); a < end; a++) {
      if (hops.outcome(a) == Words.SENT && hops.next(a) == 0 && isHandOver(a)) {
        return true;
      }
    }
    return false;
  }

  private boolean waitsForItsFollower(int h) {
    int start = hops.firstAttempt(h);
    for (int a = start, end = start + hops.attempts(h); a < end; a++) {
      if (hops.outcome(a) == Words.SENT
          && hops.next(a) == 0
          && isHandOver(a)
          && (hops.bits(a) & Words.LINKED) == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean handsOverTo(int from, int to) {
    if (hops.first(from) > hops.first(to) + SLACK) {
      return false;
    }
    int start = hops.firstAttempt(from);
    for (int a = start, end = start + hops.attempts(from); a < end; a++) {
      if (hops.outcome(a) == Words.SENT && hops.next(a) == 0 && isHandOver(a) && covers(a, to)) {
        return true;
      }
    }
    return false;
  }

  // ---- verdicts ----

  /** A filter on a host of its own names the queue id of another: its verdict goes to the hop of that id, if there is one. */
  private void attachStrayVerdicts() {
    for (int h = 0; h < n; h++) {
      if (hops.get(h, 12) == 0
          || hops.flags(h) != 0
          || hops.origin(h) != Words.ORIGIN_NONE
          || hops.attempts(h) != 0) {
        continue;
      }
      long idHash = hops.queueIdHash(h);
      int best = -1;
      for (int k = table[slot(idHash)]; k != 0; k = chain[k - 1]) {
        int b = k - 1;
        if (hops.queueIdHash(b) == idHash
            && hops.host(b) != hops.host(h)
            && hops.flags(b) != 0
            && !hops.is(b, Words.ABSORBED)
            && hops.first(b) <= hops.first(h) + CLOCKS
            && (hops.last(b) + CLOCKS >= hops.first(h) || !hops.is(b, Words.REMOVED_BIT))
            && (best < 0 || closer(b, best, hops.first(h), hops.host(h)))) {
          best = b;
        }
      }
      if (best >= 0) {
        hops.set(best, 12, strongest(hops.get(best, 12), hops.get(h, 12)));
        hops.mark(h, Words.ABSORBED);
      }
    }
  }

  private void attachVerdicts(Loose loose) {
    completeVerdicts(loose);
    boolean any = false;
    for (int i = 0; i < loose.size() && !any; i++) {
      any = loose.kind(i) == Loose.VERDICT && loose.get(i, 2) != 0;
    }
    if (!any) {
      return;
    }
    HashOfHops byMessage = new HashOfHops();
    for (int h = 0; h < n; h++) {
      if (hops.messageId(h) != 0 && !hops.is(h, Words.ABSORBED)) {
        byMessage.put(hops.messageId(h), h);
      }
    }
    for (int i = 0; i < loose.size(); i++) {
      if (loose.kind(i) != Loose.VERDICT || loose.get(i, 2) == 0 || loose.get(i, 5) != 0) {
        continue;
      }
      int best = -1;
      for (int at = byMessage.first(loose.get(i, 2)); at >= 0; at = byMessage.next(at)) {
        int h = byMessage.hop(at);
        long time = loose.time(i);
        if (hops.messageId(h) == loose.get(i, 2)
            && hops.first(h) <= time + CLOCKS
            && (hops.last(h) + CLOCKS >= time || !hops.is(h, Words.REMOVED_BIT))
            && (best < 0
                || hops.first(h) < hops.first(best)
                || hops.first(h) == hops.first(best) && hops.key(h) < hops.key(best))) {
          best = h;
        }
      }
      if (best >= 0) {
        hops.set(best, 12, strongest(hops.get(best, 12), loose.get(i, 3)));
        loose.rows[i * Loose.WIDTH + 5] = best + 1;
      }
    }
  }

  /** A verdict that was cut by syslog gets the ids that its other part tells. */
  private void completeVerdicts(Loose loose) {
    HashOfHops parts = new HashOfHops();
    for (int i = 0; i < loose.size(); i++) {
      if (loose.kind(i) == Loose.PART) {
        parts.put(loose.get(i, 4) ^ loose.host(i), i);
      }
    }
    for (int i = 0; i < loose.size() && parts.size() > 0; i++) {
      if (loose.kind(i) != Loose.VERDICT || loose.get(i, 4) == 0 || loose.get(i, 2) != 0) {
        continue;
      }
      for (int at = parts.first(loose.get(i, 4) ^ loose.host(i)); at >= 0; at = parts.next(at)) {
        int part = parts.hop(at);
        if (loose.get(part, 4) == loose.get(i, 4)
            && Math.abs(loose.time(part) - loose.time(i)) <= 2_000_000L) {
          loose.rows[i * Loose.WIDTH + 2] = loose.get(part, 2);
          int h =
              loose.get(part, 3) == 0
                  ? -1
                  : hopAt(loose.get(part, 3), loose.host(i), loose.time(i));
          if (h >= 0) {
            hops.set(h, 12, strongest(hops.get(h, 12), loose.get(i, 3)));
            loose.rows[i * Loose.WIDTH + 5] = h + 1;
          }
          break;
        }
      }
    }
  }

  /** The hop of a queue id on a host that was in the queue at a time; -1 when there is none. */
  private int hopAt(long idHash, int host, long time) {
    int best = -1;
    for (int k = table[slot(idHash)]; k != 0; k = chain[k - 1]) {
      int h = k - 1;
      if (hops.queueIdHash(h) == idHash
          && hops.host(h) == host
          && !hops.is(h, Words.ABSORBED)
          && hops.first(h) <= time + SLACK
          && (hops.last(h) + Fold.AFTERWARDS >= time || !hops.is(h, Words.REMOVED_BIT))
          && (best < 0 || hops.first(h) > hops.first(best))) {
        best = h;
      }
    }
    return best;
  }

  /** Verdicts of all hops of a journey count once: they are gathered at its first hop, the name of the earliest hop first. */
  private void gatherVerdicts() {
    java.util.Map<Integer, Integer> named = new java.util.HashMap<>();
    for (int h = 0; h < n; h++) {
      if (hops.get(h, 12) != 0 && previous[h] >= 0) {
        int root = root(h);
        long known = hops.get(root, 12);
        Integer from = named.get(root);
        long word =
            from != null && isEarlier(h, from)
                ? strongest(hops.get(h, 12), known)
                : strongest(known, hops.get(h, 12));
        if (hops.signature(h) != 0
            && (int) word == hops.signature(h)
            && (int) known != (int) word) {
          named.put(root, h);
        }
        hops.set(root, 12, word);
      }
    }
  }

  private boolean isEarlier(int x, int y) {
    return hops.first(x) != hops.first(y)
        ? hops.first(x) < hops.first(y)
        : hops.key(x) < hops.key(y);
  }
}
