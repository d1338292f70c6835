package mailweir.pipeline;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/**
 * Takes what other machines send into a store that is fed.
 *
 * <pre>
 *   agent, mail ──► parcel: (sender, epoch, number) known? ──no──► lines, samples, the number ──► one round ──► acknowledged
 *   syslog, OTLP ──► bundle of lines: no number, no place ─────────────────────────────────────► one round
 * </pre>
 *
 * <p>The numbers that were stored are a position like any other, committed with the round of their lines (law 3): a parcel that comes
 * twice, late, or after any kill counts once. Safe for use by many threads.
 */
public final class Intake {
  private static final String PARCELS = "parcels\t";
  private static final int MOST_STREAMS = 10_000;

  /** What the name of a figure may be. */
  public static final Pattern METRIC = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,99}");

  private static final int MOST_METRICS = 10_000;
  private static final int LONGEST_HOST = 253;

  private final LiveFeed feed;
  private final InstantSource clock;
  private final ZoneId zone;

  // used within the feed's gate only
  private final Names hosts = new Names();
  private final Envelopes envelopes = new Envelopes(hosts, new Names());
  private final Line line = new Line();
  private final Set<String> metrics = new HashSet<>();
  private volatile long samplesLeftOut;
  private final Map<String, Calendar> calendars =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Calendar> eldest) {
          return size() > MOST_STREAMS;
        }
      };

  /** {@code zone}: of stamps that have none, on streams. */
  public Intake(LiveFeed feed, InstantSource clock, ZoneId zone) {
    this.feed = feed;
    this.clock = clock;
    this.zone = zone;
  }

  /**
   * What became of a parcel.
   *
   * @param known whether it had come before, and was left alone
   * @param lines that it holds
   */
  public record Receipt(boolean known, long lines) {}

  /** Lines that came together on one stream. */
  @FunctionalInterface
  public interface Bundle {
    /** Takes them. */
    @FunctionalInterface
    interface Sink {
      /** The next line, sixteen readable bytes behind it. */
      void line(byte[] array, int from, int to);
    }

    /** Hands them, in their order. */
    void each(Sink to);
  }

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
        heardAs[0] = "agent " + sender + " " + part.name();
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

  /**
   * Stores lines of a stream that has no numbers: what is lost or doubled on the way, nobody can know.
   *
   * @param stream its name, the same for one sender: {@code syslog 192.0.2.1}
   * @param host of lines that state none
   */
  public CompletableFuture<Void> lines(String stream, String host, Bundle bundle) {
    return feed.hand(hand -> {
      int source = hand.source("stream\t" + stream);
      Calendar calendar = calendars.computeIfAbsent(stream, s -> calendar());
      Name own = hosts.of(host);
      bundle.each((array, from, to) -> {
        envelopes.parse(array, from, to, line);
        line.number = 0;
        if (line.host == null) {
          line.host = own;
        }
        line.time = calendar.resolve(line);
        if (line.time == Line.NO_TIME) {
          line.time = clock.millis() * 1000;
        }
        feed.hearing().line(stream, line.host, line.time);
        hand.ingest().accept(hand.lane(), source, line);
      });
    });
  }

  private Calendar calendar() {
    Calendar calendar = new Calendar(zone, -1);
    calendar.near(clock.millis() * 1000);
    return calendar;
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
