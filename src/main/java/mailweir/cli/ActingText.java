package mailweir.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mailweir.action.Deed;
import mailweir.action.Operator;
import mailweir.action.Permit;
import mailweir.action.Plan;
import mailweir.action.Receipt;
import mailweir.answer.Plain;

/** Plans and deeds as text for a terminal; what strangers wrote in it is shown, never obeyed. */
final class ActingText {
  private ActingText() {}

  static String plan(Plan plan) {
    StringBuilder text = new StringBuilder();
    text.append("plan ").append(plan.id()).append(": ").append(safe(plan.words())).append('\n');
    if (plan.isEmpty()) {
      text.append("  nothing fits\n");
    } else if (plan.messages() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %,d messages on %d hosts, %,d bytes, the oldest of %s%n",
              plan.messages(),
              plan.hosts().size(),
              plan.bytes(),
              plan.oldest() == null ? "?" : plan.oldest().truncatedTo(ChronoUnit.SECONDS)));
    }
    shares(text, "from", plan.senders());
    shares(text, "brought by", plan.clients());
    shares(text, "account", plan.accounts());
    shares(text, "to", plan.recipients());
    if (plan.bounces() > 0) {
      text.append(
          String.format(
              Locale.ROOT, "  %,d of them are bounces: notices to others%n", plan.bounces()));
    }
    if (plan.partly() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %,d of them have other recipients too, %,d who would be hit%n",
              plan.partly(),
              plan.otherRecipients()));
    }
    for (Plan.OfHost host : plan.hosts()) {
      text.append("  ").append(host.host());
      if (host.messages() > 0) {
        text.append(String.format(Locale.ROOT, ": %,d messages", host.messages()));
      }
      text.append(host.note() == null ? "" : "  (" + safe(host.note()) + ")").append('\n');
    }
    plan.notes().forEach(n -> text.append("  note: ").append(safe(n)).append('\n'));
    return text.toString();
  }

  private static void shares(StringBuilder text, String what, List<Plan.Share> shares) {
    if (!shares.isEmpty()) {
      text.append("  ")
          .append(what)
          .append(": ")
          .append(
              shares.stream()
                  .map(s ->
                      (s.value().isEmpty() ? "<>" : safe(s.value())) + " (" + s.messages() + ")")
                  .collect(Collectors.joining(", ")))
          .append('\n');
    }
  }

  static String deed(Deed deed) {
    StringBuilder text = new StringBuilder();
    text.append(line(deed)).append('\n');
    text.append("  by ")
        .append(safe(deed.by()))
        .append(": ")
        .append(safe(deed.reason()))
        .append('\n');
    if (deed.undoneBy() != null) {
      text.append("  taken back by ").append(deed.undoneBy()).append('\n');
    }
    for (Deed.Errand e : deed.errands()) {
      text.append("  ").append(e.host()).append("  ").append(state(e));
      Receipt r = e.receipt();
      if (r != null && e.messages() > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %,d of %,d done, %,d gone, %,d changed, %,d failed",
                r.done(),
                e.messages(),
                r.gone(),
                r.changed(),
                r.failed()));
      }
      text.append('\n');
      if (r != null) {
        r.notes().forEach(n -> text.append("      ").append(safe(n)).append('\n'));
      }
    }
    return text.toString();
  }

  private static String state(Deed.Errand e) {
    return switch (e.state()) {
      case OPEN -> "open: the host did not ask yet; it is told until " + e.notAfter();
      case SENT -> "sent: the host has not said yet what became of it";
      case LATE -> "too late: the host said nothing until " + e.notAfter();
      case DONE -> e.receipt().state().name().toLowerCase(Locale.ROOT);
    };
  }

  /** One line a deed. */
  static String line(Deed deed) {
    return deed.id()
        + "  "
        + deed.at().truncatedTo(ChronoUnit.SECONDS)
        + "  "
        + deed.hostsDone()
        + " of "
        + deed.hosts()
        + " hosts"
        + (deed.undoneBy() == null ? "" : "  (taken back)")
        + "  "
        + safe(deed.plan().words());
  }

  static String hosts(List<Operator.Able> hosts, Instant now) {
    StringBuilder text = new StringBuilder();
    for (Operator.Able h : hosts) {
      text.append(h.host())
          .append("  ")
          .append(
              h.heard() == null
                  ? "did not ask for orders"
                  : "asked " + ChronoUnit.SECONDS.between(h.heard(), now) + " s ago")
          .append("  allows ")
          .append(
              h.allowed().isEmpty()
                  ? "nothing"
                  : h.allowed().stream()
                      .sorted()
                      .map(Permit::word)
                      .collect(Collectors.joining(" ")))
          .append(h.blocks().isEmpty() ? "" : "  blocks with " + String.join(" ", h.blocks()))
          .append('\n');
    }
    return text.toString();
  }

  private static String safe(String text) {
    return Plain.text(text);
  }
}
