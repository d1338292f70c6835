package mailweir.pipeline;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.Names;
import mailweir.parse.syslog.Calendar;
import mailweir.parse.syslog.Envelopes;

/**
 * Takes lines of streams that have no numbers: what is lost or doubled on the way, nobody can know.
 *
 * <p>Whoever may send may write any host's name; so only some new names a day are taken, and lines of more are stored under their
 * sender's own. Safe for use by many threads.
 */
public final class Streams {
  /** New names of hosts that strangers may bring in a day. */
  static final int NEW_HOSTS = 2_000;

  private static final int MOST_STREAMS = 10_000;
  private static final int MAIL = 2;
  private static final long DAY = 86_400_000L;

  private final LiveFeed feed;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Intake intake;
  private final Supplier<Dialects> newDialects;
  private final boolean all;
  private final AtomicLong notOfMail = new AtomicLong();
  private final AtomicLong renamed = new AtomicLong();

  // used within the feed's gate only
  private Names hosts;
  private Envelopes envelopes;
  private Dialects dialects;
  private final Line line = new Line();
  private final BitSet taken = new BitSet();
  private final BitSet refused = new BitSet();
  private int newHosts;
  private long today = -1;
  private final Map<Stream, State> states =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Stream, State> eldest) {
          return size() > MOST_STREAMS;
        }
      };

  /**
   * A stream of lines.
   *
   * @param name of its sender, as people know it: {@code syslog 192.0.2.1}
   * @param way on which they come; what comes on two ways may be the same lines
   * @param host of lines that state none
   */
  public record Stream(String name, String way, String host) {}

  private static final class State {
    final Calendar calendar;
    final Name host;
    Ingest ingest;
    int source;

    State(Calendar calendar, Name host) {
      this.calendar = calendar;
      this.host = host;
    }
  }

  /** Lines that came together. */
  @FunctionalInterface
  public interface Bundle {
    /** Takes them. */
    interface Sink {
      /** The lines that follow are of this stream. */
      void from(Stream stream);

      /** The next line, sixteen readable bytes behind it. {@code priority}: of syslog, 0 to 191; negative: none is known. */
      void line(byte[] array, int from, int to, int priority);
    }

    /** Hands them, in their order. */
    void each(Sink to);
  }

  /**
   * {@code intake} shares its names of hosts.
   *
   * @param zone of stamps that have none
   * @param dialects makes those that tell which lines are of mail
   * @param all whether lines of other programs are stored, too
   */
  public Streams(
      LiveFeed feed,
      Intake intake,
      InstantSource clock,
      ZoneId zone,
      Supplier<Dialects> dialects,
      boolean all) {
    this.feed = feed;
    this.intake = intake;
    this.clock = clock;
    this.zone = zone;
    this.newDialects = dialects;
    this.all = all;
  }

  /**
   * Stores lines.
   *
   * @return completed when they are permanent; exceptionally when they are not, and are to be handed again
   * @throws mailweir.store.StoreFault when nothing can be written now: they are to be handed again
   */
  public CompletableFuture<Void> take(Bundle bundle) {
    return feed.hand(
        false,
        hand -> {
          intake.renewNames(hand);
          if (hosts != intake.hosts()) {
            use(intake.hosts(), intake.envelopes());
          }
          bundle.each(new Taking(hand));
        });
  }

  private void use(Names names, Envelopes reader) {
    hosts = names;
    envelopes = reader;
    dialects = newDialects.get();
    taken.clear();
    refused.clear();
    states.clear();
  }

  private final class Taking implements Bundle.Sink {
    private final LiveFeed.Hand hand;
    private Stream stream;
    private State state;

    Taking(LiveFeed.Hand hand) {
      this.hand = hand;
    }

    @Override
    public void from(Stream from) {
      stream = from;
      state = states.computeIfAbsent(from, s -> new State(calendar(), hosts.of(s.host)));
      if (state.ingest != hand.ingest()) {
        state.ingest = hand.ingest();
        state.source = hand.source("stream\t" + from.name + "\t" + from.way);
      }
    }

    @Override
    public void line(byte[] array, int from, int to, int priority) {
      envelopes.parse(array, from, to, line);
      if (!all && priority >> 3 != MAIL && !dialects.knows(line)) {
        notOfMail.incrementAndGet();
        return;
      }
      line.number = 0;
      if (line.host == null || !taken.get(line.host.id()) && !mayBeTaken(line.host, hand)) {
        line.host = state.host;
      }
      line.time = state.calendar.resolve(line);
      if (line.time == Line.NO_TIME) {
        line.time = clock.millis() * 1000;
      }
      feed.hearing().line(stream.name, line.host, line.time);
      hand.ingest().accept(hand.lane(), state.source, line);
    }
  }

  private boolean mayBeTaken(Name host, LiveFeed.Hand hand) {
    long day = clock.millis() / DAY;
    if (day != today) {
      today = day;
      newHosts = 0;
      refused.clear();
    }
    if (!refused.get(host.id())) {
      boolean isKnown = hand.ingest().knows(host.text());
      if (isKnown || newHosts < NEW_HOSTS && hosts.isOwn(host)) {
        newHosts += isKnown ? 0 : 1;
        taken.set(host.id());
        return true;
      }
      refused.set(host.id());
    }
    renamed.incrementAndGet();
    return false;
  }

  private Calendar calendar() {
    Calendar calendar = new Calendar(zone, -1);
    calendar.near(clock.millis() * 1000);
    return calendar;
  }

  /** Lines of other programs that were not stored. */
  public long notOfMail() {
    return notOfMail.get();
  }

  /** Lines that were stored under their sender's name, because too many new names of hosts came. */
  public long renamed() {
    return renamed.get();
  }
}
