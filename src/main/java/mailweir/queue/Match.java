package mailweir.queue;

import java.util.function.Predicate;

/** A filter on the facts of a place: each text is looked at once, however many messages have it. Not safe for threads. */
final class Match {
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final Facts facts;
  private final Filter filter;
  private final Memo queue;
  private final Memo from;
  private final Memo to;
  private final Memo client;
  private final Memo account;
  private final Memo reason;

  private final class Memo {
    private final byte[] known = new byte[facts.texts.size()];
    private final Predicate<String> of;

    Memo(Predicate<String> of) {
      this.of = of;
    }

    boolean is(int text) {
      if (known[text] == 0) {
        known[text] = of.test(facts.texts.text(text)) ? YES : NO;
      }
      return known[text] == YES;
    }
  }

  Match(Facts facts, Place place, Filter filter) {
    this.facts = facts;
    this.filter = filter;
    queue = filter.queue() == null ? null : new Memo(t -> filter.isQueue(place, t));
    from = filter.from() == null ? null : new Memo(filter::isFrom);
    to = filter.to() == null ? null : new Memo(filter::isTo);
    client = filter.client() == null ? null : new Memo(filter::isClient);
    account = filter.account() == null ? null : new Memo(filter::isAccount);
    reason = filter.reason() == null ? null : new Memo(filter::isReason);
  }

  /** Whether a fact's message waits and is meant. */
  boolean is(int fact) {
    return facts.waits(fact)
        && (queue == null || queue.is(facts.queue(fact)))
        && (filter.isOfQueues() || isMessage(fact));
  }

  private boolean isMessage(int fact) {
    return (from == null || from.is(facts.column(By.SENDER, fact)))
        && (account == null || account.is(facts.column(By.ACCOUNT, fact)))
        && (reason == null || reason.is(facts.column(By.REASON, fact)))
        && (client == null
            || client.is(facts.column(By.RELAY, fact))
            || client.is(facts.clientName(fact)))
        && (to == null || isTo(fact));
  }

  private boolean isTo(int fact) {
    for (int i = 0; i < facts.named(fact); i++) {
      if (to.is(facts.to(fact, i))) {
        return true;
      }
    }
    return false;
  }
}
