package mailweir.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.action.Deed;
import mailweir.action.Receipt;
import mailweir.action.Wish;
import mailweir.answer.Answers;
import mailweir.answer.Plain;
import mailweir.answer.Query;
import mailweir.answer.QueryParser;

/**
 * Something that was done, as it stands.
 *
 * @param state in a word
 * @param hosts "14 of 14 hosts", and what logs say since
 * @param messages what became of messages
 * @param errands hosts that are open, or not wholly done, or have something to say
 * @param undo until when it can be undone, in words; {@code null}: it cannot
 */
public record DeedView(
    String id,
    String at,
    String by,
    String reason,
    String words,
    String state,
    String style,
    String hosts,
    String messages,
    List<Errand> errands,
    String undo,
    String undone,
    String back) {
  private static final int MOST_REFUSED = 1_000;
  private static final int MOST_NAMED = 6;

  /** What one host says. */
  public record Errand(
      String host, String state, String style, String counts, List<String> notes) {}

  static DeedView of(Asked asked, Deed deed, Answers answers, String back) {
    long done = deed.hostsDone();
    long hosts = deed.hosts();
    boolean failed =
        deed.errands().stream()
            .anyMatch(e ->
                e.state() == Deed.State.LATE
                    || e.receipt() != null && e.receipt().state() != Receipt.State.DONE);
    String state = deed.isOpen() ? "open" : failed ? "not all done" : "done";
    long messages = 0;
    long gone = 0;
    long changed = 0;
    long lost = 0;
    List<Errand> errands = new ArrayList<>();
    for (Deed.Errand e : deed.errands()) {
      Receipt r = e.receipt();
      if (r != null) {
        messages += r.done();
        gone += r.gone();
        changed += r.changed();
        lost += r.failed();
      }
      errands.add(errand(asked, e));
    }
    boolean ofMessages = deed.plan().messages() > 0;
    return new DeedView(
        deed.id(),
        asked.when(deed.at()),
        Plain.cut(deed.by(), 60),
        Plain.cut(deed.reason(), 300),
        Plain.cut(deed.plan().words(), 300),
        deed.undoneBy() == null ? state : "undone",
        deed.undoneBy() != null
            ? "pill"
            : failed ? "pill bad" : deed.isOpen() ? "pill warn" : "pill good",
        done
            + " of "
            + hosts
            + (hosts == 1 ? " host" : " hosts")
            + refused(asked, deed, answers)
            + waiting(deed),
        ofMessages
            ? Plain.number(messages)
                + " of "
                + Plain.number(deed.plan().messages())
                + " messages"
                + (gone > 0 ? ", " + Plain.number(gone) + " were gone" : "")
                + (changed > 0
                    ? ", " + Plain.number(changed) + " were others by then, untouched"
                    : "")
                + (lost > 0 ? ", " + Plain.number(lost) + " failed" : "")
            : "",
        errands,
        undo(asked, deed),
        deed.undoneBy(),
        back);
  }

  /** Whether a host has not said yet what became of it. */
  boolean isOpen() {
    return state.equals("open");
  }

  private static Errand errand(Asked asked, Deed.Errand e) {
    Receipt r = e.receipt();
    if (r == null) {
      boolean late = e.state() == Deed.State.LATE;
      String what =
          switch (e.state()) {
            case OPEN ->
                "did not ask yet; it is told when it does, until " + asked.when(e.notAfter());
            case SENT -> "has it and did not answer yet";
            case LATE -> "never answered; too late since " + asked.when(e.notAfter());
            case DONE -> "";
          };
      return new Errand(
          Plain.text(e.host()),
          late ? "late" : "open",
          late ? "pill bad" : "pill warn",
          what,
          List.of());
    }
    String counts =
        e.messages() == 0
            ? ""
            : r.done()
                + " done"
                + part(r.gone(), "gone")
                + part(r.changed(), "others by then")
                + part(r.failed(), "failed");
    return new Errand(
        Plain.text(e.host()),
        r.state().name().toLowerCase(Locale.ROOT),
        r.state() == Receipt.State.DONE
            ? "pill good"
            : r.state() == Receipt.State.PARTLY ? "pill warn" : "pill bad",
        (counts.isEmpty() ? "" : counts + ", ") + asked.stamp(r.at()),
        r.notes().stream().limit(5).map(n -> Plain.cut(n, 300)).toList());
  }

  private static String part(int n, String what) {
    return n == 0 ? "" : ", " + n + " " + what;
  }

  /** For a block: what logs say of it. */
  private static String refused(Asked asked, Deed deed, Answers answers) {
    if (!(deed.plan().wish() instanceof Wish.KeepOut block) || deed.undoneBy() != null) {
      return "";
    }
    Query query =
        new QueryParser(java.time.Clock.fixed(asked.now(), asked.zone()), asked.zone())
            .query(
                java.util.Map.of(
                    block.value().startsWith("@")
                            || block.kind() == mailweir.action.Barrier.Kind.SENDER
                        ? "from"
                        : block.kind() == mailweir.action.Barrier.Kind.ACCOUNT
                            ? "account"
                            : "client",
                    block.value().startsWith("@") ? "*" + block.value() : block.value(),
                    "status",
                    "rejected",
                    "since",
                    deed.at().toString()),
                MOST_REFUSED,
                MOST_REFUSED);
    int n = answers.trace(query, false).size();
    return "; "
        + (n == MOST_REFUSED ? Plain.number(n) + " or more" : Plain.number(n))
        + (n == 1 ? " attempt refused since" : " attempts refused since");
  }

  /** Hosts that have not said yet, by name. */
  private static String waiting(Deed deed) {
    List<String> open =
        deed.errands().stream()
            .filter(e -> e.state() == Deed.State.OPEN || e.state() == Deed.State.SENT)
            .map(Deed.Errand::host)
            .distinct()
            .limit(MOST_NAMED + 1L)
            .toList();
    return open.isEmpty()
        ? ""
        : "; open: "
            + Plain.text(
                String.join(", ", open.subList(0, Math.min(open.size(), MOST_NAMED)))
                    + (open.size() > MOST_NAMED ? ", …" : ""));
  }

  private static String undo(Asked asked, Deed deed) {
    Instant until = deed.until();
    boolean can =
        switch (deed.plan().wish()) {
          case Wish.Messages w ->
              w.deed() == Wish.Messages.Deed.HOLD || w.deed() == Wish.Messages.Deed.DELETE;
          case Wish.KeepOut w -> true;
          case Wish.Scan w -> !w.resume();
          case Wish.TakeBack w -> false;
        };
    if (!can || deed.undoneBy() != null || until != null && !asked.now().isBefore(until)) {
      return null;
    }
    return until == null ? "" : "until " + asked.when(until);
  }
}
