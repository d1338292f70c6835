package mailweir.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mailweir.action.Operator;
import mailweir.action.Plan;
import mailweir.answer.Answers;
import mailweir.answer.Plain;

/** The audit: what was done, by whom and why, and how far each host is; what holds; who can be told something. */
public record ActionsPage(
    List<DeedView> deeds,
    List<DeedView> blocks,
    List<Able> hosts,
    List<Look> looks,
    PlanView plan,
    String token,
    String zone,
    String asOf,
    String url,
    String jsonUrl) {
  static final int MOST = 200;

  /** A host that may be told something. */
  public record Able(String host, String heard, String allowed, String places, String can) {}

  /** Somebody looked. */
  public record Look(String at, String by, String what) {}

  static ActionsPage of(Asked asked, Answers answers, Fleet fleet, Acting acting, String token) {
    String back = asked.keep(Link.to("/actions")).toString();
    Operator operator = fleet.operator();
    Plan plan = acting.plan(asked.text("plan"));
    return new ActionsPage(
        operator.deeds(MOST).stream().map(d -> DeedView.of(asked, d, answers, back)).toList(),
        operator.blocks().stream().map(d -> DeedView.of(asked, d, answers, back)).toList(),
        operator.hosts().stream()
            .map(h ->
                new Able(
                    Plain.text(h.host()),
                    h.heard() == null ? "not since the start" : asked.stamp(h.heard()),
                    h.allowed().isEmpty()
                        ? "nothing: it only reads"
                        : h.allowed().stream()
                            .map(mailweir.action.Permit::word)
                            .sorted()
                            .collect(Collectors.joining(", ")),
                    Plain.text(
                        h.places().stream().map(p -> p.name()).collect(Collectors.joining(", "))),
                    Plain.text(
                        java.util.stream.Stream.concat(
                                h.blocks().stream(),
                                h.scanners().stream().map(s -> s.name().toLowerCase(Locale.ROOT)))
                            .collect(Collectors.joining(", ")))))
            .toList(),
        operator.looks(MOST).stream()
            .map(
                l -> new Look(asked.stamp(l.at()), Plain.cut(l.by(), 60), Plain.cut(l.what(), 300)))
            .toList(),
        plan == null ? null : PlanView.of(asked, plan, back),
        token,
        asked.zoneName(asked.now()),
        asked.when(asked.now()),
        back,
        "/api/v1/actions");
  }
}
