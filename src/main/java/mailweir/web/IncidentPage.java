package mailweir.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.action.Barrier;
import mailweir.action.Deed;
import mailweir.action.Operator;
import mailweir.action.Order;
import mailweir.action.Plan;
import mailweir.action.Selection;
import mailweir.action.Wish;
import mailweir.answer.Answers;
import mailweir.answer.Plain;
import mailweir.answer.QueueAnswers;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.Group;
import mailweir.queue.Top;

/**
 * The way through a flood: evidence, block, hold, scanner, clean, release. Each step shows what it would do before it does it, and what became
 * of it on every host.
 *
 * @param who whom it is about, in words; {@code null}: nobody is chosen yet
 * @param suspects who may be chosen
 * @param steps in order
 * @param plan that waits to be confirmed; {@code null}: none
 * @param refreshUrl where it is renewed from while hosts are open; {@code null}: nothing changes by itself
 */
public record IncidentPage(
    String who,
    List<Suspect> suspects,
    List<String> evidence,
    List<Hidden> fields,
    String queuesUrl,
    String traceUrl,
    List<Step> steps,
    PlanView plan,
    String token,
    String asOf,
    String url,
    String refreshUrl) {
  private static final int MOST_DEEDS = 200;

  /** Somebody who may have done it. */
  public record Suspect(
      String kind, String name, String count, String share, boolean suspicious, String url) {}

  /** A field that a form keeps. */
  public record Hidden(String name, String value) {}

  /** A button of a step. */
  public record Button(String label, String action, List<Hidden> fields, boolean lasting) {}

  /**
   * A step.
   *
   * @param why what it is good for
   * @param lack why it cannot be done here; {@code null}: it can
   */
  public record Step(
      String id,
      String title,
      String why,
      List<Button> buttons,
      List<DeedView> deeds,
      String lack) {}

  static IncidentPage of(Asked asked, Answers answers, Fleet fleet, Acting acting, String token) {
    QueueAsked what = QueueAsked.of(asked);
    QueueAnswers queues = answers.queues();
    Filter f = what.filter();
    Link here = QueueAsked.filters(asked, Link.to("/incident"));
    String back = here.toString();
    boolean isChosen = f.client() != null || f.account() != null || f.from() != null;
    Plan plan = acting.plan(asked.text("plan"));
    List<Step> steps = isChosen ? steps(asked, answers, fleet.operator(), f, back) : List.of();
    return new IncidentPage(
        isChosen ? words(f) : null,
        isChosen ? List.of() : suspects(asked, queues),
        isChosen ? evidence(asked, what, queues) : List.of(),
        fields(f),
        QueueAsked.filters(asked, Link.to("/queues")).toString(),
        asked
            .keep(
                Link.to("/trace")
                    .with("client", f.client())
                    .with("account", f.account())
                    .with("from", f.from())
                    .with("since", "2h"))
            .toString(),
        steps,
        plan == null ? null : PlanView.of(asked, plan, back),
        token,
        asked.when(asked.now()),
        back,
        plan == null && steps.stream().flatMap(s -> s.deeds().stream()).anyMatch(DeedView::isOpen)
            ? back
            : null);
  }

  private static String words(Filter f) {
    List<String> words = new ArrayList<>();
    add(words, "relay ", f.client());
    add(words, "account ", f.account());
    add(words, "sender ", f.from());
    add(words, "to ", f.to());
    add(words, "in queue ", f.queue());
    add(words, "on ", f.host());
    return String.join(", ", words);
  }

  private static void add(List<String> words, String what, String value) {
    if (value != null) {
      words.add(what + (value.isEmpty() ? "<>" : Plain.cut(value, 100)));
    }
  }

  private static List<Hidden> fields(Filter f) {
    List<Hidden> fields = new ArrayList<>();
    field(fields, "host", f.host());
    field(fields, "queue", f.queue());
    field(fields, "from", f.from());
    field(fields, "to", f.to());
    field(fields, "client", f.client());
    field(fields, "account", f.account());
    field(fields, "reason_is", f.reason());
    return fields;
  }

  private static void field(List<Hidden> fields, String name, String value) {
    if (value != null) {
      fields.add(new Hidden(name, value));
    }
  }

  private static List<Suspect> suspects(Asked asked, QueueAnswers queues) {
    List<Suspect> all = new ArrayList<>();
    QueueAsked what = QueueAsked.of(asked);
    for (By by : List.of(By.RELAY, By.ACCOUNT, By.SENDER)) {
      for (Group g : queues.top(what.query(5), by).groups()) {
        Link link =
            QueueAsked.choosing(QueueAsked.filters(asked, Link.to("/incident")), by, g.name());
        if (link != null && !g.name().equals("<>")) {
          all.add(
              new Suspect(
                  by.word(),
                  HeatMap.label(by, g.name(), g.note()),
                  Plain.number(g.count()),
                  String.format(Locale.ROOT, "%.1f %%", 100 * g.share()),
                  g.isSuspicious(),
                  link.toString()));
        }
      }
    }
    all.sort(java.util.Comparator.comparing((Suspect s) -> !s.suspicious()));
    return all;
  }

  private static List<String> evidence(Asked asked, QueueAsked what, QueueAnswers queues) {
    List<String> lines = new ArrayList<>();
    Top hosts = queues.top(what.query(20), By.HOST);
    long all = queues.top(what.query(1).of(Filter.ALL), By.HOST).waiting();
    long oldest =
        hosts.groups().stream().mapToLong(Group::oldest).filter(o -> o > 0).min().orElse(0);
    lines.add(
        Plain.number(hosts.waiting())
            + " of "
            + Plain.number(all)
            + " messages that wait"
            + (all == 0
                ? ""
                : String.format(Locale.ROOT, " (%.0f %%)", 100.0 * hosts.waiting() / all))
            + (oldest == 0 ? "" : ", the oldest for " + QueueAsked.ago(oldest, what.at())));
    line(lines, "on ", hosts);
    line(lines, "relays: ", queues.top(what.query(5), By.RELAY));
    line(lines, "accounts: ", queues.top(what.query(5), By.ACCOUNT));
    line(lines, "senders: ", queues.top(what.query(5), By.SENDER));
    line(lines, "destinations: ", queues.top(what.query(5), By.DOMAIN));
    line(lines, "they wait because: ", queues.top(what.query(3), By.REASON));
    return lines;
  }

  private static void line(List<String> lines, String what, Top top) {
    if (!top.groups().isEmpty()) {
      StringBuilder line = new StringBuilder(what);
      for (int i = 0; i < top.groups().size(); i++) {
        Group g = top.groups().get(i);
        line.append(i == 0 ? "" : ", ")
            .append(HeatMap.label(top.by(), g.name(), g.note()))
            .append(" (")
            .append(Plain.number(g.count()))
            .append(')');
      }
      if (top.others() > 0) {
        line.append(" and ").append(Plain.number(top.others())).append(" others");
      }
      lines.add(line.toString());
    }
  }

  private static List<Step> steps(
      Asked asked, Answers answers, Operator operator, Filter f, String back) {
    List<Deed> deeds = operator.deeds(MOST_DEEDS);
    Selection selection =
        Acting.selection(
            f.host(), f.queue(), f.from(), f.to(), f.client(), f.account(), f.reason());
    List<DeedView> blocks = new ArrayList<>();
    List<DeedView> holds = new ArrayList<>();
    List<DeedView> scans = new ArrayList<>();
    List<DeedView> deletes = new ArrayList<>();
    List<DeedView> releases = new ArrayList<>();
    List<DeedView> resumes = new ArrayList<>();
    for (Deed d : deeds) {
      DeedView view = DeedView.of(asked, d, answers, back);
      switch (d.plan().wish()) {
        case Wish.KeepOut w -> {
          if (isAbout(w, f)) {
            blocks.add(view);
          }
        }
        case Wish.Scan w -> {
          if (d.at().isAfter(asked.now().minusSeconds(86_400))) {
            (w.resume() ? resumes : scans).add(view);
          }
        }
        case Wish.Messages w -> {
          if (isAbout(w.selection(), selection)) {
            switch (w.deed()) {
              case HOLD -> holds.add(view);
              case DELETE -> deletes.add(view);
              case RELEASE, RETRY -> releases.add(view);
            }
          }
        }
        case Wish.TakeBack w -> {
          Deed of = operator.deed(w.deed());
          if (of != null) {
            switch (of.plan().wish()) {
              case Wish.KeepOut b -> {
                if (isAbout(b, f)) {
                  blocks.add(view);
                }
              }
              case Wish.Messages m -> {
                if (isAbout(m.selection(), selection)) {
                  (m.deed() == Wish.Messages.Deed.HOLD ? holds : deletes).add(view);
                }
              }
              case Wish.Scan s -> resumes.add(view);
              case Wish.TakeBack t -> {
                // nothing takes back what takes back
              }
            }
          }
        }
      }
    }
    List<Order.Scanner> scanners =
        operator.hosts().stream().flatMap(h -> h.scanners().stream()).distinct().sorted().toList();
    String nobody =
        operator.hosts().isEmpty()
            ? "No host can be told anything yet: agents that are enrolled and allow actions ('agent.actions') stand here."
            : null;
    String noScanner =
        scanners.isEmpty() ? "No host tells of a scanner that it may pause; go on." : null;
    return List.of(
        new Step(
            "block",
            "Block everywhere",
            "Nothing more comes in: every host writes it into its own lists and reloads them.",
            blockButtons(f),
            blocks,
            nobody),
        new Step(
            "hold",
            "Hold what waits",
            "No attempt is made until it is released; nothing is lost.",
            List.of(new Button("Hold…", "hold", fields(f), false)),
            holds,
            nobody),
        new Step(
            "scanner",
            "Pause the scanner",
            "Mail waits before it while it is cleaned; ordinary mail waits too, so be quick.",
            scanners.stream()
                .map(s ->
                    new Button(
                        "Pause " + s.name().toLowerCase(Locale.ROOT) + "…",
                        "pause",
                        List.of(new Hidden("scanner", s.name().toLowerCase(Locale.ROOT))),
                        false))
                .toList(),
            scans,
            noScanner),
        new Step(
            "clean",
            "Delete what should never go out",
            "Exactly the messages of the plan, compared again on each host, kept in a sealed archive for undo.",
            List.of(new Button("Delete…", "delete", fields(f), false)),
            deletes,
            nobody),
        new Step(
            "resume",
            "Resume the scanner",
            "Ordinary mail flows again.",
            scanners.stream()
                .map(s ->
                    new Button(
                        "Resume " + s.name().toLowerCase(Locale.ROOT) + "…",
                        "resume",
                        List.of(new Hidden("scanner", s.name().toLowerCase(Locale.ROOT))),
                        false))
                .toList(),
            resumes,
            noScanner),
        new Step(
            "release",
            "Release what is left",
            "What was held and is good goes out.",
            List.of(
                new Button("Release…", "release", fields(f), false),
                new Button("Retry now…", "retry", fields(f), false)),
            releases,
            nobody));
  }

  private static boolean isAbout(Wish.KeepOut block, Filter f) {
    return block.value().equalsIgnoreCase(f.client())
        || block.value().equalsIgnoreCase(f.account())
        || block.value().equalsIgnoreCase(f.from());
  }

  /** Whether both are about the same people, on whatever hosts and queues. */
  private static boolean isAbout(Selection done, Selection chosen) {
    return java.util.Objects.equals(done.client(), chosen.client())
        && java.util.Objects.equals(done.account(), chosen.account())
        && java.util.Objects.equals(done.from(), chosen.from());
  }

  private static List<Button> blockButtons(Filter f) {
    List<Button> buttons = new ArrayList<>();
    block(buttons, "relay", f.client());
    block(buttons, "account", f.account());
    block(buttons, "sender", f.from());
    return buttons;
  }

  private static void block(List<Button> buttons, String kind, String value) {
    if (value != null && !value.isEmpty() && !value.equals("<>") && !value.contains("*")) {
      buttons.add(
          new Button(
              "Block " + kind + "…",
              "block",
              List.of(
                  new Hidden(
                      "kind",
                      kind.equals("relay") && value.contains("/")
                          ? Barrier.Kind.NETWORK.name().toLowerCase(Locale.ROOT)
                          : kind),
                  new Hidden("value", value)),
              true));
    }
  }
}
