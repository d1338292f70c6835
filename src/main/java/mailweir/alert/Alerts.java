package mailweir.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The states of alerts: a machine that is told the time and what is found, and says what is to be told to whom.
 *
 * <pre>
 *   found ──► pending ──(lasts)──► firing ──(over)──► resolved ──► history
 *                │                   │  ▲                 │
 *                └─(over)─► gone     └──┴─ acknowledged   └─(found again before its end was told)─► firing
 * </pre>
 *
 * <p>It knows nothing of channels but their names. Each step is a function of what is kept, the time and the findings. Not safe for
 * several threads.
 */
public final class Alerts {
  static final String ALERT = "alert\t";
  static final String SILENCE = "silence\t";
  private static final String COUNT = "alerts";
  private static final int MOST_OPEN = 5_000;
  private static final int MOST_HISTORY = 1_000;

  private final List<Route> routes;
  private final Map<String, Alert> open = new LinkedHashMap<>();
  private final Map<String, Alert> history = new LinkedHashMap<>();
  private final Map<String, Silence> silences = new TreeMap<>();
  private final Map<String, String> changes = new LinkedHashMap<>();
  private long count;
  private long dropped;

  /** The first route that matches an alert is its own; one that none matches is shown and told to nobody. */
  public Alerts(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** A notice and who is to tell it. */
  public record Post(String channel, Notice notice) {}

  /** Takes what was kept. */
  public void load(Map<String, String> kept) {
    List<Alert> ended = new ArrayList<>();
    kept.forEach((key, body) -> {
      if (key.startsWith(ALERT)) {
        Kept.read(body, Alert.class)
            .ifPresent(a -> {
              if (a.resolved() == null || !a.endTold()) {
                open.put(a.key(), a);
              } else {
                ended.add(a);
              }
            });
      } else if (key.startsWith(SILENCE)) {
        Kept.read(body, Silence.class).ifPresent(s -> silences.put(s.id(), s));
      } else if (key.equals(COUNT)) {
        count = Kept.read(body, Long.class).orElse(0L);
      }
    });
    ended.sort(Comparator.comparing(Alert::resolved).thenComparing(Alert::id));
    ended.forEach(a -> history.put(a.id(), a));
  }

  /** What has changed since it was last asked, by key; {@code null}: is not kept any more. */
  public Map<String, String> changes() {
    Map<String, String> all = new LinkedHashMap<>(changes);
    changes.clear();
    return all;
  }

  private void put(Alert a) {
    open.put(a.key(), a);
    changes.put(ALERT + a.id(), Kept.text(a));
  }

  private String next(String letter) {
    changes.put(COUNT, Long.toString(++count));
    return letter + count;
  }

  /** Goes on to an instant with all that is found at it. */
  public List<Post> step(Instant now, Collection<Finding> findings) {
    Set<String> found = new HashSet<>();
    for (Finding f : findings) {
      if (f.over() == null && found.add(f.key())) {
        found(now, f);
      } else if (f.over() != null) {
        Alert a = open.get(f.key());
        if (a != null && a.resolved() == null && !found.contains(f.key())) {
          over(now, a, f.over());
        }
      }
    }
    for (Alert a : List.copyOf(open.values())) {
      if (a.resolved() == null && !found.contains(a.key())) {
        over(now, a, a.summary() + ": over");
      }
    }
    silences.values().stream().filter(s -> !now.isBefore(s.until())).toList().forEach(this::lift);
    List<Post> posts = new ArrayList<>();
    groups(now).forEach((route, groups) -> groups.forEach(group -> tell(now, route, group, posts)));
    return posts;
  }

  private void found(Instant now, Finding f) {
    Alert a = open.get(f.key());
    if (a == null) {
      if (open.size() >= MOST_OPEN) {
        dropped++;
        return;
      }
      a = Alert.of(next("a"), f, now);
      put(a);
    } else if (a.resolved() != null) {
      a = a.again();
      put(a);
    } else if (!a.summary().equals(f.summary()) || a.severity() != f.severity()) {
      a = a.said(f);
      put(a);
    }
    if (a.fired() == null && !now.isBefore(a.since().plus(f.hold()))) {
      put(a.fired(now));
    }
  }

  private void over(Instant now, Alert a, String how) {
    if (a.fired() == null) {
      open.remove(a.key());
      changes.put(ALERT + a.id(), null);
      return;
    }
    Alert ended = a.over(now, how);
    if (ended.told() == null) {
      archive(ended.endIsTold());
    } else {
      put(ended);
    }
  }

  private void archive(Alert a) {
    open.remove(a.key());
    history.put(a.id(), a);
    changes.put(ALERT + a.id(), Kept.text(a));
    while (history.size() > MOST_HISTORY) {
      String oldest = history.keySet().iterator().next();
      history.remove(oldest);
      changes.put(ALERT + oldest, null);
    }
  }

  private void lift(Silence s) {
    silences.remove(s.id());
    changes.put(SILENCE + s.id(), null);
  }

  /** Alerts that fire or whose end is to be told, by their route and what they have alike. */
  private Map<Route, List<List<Alert>>> groups(Instant now) {
    Map<Route, Map<String, List<Alert>>> groups = new LinkedHashMap<>();
    for (Alert a : open.values()) {
      Route route = a.fired() == null ? null : route(a);
      if (route != null) {
        StringBuilder key = new StringBuilder();
        route.groupBy().forEach(label -> key.append(a.label(label)).append('\n'));
        groups
            .computeIfAbsent(route, r -> new LinkedHashMap<>())
            .computeIfAbsent(key.toString(), k -> new ArrayList<>())
            .add(a);
      }
    }
    Map<Route, List<List<Alert>>> all = new LinkedHashMap<>();
    groups.forEach((route, of) -> all.put(route, List.copyOf(of.values())));
    // what no route wants any more is history as soon as it is over
    for (Alert a : List.copyOf(open.values())) {
      if (a.resolved() != null && route(a) == null) {
        archive(a.endIsTold());
      }
    }
    return all;
  }

  private Route route(Alert a) {
    return routes.stream().filter(r -> r.match().hold(a)).findFirst().orElse(null);
  }

  private void tell(Instant now, Route route, List<Alert> group, List<Post> posts) {
    List<Alert> loud =
        group.stream().filter(a -> a.resolved() == null && !isSilenced(a, now)).toList();
    List<Alert> fresh = loud.stream().filter(a -> a.told() == null && a.ack() == null).toList();
    if (fresh.stream().anyMatch(a -> isDue(now, a.fired(), route.pause()))) {
      raise(now, Notice.Kind.RAISED, route.channels(), fresh, posts);
    }
    List<Alert> stale =
        loud.stream()
            .filter(a ->
                a.told() != null
                    && a.ack() == null
                    && !route.repeat().isZero()
                    && isDue(now, a.told(), route.repeat()))
            .toList();
    if (!stale.isEmpty()) {
      raise(now, Notice.Kind.REPEATED, route.channels(), stale, posts);
    }
    List<Alert> untaken =
        route.escalateAfter().isZero()
            ? List.of()
            : loud.stream()
                .filter(a ->
                    a.ack() == null
                        && !a.escalated()
                        && isDue(now, a.fired(), route.escalateAfter()))
                .toList();
    if (!untaken.isEmpty()) {
      raise(now, Notice.Kind.ESCALATED, route.escalateTo(), untaken, posts);
    }
    List<Alert> ended = group.stream().filter(a -> a.resolved() != null).toList();
    if (ended.stream().anyMatch(a -> isDue(now, a.resolved(), route.pause()))) {
      end(now, ended, posts);
    }
  }

  private static boolean isDue(Instant now, Instant since, Duration after) {
    return !now.isBefore(since.plus(after));
  }

  private boolean isSilenced(Alert a, Instant now) {
    return silences.values().stream().anyMatch(s -> s.covers(a, now));
  }

  private void raise(
      Instant now, Notice.Kind kind, List<String> channels, List<Alert> alerts, List<Post> posts) {
    String root = alerts.getFirst().id();
    List<Alert> told = new ArrayList<>();
    Map<String, Set<String>> to = new HashMap<>();
    for (Alert stale : alerts) {
      Alert a = open.get(stale.key());
      Set<String> mine = recipients(a, channels);
      a =
          kind == Notice.Kind.ESCALATED
              ? a.escalatedTo(now, mine, root)
              : a.toldTo(now, mine, root);
      put(a);
      told.add(a);
      to.put(a.id(), mine);
    }
    post(now, kind, told, a -> to.get(a.id()), posts);
  }

  /** A channel that fails is told of by the others: those of the route, else any. */
  private Set<String> recipients(Alert a, List<String> channels) {
    Set<String> to = new TreeSet<>(channels);
    if (a.rule().equals(Outbox.RULE)) {
      String failing = a.label("channel");
      to.remove(failing);
      if (to.isEmpty()) {
        routes.forEach(r -> to.addAll(r.channels()));
        to.remove(failing);
      }
    }
    return to;
  }

  private void end(Instant now, List<Alert> ended, List<Post> posts) {
    post(now, Notice.Kind.RESOLVED, ended, Alert::channels, posts);
    ended.forEach(a -> archive(a.endIsTold()));
  }

  private void post(
      Instant now,
      Notice.Kind kind,
      List<Alert> alerts,
      java.util.function.Function<Alert, Set<String>> to,
      List<Post> posts) {
    Map<String, List<Alert>> byChannel = new TreeMap<>();
    for (Alert a : alerts) {
      to.apply(a).forEach(c -> byChannel.computeIfAbsent(c, k -> new ArrayList<>()).add(a));
    }
    if (!byChannel.isEmpty()) {
      String id = next("n");
      byChannel.forEach((channel, of) ->
          posts.add(new Post(channel, new Notice(id, kind, now, List.copyOf(of)))));
    }
  }

  /** Alerts of rules that could not look yet, as they are: none is over because nobody looks. */
  List<Finding> standing(Predicate<String> rule) {
    return open.values().stream()
        .filter(a -> a.resolved() == null && rule.test(a.rule()))
        .map(a ->
            new Finding(
                a.rule(), a.labels(), a.severity(), a.summary(), a.text(), Duration.ZERO, null))
        .toList();
  }

  // ---- what people do ----

  /** Somebody has taken it: no repetition, no escalation. Tells what became of it. */
  public String acknowledge(Instant now, String id, String by, String note) {
    for (Alert a : List.copyOf(open.values())) {
      if (a.id().equals(id) && a.resolved() == null) {
        put(a.acknowledged(new Alert.Ack(by, now, note)));
        return id + ": taken by " + by + "; it is not repeated";
      }
    }
    throw new IllegalArgumentException(
        id
            + ": no open alert has this id; nothing was done; 'mailweir alerts' shows those that are open");
  }

  /** Nobody is told of what these conditions cover. */
  public String silence(Matchers matchers, Instant until, String by, String note) {
    if (silences.size() >= 1_000) {
      throw new IllegalArgumentException(
          "there are 1000 silences; nothing was done; lift some with 'mailweir alerts unsilence'");
    }
    Silence s = new Silence(next("s"), matchers.all(), until, by, note);
    silences.put(s.id(), s);
    changes.put(SILENCE + s.id(), Kept.text(s));
    return s.id() + ": " + matchers + " is silent until " + until;
  }

  /** Lifts a silence. */
  public String unsilence(String id) {
    Silence s = silences.get(id);
    if (s == null) {
      throw new IllegalArgumentException(
          id
              + ": no silence has this id; nothing was done; 'mailweir alerts' shows those in force");
    }
    lift(s);
    return id + ": lifted";
  }

  // ---- what is to be seen ----

  /** Alerts that are pending or fire, the worst first. */
  public List<Alert> open() {
    return open.values().stream()
        .filter(a -> a.resolved() == null)
        .sorted(
            Comparator.comparing(Alert::severity)
                .reversed()
                .thenComparing(Alert::since)
                .thenComparing(Alert::id))
        .toList();
  }

  /** Alerts that are over, the newest first. */
  public List<Alert> history() {
    List<Alert> all = new ArrayList<>(history.values());
    open.values().stream().filter(a -> a.resolved() != null).forEach(all::add);
    all.sort(Comparator.comparing(Alert::resolved).reversed().thenComparing(Alert::id));
    return all;
  }

  /** Which open alerts a silence covers. */
  public Set<String> silenced(Instant now) {
    Set<String> ids = new HashSet<>();
    open.values().stream().filter(a -> isSilenced(a, now)).forEach(a -> ids.add(a.id()));
    return ids;
  }

  public List<Silence> silences() {
    return List.copyOf(silences.values());
  }

  /** Alerts that were not taken because too many are open. */
  public long dropped() {
    return dropped;
  }
}
