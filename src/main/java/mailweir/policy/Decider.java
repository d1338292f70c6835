package mailweir.policy;

import java.net.InetAddress;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Puts question, signs, rules and greylist together. {@link #now} answers at once or says that a sign has to be waited for; {@link #inTime}
 * waits, never longer than {@link Limits#total}. Both let in when they cannot decide, and never throw. Thread-safe.
 */
public final class Decider {
  private static final int MOST_CLIENTS = 10_000;
  private static final long CLIENT_NANOS = 60_000_000_000L;

  /** Senders of calls that only test an address, beside the null sender: to delay them would delay the mail of others. */
  private static final Set<String> CALLERS = Set.of("postmaster", "double-bounce", "mailer-daemon");

  /** What is around the decider. */
  public record Surroundings(
      Greylist greylist,
      Fingerprints fingerprints,
      Names names,
      InstantSource clock,
      LongSupplier nanoTime,
      Limits limits,
      String host) {}

  private final Supplier<Rules> rules;
  private final Surroundings around;
  private final Consumer<String> log;
  private final Seldom seldom;
  private final Figures figures;
  private final Messages messages = new Messages();
  private final Map<InetAddress, Gathering> clients =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Gathering> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  /**
   * A decider.
   *
   * @param rules those in force now
   * @param log takes a line for each decision; must not block
   * @param seldom takes complaints
   */
  public Decider(
      Supplier<Rules> rules,
      Surroundings around,
      Consumer<String> log,
      Seldom seldom,
      Figures figures) {
    this.rules = rules;
    this.around = around;
    this.log = log;
    this.seldom = seldom;
    this.figures = figures;
  }

  /** The decision, if it can be made without waiting. */
  public Optional<Decision> now(Question question) {
    return Optional.ofNullable(decide(question, false));
  }

  /** The decision, within the time that may be waited. */
  public Decision inTime(Question question) {
    return decide(question, true);
  }

  private Decision decide(Question question, boolean mayWait) {
    try {
      Decision decision = attempt(question, mayWait);
      if (decision != null) {
        figures.add(Figures.Count.QUESTIONS);
        figures.add(decision.outcome());
      }
      return decision;
    } catch (RuntimeException | StackOverflowError e) {
      figures.add(Figures.Count.QUESTIONS);
      figures.add(Figures.Count.FAULTS);
      Decision undecided = Decision.undecided("fault: " + e.getClass().getSimpleName());
      figures.add(undecided.outcome());
      seldom.say(
          "a question could not be decided",
          e + "; its mail was let in; please report it, mail is let in until it is mended");
      told(question, undecided, Rules.Mode.ENFORCE);
      return undecided;
    }
  }

  /** {@code null}: a sign has to be waited for. */
  private Decision attempt(Question q, boolean mayWait) {
    Rules inForce = rules.get();
    Gathering gathering = q.client() == null ? null : gathering(q.client());
    return switch (q.stage()) {
      case CONNECT, HELO, MAIL -> {
        begin(q, gathering, inForce);
        yield Decision.NOTHING;
      }
      case END, OTHER -> Decision.NOTHING;
      case RCPT -> atRecipient(q, gathering, inForce, mayWait);
      case DATA -> atData(q, gathering, inForce, mayWait);
    };
  }

  private Gathering gathering(InetAddress client) {
    long now = around.nanoTime().getAsLong();
    synchronized (clients) {
      Gathering found = clients.get(client);
      if (found == null || now - found.bornNanos > CLIENT_NANOS) {
        clients.remove(client);
        found = new Gathering(client, around.fingerprints(), around.names(), now);
        clients.put(client, found);
      }
      return found;
    }
  }

  /** Asks early for what takes long. */
  private void begin(Question q, Gathering gathering, Rules inForce) {
    if (gathering != null && inForce.exempt(q) == null) {
      long now = around.nanoTime().getAsLong();
      gathering.fingerprint(now, Long.MAX_VALUE);
      for (String zone : inForce.zones()) {
        gathering.listed(zone, now);
      }
    }
  }

  private Decision atRecipient(Question q, Gathering gathering, Rules inForce, boolean mayWait) {
    boolean isCall = isCall(q);
    Decision decision = reach(q, gathering, inForce, mayWait, isCall);
    if (decision != null && decision.outcome() == Decision.Outcome.LATER) {
      messages.later(q.message(), q.recipient());
    }
    return decision;
  }

  private Decision atData(Question q, Gathering gathering, Rules inForce, boolean mayWait) {
    if (!isCall(q)) {
      return onlyOwed(q);
    }
    List<String> waiting = messages.waiting(q.message());
    if (waiting.isEmpty()) {
      return q.recipient().isEmpty() ? onlyOwed(q) : reach(q, gathering, inForce, mayWait, false);
    }
    // one answer for the whole message: by its first recipient, so that a second try is the same
    // try
    return reach(q.to(waiting.getFirst()), gathering, inForce, mayWait, false);
  }

  private Decision onlyOwed(Question q) {
    List<Decision.Header> owed = messages.owed(q.message());
    return owed.isEmpty()
        ? Decision.NOTHING
        : new Decision(Decision.Outcome.NONE, new Decision.LetIn(owed), "", "", 0, "");
  }

  /** Headers that an answer had no room for: they come with the next answers on that message. */
  public void owe(String message, List<Decision.Header> headers) {
    messages.owe(message, headers);
  }

  private static boolean isCall(Question q) {
    if (q.sender() == null || q.sender().isEmpty()) {
      return true;
    }
    int at = q.sender().lastIndexOf('@');
    String local = at < 0 ? q.sender() : q.sender().substring(0, at);
    return CALLERS.contains(local.toLowerCase(Locale.ROOT));
  }

  private Decision reach(
      Question q, Gathering gathering, Rules inForce, boolean mayWait, boolean putOff) {
    String exempt = inForce.exempt(q);
    if (exempt != null) {
      Decision free =
          new Decision(Decision.Outcome.LET_IN, Decision.PLAINLY, exempt, exempt, 0, "");
      told(q, free, inForce.mode());
      return free;
    }
    Patience signs =
        new Patience(
            q,
            gathering,
            around.greylist(),
            poolByName(q, inForce),
            around.limits(),
            around.nanoTime(),
            mayWait);
    Rules.Choice choice = inForce.choose(q, signs);
    if (signs.isWaiting()) {
      return null;
    }
    Fingerprint fingerprint = Fingerprint.NO_ANSWER;
    switch (choice.action()) {
      case LET_IN, TEMPFAIL, REJECT -> {}
      case GREYLIST, HEADER, TARPIT -> fingerprint = signs.fingerprint();
    }
    String pool = null;
    if (choice.action() == Action.GREYLIST && !putOff) {
      pool = pool(q, signs, inForce);
    }
    if (signs.isWaiting()) {
      return null;
    }
    for (int i = 0; i < signs.timedOut(); i++) {
      figures.add(Figures.Count.SIGNS_LATE);
    }
    Decision decision = carryOut(q, choice, fingerprint, pool, inForce.mode(), putOff);
    told(q, decision, inForce.mode());
    return decision;
  }

  private Decision carryOut(
      Question q,
      Rules.Choice choice,
      Fingerprint f,
      String pool,
      Rules.Mode mode,
      boolean putOff) {
    boolean enforced = mode == Rules.Mode.ENFORCE;
    String rule = choice.rule();
    String os = f.system();
    return switch (choice.action()) {
      case LET_IN -> new Decision(Decision.Outcome.LET_IN, Decision.PLAINLY, rule, "rule", 0, os);
      case HEADER ->
          new Decision(Decision.Outcome.LET_IN, header(q, f, -1, enforced), rule, "rule", 0, os);
      case TEMPFAIL ->
          new Decision(
              Decision.Outcome.TEMPFAIL,
              enforced
                  ? new Decision.ComeAgain("4.7.1", said(choice, "Try again later"))
                  : Decision.PLAINLY,
              rule,
              "rule",
              0,
              os);
      case REJECT ->
          new Decision(
              Decision.Outcome.REJECT,
              enforced
                  ? new Decision.Refuse("5.7.1", said(choice, "Refused by a rule of this site"))
                  : Decision.PLAINLY,
              rule,
              "rule",
              0,
              os);
      case TARPIT -> {
        boolean isSlowed = enforced && messages.isSlowedNow(q.message());
        Decision.LetIn letIn = header(q, f, -1, enforced);
        yield new Decision(
            Decision.Outcome.TARPIT,
            isSlowed ? new Decision.Slowly(choice.seconds(), letIn.headers()) : letIn,
            rule,
            "rule",
            choice.seconds(),
            os);
      }
      case GREYLIST ->
          putOff
              ? new Decision(
                  Decision.Outcome.LATER, Decision.PLAINLY, rule, "decided at DATA", 0, os)
              : greylist(q, rule, f, pool, enforced);
    };
  }

  private static String said(Rules.Choice choice, String otherwise) {
    return choice.text().isEmpty() ? otherwise : choice.text();
  }

  private Decision greylist(Question q, String rule, Fingerprint f, String pool, boolean enforced) {
    String os = f.system();
    if (q.client() == null) {
      return new Decision(
          Decision.Outcome.UNDECIDED, Decision.PLAINLY, rule, "no client address", 0, os);
    }
    Greylist.Answer answer =
        around
            .greylist()
            .look(
                q.client(),
                q.name(),
                pool,
                q.sender() == null ? "" : q.sender(),
                q.recipient(),
                around.clock().millis());
    return switch (answer) {
      case Greylist.New n -> comeAgain(rule, "first try", n.secondsLeft(), os, enforced);
      case Greylist.Early e -> comeAgain(rule, "too early", e.secondsLeft(), os, enforced);
      case Greylist.Passed p ->
          new Decision(
              Decision.Outcome.PASS,
              header(q, f, p.secondsWaited(), enforced),
              rule,
              "came again",
              p.secondsWaited(),
              os);
      case Greylist.Known _ ->
          new Decision(
              Decision.Outcome.LET_IN, header(q, f, -1, enforced), rule, "passed before", 0, os);
      case Greylist.Allowed a ->
          new Decision(
              Decision.Outcome.LET_IN,
              header(q, f, -1, enforced),
              rule,
              "allowed: " + a.why(),
              0,
              os);
    };
  }

  private static Decision comeAgain(
      String rule, String reason, int seconds, String os, boolean enforced) {
    return new Decision(
        Decision.Outcome.GREYLIST,
        enforced
            ? new Decision.ComeAgain(
                "4.7.1", "Greylisted, try again in " + Math.max(1, seconds) + " seconds")
            : Decision.PLAINLY,
        rule,
        reason,
        Math.max(1, seconds),
        os);
  }

  private Decision.LetIn header(Question q, Fingerprint f, int secondsWaited, boolean enforced) {
    if (!enforced) {
      return Decision.PLAINLY;
    }
    List<Decision.Header> headers = new ArrayList<>(messages.owed(q.message()));
    String system = f.header();
    if (!system.isEmpty() && messages.getsHeader(q.message(), "X-P0f-OS")) {
      headers.add(new Decision.Header("X-P0f-OS", system));
    }
    if (secondsWaited >= 0 && messages.getsHeader(q.message(), "X-Greylist")) {
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              around.clock().instant().atZone(ZoneOffset.UTC));
      headers.add(
          new Decision.Header(
              "X-Greylist",
              "delayed "
                  + secondsWaited
                  + " seconds by mailweir at "
                  + around.host()
                  + "; "
                  + date));
    }
    return headers.isEmpty() ? Decision.PLAINLY : new Decision.LetIn(headers);
  }

  /** What the addresses of one sender have in common: the domain that SPF vouches for, else the name without its first label. */
  private String pool(Question q, Patience signs, Rules inForce) {
    boolean isBySpf = inForce.greylisting().poolBySpf() && !q.senderDomain().isEmpty();
    return isBySpf && signs.spf() == Spf.PASS ? "spf:" + q.senderDomain() : poolByName(q, inForce);
  }

  private static String poolByName(Question q, Rules inForce) {
    String name = q.name().toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    boolean hasPool =
        inForce.greylisting().poolByName()
            && dot > 0
            && name.indexOf('.', dot + 1) > 0
            && HeloForm.organisation(name).length() < name.length()
            && !DynamicName.looksSo(name, q.client());
    return hasPool ? "name:" + name.substring(dot + 1) : null;
  }

  private void told(Question q, Decision decision, Rules.Mode mode) {
    log.accept(DecisionLine.of(q, decision, mode));
  }
}
