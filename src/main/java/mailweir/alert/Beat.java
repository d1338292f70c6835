package mailweir.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** What is known of one source on one host. What is not {@code transient} is kept. Confined to {@link Heartbeats}. */
final class Beat {
  private static final Duration UNOBSERVED = Duration.ofMinutes(2);
  private static final int LEARNING_DAYS = 3;

  /** What speaks. */
  enum Kind {
    /** Lines of a log. */
    LOG,
    /** An agent's contact. */
    AGENT,
    /** Mail figures among the lines of a host. */
    MAIL
  }

  String host;
  String source;
  Kind kind;

  /** The agent that sends it; {@code null} for none. */
  String agent;

  /** When it was first heard of. */
  Instant first;

  /** The newest instant that its lines state. */
  Instant lastLine;

  /** When it was last heard, by our clock. */
  Instant heard;

  /** The same by the count of watched time, milliseconds. */
  long heardAt;

  /** Minutes in which it spoke of the present: after two it is watched. */
  int live;

  /** The last of them, since 1970. */
  long liveMinute;

  /** Why it cannot be read; {@code null} when it can. */
  String problem;

  Instant problemSince;

  /** Because its file system does not answer. */
  boolean mount;

  /** It could not be read for a while since it was last heard: no rhythm is learnt from that. */
  boolean troubled;

  /** Since when it is silent, while that is an alert; {@code null} else. */
  Instant silent;

  /** Since when it speaks again, while what came late is counted. */
  Instant again;

  Instant lastLate;
  long late;
  long dayLines;
  long day;
  int[] hours = new int[24];
  boolean clockWrong;
  String rhythm;

  /** Whether the store was asked for its rhythm. */
  boolean seeded;

  transient Rhythm learnt;
  transient Drift drift = new Drift();
  transient boolean changed = true;

  /** What an alert hangs on has changed: it is kept with the alert. */
  transient boolean urgent;

  /** Its problem was told since the start. */
  transient boolean confirmed;

  /** Silent, but it is usual. */
  transient boolean quiet;

  Rhythm rhythm() {
    if (learnt == null) {
      learnt = Rhythm.of(rhythm);
    }
    return learnt;
  }

  boolean isWatched() {
    return kind != Kind.LOG || live >= 2;
  }

  void ofDay(long today) {
    if (day != today) {
      day = today;
      dayLines = 0;
      java.util.Arrays.fill(hours, 0);
    }
  }

  /** It spoke: what was silent before is learnt when it was no outage. */
  void heard(Instant now, long watched, ZoneId zone, boolean isCutOff) {
    if (silent != null && again == null) {
      again = now;
      urgent = true;
    }
    if (heard != null) {
      Duration silence = Duration.ofMillis(watched - heardAt);
      Duration wall = Duration.between(heard, now);
      boolean observed = wall.minus(silence).compareTo(UNOBSERVED) <= 0;
      boolean outage = kind == Beat.Kind.AGENT || troubled || isCutOff;
      boolean isNew = rhythm().daysKnown(now, zone) <= LEARNING_DAYS && late == 0;
      boolean learns = !outage && (silent == null || isNew);
      if (observed && learns && silence.compareTo(Rhythm.LEAST) >= 0) {
        rhythm().wasSilent(heard, now, zone);
      }
    }
    if (heard == null
        || Math.floorDiv(heard.getEpochSecond(), 3600)
            != Math.floorDiv(now.getEpochSecond(), 3600)) {
      rhythm().spoke(now, zone);
    }
    troubled = problem != null;
    heard = now;
    heardAt = watched;
    quiet = false;
    changed = true;
  }
}
