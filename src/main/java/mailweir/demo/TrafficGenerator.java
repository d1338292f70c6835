package mailweir.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.LocalDate;

/**
 * Writes the log of a mail site that does not exist: the same bytes for the same options, always.
 *
 * <pre>
 *   arrivals (by hour and weekday) ──► a session's traffic ──► Recorder ──► lines in the order of time
 *                                                                  └──► Truth
 * </pre>
 *
 * <p>Sessions overlap: what a session says later waits in the recorder until its time comes. Confined to one thread.
 */
public final class TrafficGenerator {
  private static final double[] BY_HOUR = {
    .35, .28, .24, .22, .24, .32, .5, .85, 1.35, 1.7, 1.8, 1.75, 1.5, 1.55, 1.7, 1.65, 1.5, 1.3,
    1.05, .9, .8, .7, .58, .45
  };
  private static final long DAY = 86_400_000;
  private static final long HOUR = 3_600_000;

  /** One session of a kind of server. */
  private interface Sessions {
    void session(long time, int host);
  }

  private final TrafficOptions options;
  private final Chance chance;
  private final Machines machines;
  private final Truth truth;
  private final Recorder recorder;
  private final Sessions traffic;
  private final OutputStream out;
  private final long start;
  private double meanGap;
  private boolean steady;
  private long time;
  private long sessions;

  /** Writes to {@code out}, which the caller buffers and closes. */
  public TrafficGenerator(TrafficOptions options, OutputStream out) {
    this.options = options;
    this.out = out;
    start = Truth.millis(options.start());
    time = start;
    chance = new Chance(options.seed());
    Population people =
        new Population(
            options.seed(), options.small() ? Population.Sizes.SMALL : Population.Sizes.LARGE);
    truth = new Truth(people);
    machines = new Machines(options.hosts(), chance);
    recorder = new Recorder(options, truth, out, new Chance(options.seed() ^ 0x5DEECE66DL));
    meanGap = 86400000.0 / options.perDay();
    Traffic.Site site = new Traffic.Site(options, chance, people, machines, recorder, truth);
    traffic =
        switch (options.format()) {
          case POSTFIX -> new PostfixSessions(site)::session;
          case SENDMAIL -> new SendmailTraffic(site)::session;
          case EXIM -> new EximTraffic(site)::session;
          case COMBINED -> new WebTraffic(site)::session;
          case QMAIL_CHKUSER -> new QmailTraffic(site)::session;
        };
  }

  /** Writes everything: as many sessions or lines as the options say. */
  public void run() throws IOException {
    while (!recorder.isFull() && (options.sessions() == 0 || sessions < options.sessions())) {
      next();
    }
    recorder.writeUntil(Long.MAX_VALUE);
    out.flush();
  }

  /** Writes what is said until a time in milliseconds; to be called again with later ones. */
  public void runUntil(long now) throws IOException {
    while (time < now) {
      next();
    }
    recorder.writeUntil(now);
    out.flush();
  }

  /** From now on so many sessions a day on all hosts together, at every hour alike. */
  void paceSteadily(double perDay) {
    meanGap = 86400000.0 / perDay;
    steady = true;
  }

  private void next() throws IOException {
    time += gap();
    recorder.writeUntil(time);
    int host = chance.below(options.hosts());
    sessions++;
    traffic.session(time, host);
  }

  private long gap() {
    if (steady) {
      return Math.max(1, (long) chance.waiting(meanGap));
    }
    int hour = (int) ((time - start) / HOUR % 24);
    boolean weekend = LocalDate.ofEpochDay(time / DAY).getDayOfWeek().getValue() > 5;
    double weight = BY_HOUR[hour] * (weekend ? .55 : 1.1);
    return Math.max(1, (long) chance.waiting(meanGap / weight));
  }

  /** What is true of the lines written so far. */
  public Truth truth() {
    return truth;
  }

  public long sessions() {
    return sessions;
  }

  /** When the last session began, in milliseconds. */
  public long time() {
    return time;
  }

  /** Writes the truth as JSON. */
  public void writeTruth(PrintWriter to) {
    truth.write(to, options, machines.reusedIds());
    to.flush();
  }
}
