package mailweir.web;

import java.util.ArrayList;
import java.util.List;
import mailweir.action.Plan;
import mailweir.action.Wish;
import mailweir.answer.Plain;

/**
 * A plan that waits to be confirmed.
 *
 * @param counts how many, how much, how old
 * @param shares whose they are, a line each kind
 * @param warnings what would be hit besides
 * @param typed what must be typed to confirm; {@code null}: nothing
 * @param verb on the button
 */
public record PlanView(
    String id,
    String words,
    String counts,
    List<String> shares,
    List<String> warnings,
    List<Host> hosts,
    String typed,
    String verb,
    boolean empty,
    String back) {
  /** A host of the plan. */
  public record Host(String name, String messages, String oldest, String note) {}

  static PlanView of(Asked asked, Plan plan, String back) {
    List<String> shares = new ArrayList<>();
    share(shares, "from", plan.senders());
    share(shares, "brought by", plan.clients());
    share(shares, "logged in", plan.accounts());
    share(shares, "to", plan.recipients());
    List<String> warnings = new ArrayList<>();
    if (plan.bounces() > 0) {
      warnings.add(
          Plain.number(plan.bounces())
              + " have the null sender: notices to others, not mail of whoever is looked for.");
    }
    if (plan.partly() > 0) {
      warnings.add(
          Plain.number(plan.partly())
              + " also go to "
              + Plain.number(plan.otherRecipients())
              + " recipients that were not asked for.");
    }
    plan.notes().forEach(n -> warnings.add(Plain.cut(n, 300)));
    boolean deletes =
        plan.wish() instanceof Wish.Messages w && w.deed() == Wish.Messages.Deed.DELETE;
    String counts =
        plan.messages() == 0
            ? ""
            : Plain.number(plan.messages())
                + " messages"
                + (plan.bytes() > 0 ? ", " + Plain.bytes(plan.bytes()) : "")
                + (plan.oldest() == null ? "" : ", the oldest of " + asked.when(plan.oldest()));
    return new PlanView(
        plan.id(),
        Plain.cut(plan.words(), 300),
        counts,
        shares,
        warnings,
        plan.hosts().stream()
            .map(h ->
                new Host(
                    Plain.text(h.host()),
                    h.messages() == 0 ? "" : Plain.number(h.messages()),
                    asked.stamp(h.oldest()),
                    h.note() == null ? "" : Plain.cut(h.note(), 300)))
            .toList(),
        deletes && plan.messages() > Plan.TYPED_OVER ? Long.toString(plan.messages()) : null,
        verb(plan.wish()),
        plan.isEmpty(),
        back);
  }

  private static String verb(Wish wish) {
    return switch (wish) {
      case Wish.Messages w ->
          switch (w.deed()) {
            case HOLD -> "Hold";
            case RELEASE -> "Release";
            case RETRY -> "Retry now";
            case DELETE -> "Delete";
          };
      case Wish.KeepOut w -> "Block";
      case Wish.Scan w -> w.resume() ? "Resume" : "Pause";
      case Wish.TakeBack w -> "Undo";
    };
  }

  private static void share(List<String> lines, String what, List<Plan.Share> shares) {
    if (!shares.isEmpty()) {
      StringBuilder line = new StringBuilder(what).append(' ');
      for (int i = 0; i < shares.size(); i++) {
        Plan.Share s = shares.get(i);
        line.append(i == 0 ? "" : ", ")
            .append(s.value().isEmpty() ? "<>" : Plain.cut(s.value(), 80))
            .append(" (")
            .append(Plain.number(s.messages()))
            .append(')');
      }
      lines.add(line.toString());
    }
  }
}
