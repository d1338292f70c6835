package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import mailweir.cli.EveryDialect;
import mailweir.event.Event;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.identity.Logged;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;

/**
 * A small log, told to the heart: what was counted, and how hops were joined.
 *
 * <p>It is told straight, backwards and shuffled, in one go and settled after every line, so that every line may come after the stay
 * that it belongs to was thought complete. All must say the same, or the test that asks fails.
 */
public final class Told {
  private final Map<String, Long> figures = new TreeMap<>();
  private final List<String> joins = new ArrayList<>();

  private Told(List<String> lines, int settleEvery) {
    Hosts hosts = new Hosts();
    Texts texts = new Texts();
    Tally tally = new Tally();
    Waiting waiting = new Waiting();
    OpenHops open = OpenHops.folding(texts);
    Attempts attempts = new Attempts();
    MarkSink sink =
        (key, idHash, host, ids, mark) -> {
          if (!Attempts.isFor(mark[2])) {
            open.add(key, idHash, host, ids[0], ids[1], ids[2], mark, 0);
            return;
          }
          long[] row = attempts.add(Attempts.row(key, idHash, host, ids, mark));
          if (row != null) {
            open.add(row[0], row[1], (int) row[2], row[3], row[4], row[5], row, 6);
          }
        };
    UnderWay underWay = new UnderWay();
    Sifter sifter = new Sifter(texts, hosts, Site.DEFAULT, sink, tally, waiting, underWay, true);
    Dialects dialects = EveryDialect.dialects();
    Copies copies = new Copies();
    LineIdentity identity = new LineIdentity(hosts);
    Logged logged = new Logged(0);
    Hops hops = new Hops();
    int n = 0;
    for (String text : lines) {
      Line line = logged.of(text.getBytes(StandardCharsets.ISO_8859_1));
      sifter.accept(line, copies.once(dialects, identity, line, dialects.parse(line)));
      if (++n % settleEvery == 0) {
        later(open, line.time);
        open.settle(hops);
      }
    }
    attempts.settle(
        Long.MAX_VALUE,
        row -> open.add(row[0], row[1], (int) row[2], row[3], row[4], row[5], row, 6));
    open.settleAll(hops);
    Joiner joiner = new Joiner(hops);
    joiner.join(waiting.loose, waiting.sessions);
    underWay.settle(hops);
    for (int h = 0; h < hops.size(); h++) {
      Count.hop(hops, joiner, h, tally, Count.Listener.NONE);
      if (joiner.previous(h) >= 0) {
        joins.add(
            hops.queueId(joiner.previous(h))
                + " > "
                + hops.queueId(h)
                + " by "
                + Joiner.how(joiner.joinedBy(h)));
      }
    }
    Count.loose(waiting.loose, tally);
    tally.forEach(
        (minute, host, counter, sum) -> figures.merge(Counters.name(counter), sum, Long::sum));
    figures.values().removeIf(v -> v == 0);
    Collections.sort(joins);
  }

  /** So much is heard of another queue id that whatever was removed has waited long enough. */
  private static void later(OpenHops open, long time) {
    long[] mark = {time + 2 * Fold.AFTERWARDS, 0, (long) Words.NOTICE << 56, 0, 0, 0, 0};
    for (int i = 0; i < 64; i++) {
      mark[1] = i;
      open.add(1, 1, 0, 0, 0, 0, mark, 0);
    }
  }

  /** Of lines as the server wrote them, in RFC 3339 or traditional form. */
  static Told of(String log) {
    return of(log.lines().filter(l -> !l.isBlank()).toList());
  }

  static Told of(List<String> lines) {
    Told straight = new Told(lines, Integer.MAX_VALUE);
    same(straight, new Told(lines, 1), "settled after every line");
    same(straight, new Told(lines.reversed(), Integer.MAX_VALUE), "backwards");
    same(straight, new Told(lines.reversed(), 1), "backwards, settled after every line");
    for (int seed = 0; seed < 4; seed++) {
      List<String> shuffled = new ArrayList<>(lines);
      Collections.shuffle(shuffled, new Random(seed));
      same(straight, new Told(shuffled, Integer.MAX_VALUE), "shuffled " + seed);
      same(straight, new Told(shuffled, 1), "shuffled, settled after every line " + seed);
    }
    return straight;
  }

  /** Long logs: told in one go, and in pieces of so many lines with what is complete put away in between, straight and shuffled. */
  public static void sameInPieces(List<String> lines, int... pieces) {
    Told straight = new Told(lines, Integer.MAX_VALUE);
    List<String> shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, new Random(pieces.length));
    for (int piece : pieces) {
      same(straight, new Told(lines, piece), "in pieces of " + piece);
      same(straight, new Told(shuffled, piece), "shuffled, in pieces of " + piece);
    }
  }

  private static void same(Told a, Told b, String how) {
    assertEquals(a.figures.toString(), b.figures.toString(), how);
    assertEquals(a.joins, b.joins, how);
  }

  /** The amounts of these figures, in this order. */
  List<Long> count(String... names) {
    return java.util.Arrays.stream(names).map(n -> figures.getOrDefault(n, 0L)).toList();
  }

  /** {@code A > B by queued as}, sorted. */
  List<String> joins() {
    return joins;
  }

  /** All that was counted but the lines. */
  Map<String, Long> figures() {
    Map<String, Long> told = new TreeMap<>(figures);
    told.keySet().removeIf(k -> k.startsWith("lines."));
    return told;
  }

  /** What waits for its hop, as a reader keeps it. */
  private static final class Waiting implements Incidents {
    private final Loose loose = new Loose();
    private final Sessions sessions = new Sessions();

    @Override
    public void refusal(long time, int host, Event.Refusal refusal, int times, long key) {}

    @Override
    public void login(long time, int host, Event.Login login, int times) {}

    @Override
    public void verdict(
        long time,
        int host,
        long messageId,
        long filterId,
        int category,
        int action,
        double score,
        int signature) {
      loose.verdict(time, host, messageId, filterId, category, action, score, signature);
    }

    @Override
    public void verdictPart(long time, int host, long filterId, long queueIdHash, long messageId) {
      loose.part(time, host, filterId, queueIdHash, messageId);
    }

    @Override
    public void session(
        int kind,
        int host,
        long subject,
        long time,
        int ip,
        int name,
        int origin,
        int account,
        long hash) {
      sessions.add(kind, host, subject, time, ip, name, origin, account, hash);
    }

    @Override
    public void ruling(long time, int host, int pid, int flag) {
      loose.ruling(time, host, pid, flag);
    }

    @Override
    public void proxyClient(
        long time, int host, int pid, int clientIp, int clientName, int origin, int account) {
      loose.proxyClient(time, host, pid, clientIp, clientName, origin, account);
    }

    @Override
    public void proxyAccept(long time, int host, int pid, long queueIdHash) {
      loose.proxyAccept(time, host, pid, queueIdHash);
    }
  }
}
