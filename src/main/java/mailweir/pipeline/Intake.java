package mailweir.pipeline;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import mailweir.parcel.Label;
import mailweir.parcel.Numbers;
import mailweir.parcel.Parcel;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.Names;
import mailweir.parse.syslog.Calendar;
import mailweir.parse.syslog.Envelopes;
import mailweir.queue.Report;

/**
 * Takes what other machines send into a store that is fed.
 *
 * <pre>
 *   agent, mail ──► parcel: (sender, epoch, number) known? ──no──► lines, samples, the number ──► one round ──► acknowledged
 * </pre>
 *
 * <p>The numbers that were stored are a position like any other, committed with the round of their lines (law 3): a parcel that comes
 * twice, late, or after any kill counts once. Safe for use by many threads.
 */
public final class Intake {
  private static final String PARCELS = "parcels\t";

  /** What the names of senders by mail begin with. */
  private static final String MAIL = "mail ";

  /** Bytes behind a line, for parsers that look at eight or sixteen at once. */
  private static final int SLACK = 16;

  /** What the name of a figure may be. */
  public static final Pattern METRIC = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,99}");

  private static final int MOST_METRICS = 10_000;
  private static final int LONGEST_HOST = 253;

  private final LiveFeed feed;
  private final Queued queued;

  // used within the feed's gate only
  private Names hosts = new Names();
  private Names programs = new Names();
  private Envelopes envelopes = new Envelopes(hosts, programs);
  private final Line line = new Line();
  private final Set<String> metrics = new HashSet<>();
  private volatile long samplesLeftOut;
  private volatile long reportsLeftOut;

  /** Into this feed, which has one. */
  Intake(LiveFeed feed) {
    this.feed = feed;
    this.queued = new Queued(feed.clock());
  }

  /**
   * What became of a parcel.
   *
   * @param known whether it had come before, and was left alone
   * @param lines that it holds
   */
  public record Receipt(boolean known, long lines) {}

  /**
   * Stores a parcel, once.
   *
   * @param sender who sent it, by what proved it: an agent's name, a key
   * @return completed when it is permanent and may be acknowledged
   * @throws mailweir.store.StoreFault when nothing can be written now: it is to be sent again
   */
  public CompletableFuture<Receipt> take(String sender, Parcel parcel) {
    return take(sender, parcel, new Arrival(parcel.label().made(), parcel.label().late()));
  }

  /**
   * How a parcel came.
   *
   * @param theirTime the sender's clock when it was sent, UTC microseconds
   * @param late whether it waited: live lines are committed before it, and what it says of sources is past
   */
  public record Arrival(long theirTime, boolean late) {}

  /** The same, where it is known how it came. */
  public CompletableFuture<Receipt> take(String sender, Parcel parcel, Arrival arrival) {
    Label label = parcel.label();
    // what waits for the commit must not hold the parcel: hundreds may wait
    long lines = parcel.lines();
    boolean[] known = {false};
    return feed.hand(
            !arrival.late,
            hand -> {
              String key = PARCELS + sender + "\t" + label.epoch();
              Numbers numbers = Numbers.of(hand.position(key));
              known[0] = !numbers.add(label.number());
              if (!known[0]) {
                lines(hand, sender, parcel);
                samples(hand, label.samples(), label.host());
                queues(hand, label.queues(), label.host());
                hand.position(key, numbers.toString());
              }
              feed.heard()
                  .contact(
                      sender,
                      label.host(),
                      arrival.theirTime,
                      arrival.late ? List.of() : label.states());
            })
        .thenApply(done -> new Receipt(known[0], lines));
  }

  private void lines(LiveFeed.Hand hand, String sender, Parcel parcel) {
    renewNames(hand);
    Label label = parcel.label();
    Name own = hosts.of(label.host());
    Label.Part[] current = {null};
    int[] source = {0};
    String[] heardAs = {null};
    Name[] forced = {null};
    parcel.each((part, micros, array, from, to) -> {
      if (part != current[0]) {
        current[0] = part;
        source[0] = hand.source(PARCELS + sender + "\t" + label.epoch() + "\t" + part.source());
        heardAs[0] = (sender.startsWith(MAIL) ? "" : "agent ") + sender + " " + part.name();
        forced[0] = part.host() == null ? null : hosts.of(part.host());
      }
      envelopes.parse(array, from, to, line);
      line.number = 0;
      line.time = micros;
      if (forced[0] != null) {
        line.host = forced[0];
      } else if (line.host == null) {
        line.host = own;
      }
      feed.hearing().line(heardAs[0], line.host, micros);
      hand.ingest().accept(hand.lane(), source[0], line);
    });
  }

  /** Strangers may make up names without end: before the names are used up, so that others get none of their own, they begin anew. */
  void renewNames(LiveFeed.Hand hand) {
    if (hosts.isHalfFull() || programs.isHalfFull()) {
      hosts = new Names();
      programs = new Names();
      envelopes = new Envelopes(hosts, programs);
      hand.newLane();
    }
  }

  /** One set of names for all that comes from outside; within the feed's gate only. Another one after {@link #renewNames}. */
  Names hosts() {
    return hosts;
  }

  Envelopes envelopes() {
    return envelopes;
  }

  /**
   * Stores a document that may come again: each time it is another source, and law 2 finds what it says again.
   *
   * @param name the same for the same document
   * @param heardAs who it is from, as people know it
   * @param host of lines that state none
   * @param at instant of lines that state none, UTC microseconds
   * @param zone of stamps that have none
   */
  public CompletableFuture<Void> document(
      String name,
      String heardAs,
      String host,
      long at,
      ZoneId zone,
      List<byte[]> lines,
      List<Label.Sample> samples) {
    return feed.hand(hand -> {
      renewNames(hand);
      int source = hand.ingest().source("document\t" + name, true);
      Calendar calendar = new Calendar(zone, -1);
      calendar.near(at);
      Name own = hosts.of(host);
      for (byte[] text : lines) {
        byte[] array = Arrays.copyOf(text, text.length + SLACK);
        envelopes.parse(array, 0, text.length, line);
        line.number = 0;
        if (line.host == null) {
          line.host = own;
        }
        long stated = calendar.resolve(line);
        line.time = stated == Line.NO_TIME ? at : stated;
        feed.hearing().line(heardAs, line.host, line.time);
        hand.ingest().accept(hand.lane(), source, line);
      }
      hand.ingest().finished(source);
      samples(hand, samples, host);
      feed.heard().contact(heardAs, host, at, List.of());
    });
  }

  /** Stores figures of any kind. {@code host}: of those that name none. */
  public CompletableFuture<Void> samples(List<Label.Sample> samples, String host) {
    return feed.hand(hand -> samples(hand, samples, host));
  }

  private void samples(LiveFeed.Hand hand, List<Label.Sample> samples, String host) {
    for (Label.Sample s : samples) {
      if (isKept(s)) {
        hand.ingest().sample(s.host() == null ? host : s.host(), s.metric(), s.time(), s.value());
      } else {
        samplesLeftOut++;
      }
    }
  }

  /** Stores what the queues of a host told. */
  public CompletableFuture<Void> queues(List<Report> reports, String host) {
    return feed.hand(hand -> queues(hand, reports, host));
  }

  private void queues(LiveFeed.Hand hand, List<Report> reports, String host) {
    String name = mailweir.identity.Hosts.canonical(host);
    for (Report r : reports) {
      Report sane = name.isBlank() ? null : queued.of(r);
      if (sane != null && feed.board().take(name, sane)) {
        hand.ingest().queue(name, sane);
      } else {
        reportsLeftOut++;
      }
    }
  }

  /** Reports of queues that were left out: they are none, of a wrong time, or of too many places. */
  public long reportsLeftOut() {
    return reportsLeftOut;
  }

  private boolean isKept(Label.Sample s) {
    return s.metric() != null
        && METRIC.matcher(s.metric()).matches()
        && Double.isFinite(s.value())
        && (s.host() == null || s.host().length() <= LONGEST_HOST && !s.host().isBlank())
        && (metrics.contains(s.metric())
            || metrics.size() < MOST_METRICS && metrics.add(s.metric()));
  }

  /** Figures that were left out: their names are none, their values no numbers, or there were too many names. */
  public long samplesLeftOut() {
    return samplesLeftOut;
  }
}
