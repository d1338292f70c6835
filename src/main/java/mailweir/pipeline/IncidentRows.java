package mailweir.pipeline;

import mailweir.event.Event;
import mailweir.event.Grounds;
import mailweir.journey.Site;
import mailweir.journey.Texts;
import mailweir.slice.Slice;
import mailweir.store.duckdb.Round;

/** What lines tell beside messages, as rows of a round. */
final class IncidentRows {
  private IncidentRows() {}

  /** A refusal; those to the site's own hosts are kept and not counted. */
  static void refusal(
      Round round, long id, long time, int host, Event.Refusal r, Texts texts, Site site) {
    boolean counted = !site.isOwn(r.peer().ip(), r.peer().name());
    round.refusals.add(
        id,
        time,
        host,
        texts.of(r.peer().ip()),
        texts.of(r.peer().name()),
        texts.of(r.envelope().from()),
        texts.of(r.envelope().to()),
        texts.of(r.saslUser()),
        r.reason().ordinal(),
        r.smtpCode(),
        r.temporary() ? 1 : 0,
        counted ? 1 : 0,
        texts.of(r.list()),
        texts.of(r.signature()),
        r.queueId() == null ? 0 : r.queueId().hash());
  }

  /** A decision of a greylisting daemon; one without a client or a recipient has no row. */
  static void greylisted(Round round, long time, int host, Event.Greylisted e, Texts texts) {
    if (e.peer() == null || e.peer().ip() == null || e.envelope().to() == null) {
      return;
    }
    Grounds grounds = e.grounds();
    round.greylisted.add(
        time,
        host,
        texts.of(e.action()),
        texts.of(e.reason()),
        texts.of(grounds.rule()),
        texts.of(grounds.os()),
        texts.of(e.peer().ip()),
        texts.of(e.peer().name()),
        texts.of(e.envelope().helo()),
        texts.of(e.envelope().from()),
        texts.of(e.envelope().to()),
        Math.clamp(grounds.waited(), -1, Integer.MAX_VALUE),
        grounds.shadow() ? 1 : 0,
        e.queueId() == null ? 0 : e.queueId().hash());
  }

  /** A login that failed; one that did not has no row. */
  static void login(Round round, long time, int host, Event.Login l, Texts texts) {
    if (!l.ok()) {
      Slice ip = l.peer() == null ? null : l.peer().ip();
      round.logins.add(time, host, 0, l.mailbox() ? 1 : 0, texts.of(l.user()), texts.of(ip));
    }
  }
}
