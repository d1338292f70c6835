package mailweir.alert;

import java.time.Instant;

/** What is known of one source on one host. What is not {@code transient} is kept. Confined to {@link Heartbeats}. */
final class Beat {
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
}
