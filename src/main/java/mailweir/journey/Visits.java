package mailweir.journey;

import mailweir.event.Event;
import mailweir.slice.Slice;

/** What lines tell of clients' sessions apart from their messages: rows of {@link Sessions}. Confined to its sifter's thread. */
final class Visits {
  private final MarkWriter marks;
  private final NearTexts texts;
  private final Site site;
  private final Incidents incidents;

  Visits(MarkWriter marks, NearTexts texts, Site site, Incidents incidents) {
    this.marks = marks;
    this.texts = texts;
    this.site = site;
    this.incidents = incidents;
  }

  void admitted(int host, long time, Event.Admitted e, boolean submission) {
    if (e.envelope().from() != null && e.envelope().to() != null) {
      long sender = texts.of(e.envelope().from());
      session(Sessions.ADMITTED, host, sender, time, e.peer(), e.saslUser(), submission);
    }
  }

  void handedIn(int host, long time, Event.HandedIn e, boolean submission) {
    if (e.process() == null) {
      return;
    }
    long process = Encoded.number(e.process());
    session(Sessions.HANDED_IN, host, process, time, e.peer(), e.saslUser(), submission);
    if (e.envelope().from() != null) {
      bare(Sessions.CLOSED, host, texts.of(e.envelope().from()), time, 0);
    }
  }

  void bounceQueued(int host, long time, Event.BounceQueued e) {
    if (e.process() != null) {
      bare(Sessions.NOTICE, host, Encoded.number(e.process()), time, 0);
    }
  }

  /** A login that its server tells, and not with the message. */
  void loggedIn(int host, long time, Event.Login e) {
    if (e.user() != null && marks.pid() != 0 && e.peer() != null) {
      long client = Sessions.client(marks.pid(), texts.ip(e.peer().ip()));
      bare(Sessions.LOGGED_IN, host, client, time, texts.of(e.user()));
    }
  }

  private void bare(int kind, int host, long subject, long time, int account) {
    incidents.session(kind, host, subject, marks.moment(time), 0, 0, 0, account, marks.lineHash());
  }

  private void session(
      int kind,
      int host,
      long subject,
      long time,
      Event.Peer peer,
      Slice user,
      boolean submission) {
    boolean outside = !site.isOwn(peer.ip(), peer.name());
    int origin =
        user != null || submission
            ? Words.ORIGIN_SUBMISSION
            : outside ? Words.ORIGIN_SMTP : Words.ORIGIN_LOOPBACK;
    incidents.session(
        kind,
        host,
        subject,
        marks.moment(time),
        texts.ip(peer.ip()),
        texts.of(peer.name()),
        origin,
        texts.of(user),
        marks.lineHash());
  }
}
