package mailweir.policy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mailweir.slice.Network;

/**
 * What a site wants: who is let in before anything is asked, and rules in their order, the first of which that holds decides. Immutable.
 */
public final class Rules {
  /** The name that stands for the rule where none holds. */
  public static final String NO_RULE = "no-rule";

  /** Whether decisions are carried out, or only logged. */
  public enum Mode {
    ENFORCE,
    SHADOW
  }

  /**
   * How the greylist behaves; times in seconds.
   *
   * @param delay how long a sender has to wait
   * @param window how long after its first try it may come again
   * @param memory how long it is known after it passed
   * @param autoAllow how many passes make a client known as a whole; 0: never
   */
  public record Greylisting(
      int delay, int window, int memory, int autoAllow, boolean poolBySpf, boolean poolByName) {}

  /**
   * What the rules choose.
   *
   * @param rule the name of the rule, or {@link #NO_RULE}
   */
  public record Choice(String rule, Action action, String text, int seconds) {
    static Choice of(Rule rule) {
      return new Choice(rule.name(), rule.then(), rule.text(), rule.seconds());
    }
  }

  private final Mode mode;
  private final List<Network> local;
  private final AddressList optOut;
  private final Greylisting greylisting;
  private final List<Rule> rules;

  Rules(
      Mode mode,
      List<Network> local,
      AddressList optOut,
      Greylisting greylisting,
      List<Rule> rules) {
    this.mode = mode;
    this.local = List.copyOf(local);
    this.optOut = optOut;
    this.greylisting = greylisting;
    this.rules = List.copyOf(rules);
  }

  public Mode mode() {
    return mode;
  }

  public Greylisting greylisting() {
    return greylisting;
  }

  /** The names of the rules in their order. */
  public List<String> names() {
    return rules.stream().map(Rule::name).toList();
  }

  /** The lists of the DNS that they ask. */
  public Set<String> zones() {
    Set<String> zones = new TreeSet<>();
    rules.forEach(rule -> zones(rule.when(), zones));
    return zones;
  }

  private static void zones(Condition condition, Set<String> into) {
    switch (condition) {
      case Condition.All all -> all.parts().forEach(part -> zones(part, into));
      case Condition.Any any -> any.parts().forEach(part -> zones(part, into));
      case Condition.Not not -> zones(not.part(), into);
      case Condition.Listed listed -> into.add(listed.zone());
      case Condition.Os _,
          Condition.Flavor _,
          Condition.Between _,
          Condition.Answered _,
          Condition.Reverse _,
          Condition.Helo _,
          Condition.SpfIs _,
          Condition.Login _,
          Condition.Tls _,
          Condition.Recipient _,
          Condition.Sender _,
          Condition.Client _,
          Condition.Name _,
          Condition.Behaved _ -> {}
    }
  }

  /** Why somebody is let in before any rule: {@code login}, {@code local}, {@code opt-out}; {@code null}: the rules decide. */
  public String exempt(Question question) {
    if (!question.login().isEmpty()) {
      return "login";
    }
    if (question.client() != null && Condition.Client.anyContains(local, question.client())) {
      return "local";
    }
    return !question.recipient().isEmpty() && optOut.contains(question.recipient())
        ? "opt-out"
        : null;
  }

  /** The choice of the first rule that holds; where none does, to let in with the header. */
  public Choice choose(Question question, Signs signs) {
    for (Rule rule : rules) {
      if (surely(rule.when(), question, signs)) {
        return Choice.of(rule);
      }
    }
    return new Choice(NO_RULE, Action.HEADER, "", 0);
  }

  /** Whether it holds beyond doubt; what comes behind the first part that does not is not asked, so that nothing is waited for in vain. */
  private static boolean surely(Condition condition, Question question, Signs signs) {
    if (!(condition instanceof Condition.All all)) {
      return condition.holds(question, signs) == Truth.YES;
    }
    for (Condition part : all.parts()) {
      if (!surely(part, question, signs)) {
        return false;
      }
    }
    return true;
  }
}
