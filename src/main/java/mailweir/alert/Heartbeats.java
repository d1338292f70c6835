package mailweir.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
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
import mailweir.identity.Hosts;

/**
 * Who was heard, and who has fallen silent.
 *
 * <p>Silence is counted in <em>watched time</em>, which goes on with each tick by a minute at most: while this program does not run, while
 * it sleeps, while a clock jumps and while history is still read, nobody is silent. Names are bounded: what is beyond is counted.
 *
 * <p>Safe for several threads. Those that tell who was heard must be quick, and are.
 */
public final class Heartbeats {
  /** The rule of its findings. */
  public static final String RULE = "heartbeat";

  static final String BEAT = "beat\t";
  private static final String WATCHED = "beats";
  private static final int MOST = 20_000;
  private static final int LONGEST_NAME = 300;
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Duration ALIVE = Duration.ofMinutes(2);
  private static final Duration CONFIRMED = Duration.ofMinutes(5);
  private static final Duration LIVE = Duration.ofMinutes(5);
  private static final Duration SETTLED = Duration.ofSeconds(15);
  private static final Duration SETTLED_AT_LAST = Duration.ofMinutes(10);
  private static final Duration FORGOTTEN = Duration.ofDays(30);
  private static final int DAYS_OF_MAIL = 3;

  private record Who(String host, String source) {}

  /** What is kept of the whole. */
  private record Clock(long watched, Instant at, Map<String, Long> expected) {}

  private final BeatSettings settings;
  private final ZoneId zone;
  private final BeatWords words;
  private final Map<Who, Beat> beats = new LinkedHashMap<>();
  private final Map<String, Beat> agents = new HashMap<>();
  private final Map<String, Beat> bySource = new HashMap<>();
  private final Set<String> expected = new TreeSet<>();

  /** Since when by watched time hosts that were never seen are waited for. */
  private final Map<String, Long> waitedFor = new HashMap<>();

  /** Logs, folders and mounts of this machine that cannot be read: what is below is not silent by itself. */
  private final Set<String> troubled = new HashSet<>();

  private final List<Finding> seen = new ArrayList<>();
  private final Set<String> hosts = new HashSet<>();
  private final Set<String> forgotten = new HashSet<>();
  private long watched;
  private Instant last;
  private long graceUntil = -1;
  private long confirmUntil = -1;
  private long beyond;

  /** How many hosts are waited for and were never seen; and at the last time that this was kept. */
  private int missing;

  private int missingKept;

  public Heartbeats(BeatSettings settings, ZoneId zone) {
    this.settings = settings;
    this.zone = zone;
    this.words = new BeatWords(settings.severity(), zone);
    settings.expect().forEach(h -> expected.add(Hosts.canonical(h)));
  }

  // ---- what is told ----

  /** How a source of an agent is, as the agent says. */
  public record Told(String source, String problem, Instant last) {}

  private Beat beat(String host, String source, Beat.Kind kind, Instant now) {
    Who who = who(host, source);
    Beat b = beats.get(who);
    if (b == null) {
      if (beats.size() >= MOST) {
        beyond++;
        return null;
      }
      b = new Beat();
      b.host = who.host;
      b.source = who.source;
      b.kind = kind;
      b.first = now;
      b.heardAt = watched;
      beats.put(who, b);
      bySource.putIfAbsent(b.source, b);
      hosts.add(b.host);
      if (waitedFor.remove(b.host) != null) {
        seen.add(words.seen(b.host));
      }
    }
    b.changed = true;
    return b;
  }

  private static Who who(String host, String source) {
    String canonical = Hosts.canonical(host);
    // as figures call it
    return new Who(cut(canonical.isEmpty() ? "localhost" : canonical), cut(source));
  }

  private static String cut(String name) {
    String n = name == null || name.isEmpty() ? "(none)" : name;
    return n.length() > LONGEST_NAME ? n.substring(0, LONGEST_NAME) : n;
  }

  /** Some of the lines that are told next came long after they were written. */
  public synchronized void late(Instant now, String source, String host, long count) {
    Beat b = beats.get(who(host, SourceName.of(source)));
    if (b != null && (b.silent != null || isCutOff(b))) {
      b.late += count;
      b.lastLate = now;
    }
  }

  /** Whether its agent is silent. */
  private boolean isCutOff(Beat b) {
    Beat agent = b.agent == null ? null : agents.get(b.agent);
    return agent != null && agent != b && agent.silent != null;
  }

  /** Lines came. {@code newest}: their latest stamp, {@code null} when none has one. */
  public synchronized void lines(
      Instant now, String source, String host, Instant newest, long count) {
    String name = SourceName.of(source);
    Beat b = beat(host, name, Beat.Kind.LOG, now);
    if (b == null) {
      return;
    }
    b.agent = SourceName.agent(name);
    problem(b, null, now);
    boolean live = newest != null && Duration.between(newest, now).abs().compareTo(LIVE) <= 0;
    if (newest != null) {
      b.lastLine = b.lastLine == null || newest.isAfter(b.lastLine) ? newest : b.lastLine;
      long lag = Duration.between(newest, now).toSeconds();
      if (lag < 86_400) {
        b.drift.add(now, newest);
      }
    }
    if (live || b.drift.ahead(now) != null) {
      long minute = Math.floorDiv(now.getEpochSecond(), 60);
      if (minute != b.liveMinute) {
        b.liveMinute = minute;
        b.live = Math.min(b.live + 1, 1_000);
      }
    }
    b.ofDay(LocalDate.ofInstant(now, zone).toEpochDay());
    b.dayLines += count;
    b.hours[now.atZone(zone).getHour()] += (int) Math.min(count, 1_000_000);
    heard(b, now);
  }

  private void heard(Beat b, Instant now) {
    b.heard(now, watched, zone, isCutOff(b));
  }

  /** An agent showed itself; {@code theirs} is its clock. */
  public synchronized void contact(
      Instant now, String sender, String host, Instant theirs, List<Told> sources) {
    Beat a = beat(host, "agent " + cut(sender), Beat.Kind.AGENT, now);
    if (a == null) {
      return;
    }
    a.agent = cut(sender);
    agents.put(a.agent, a);
    if (theirs != null && Duration.between(theirs, now).toSeconds() < 86_400) {
      a.drift.add(now, theirs);
    }
    heard(a, now);
    for (Told t : sources) {
      String name = SourceName.of("agent " + sender + " " + t.source());
      Beat b = named(name, host, now);
      if (b != null) {
        b.agent = a.agent;
        problem(b, t.problem(), now);
        if (t.last() != null && b.lastLine == null) {
          b.lastLine = t.last();
        }
      }
    }
  }

  /** The source by its name, of whatever host its lines are. */
  private Beat named(String name, String host, Instant now) {
    Beat known = bySource.get(cut(name));
    return known == null ? beat(host, name, Beat.Kind.LOG, now) : known;
  }

  /** A log, a folder or a mount of this machine cannot be read. {@code mount}: because its file system does not answer. */
  public synchronized void trouble(Instant now, String source, boolean mount, String problem) {
    String name = SourceName.of(source);
    Beat b = named(name, "", now);
    if (b != null) {
      b.mount = mount;
      problem(b, problem, now);
      troubled.add(name);
    }
  }

  /** It can be read again. */
  public synchronized void troubleOver(Instant now, String source) {
    String name = SourceName.of(source);
    troubled.remove(name);
    Beat b = bySource.get(cut(name));
    if (b != null) {
      problem(b, null, now);
      if (b.heard == null) {
        beats.remove(new Who(b.host, b.source));
        bySource.remove(b.source);
        forgotten.add(b.host);
      }
    }
  }

  private static void problem(Beat b, String problem, Instant now) {
    if (problem != null && b.problem == null) {
      b.problemSince = now;
    }
    b.urgent |= !java.util.Objects.equals(b.problem, problem);
    b.confirmed |= problem != null;
    b.problem = problem;
    b.troubled |= problem != null;
  }

  /** Hosts that must be there: those of the settings, and these. */
  public synchronized void expect(List<String> names) {
    expected.clear();
    settings.expect().forEach(h -> expected.add(Hosts.canonical(h)));
    names.forEach(h -> expected.add(Hosts.canonical(h)));
  }

  /** Minutes since 1970 in which a host had mail, ascending; those that are known already do no harm. */
  public synchronized void mail(Instant now, String host, long[] minutes) {
    if (minutes.length == 0 || settings.mail().compareTo(BeatSettings.NEVER) >= 0) {
      return;
    }
    Instant newest = Instant.ofEpochSecond(minutes[minutes.length - 1] * 60 + 59);
    Instant seen = newest.isAfter(now) ? now : newest;
    Who who = who(host, "mail");
    Beat known = beats.get(who);
    if (known == null) {
      if (!hosts.contains(who.host) || Duration.between(seen, now).compareTo(LIVE) > 0) {
        return;
      }
      known = beat(host, "mail", Beat.Kind.MAIL, now);
    }
    if (known != null && (known.lastLine == null || seen.isAfter(known.lastLine))) {
      known.lastLine = seen;
      heard(known, now);
    }
  }

  /** Hosts of sources whose rhythm was not looked up yet. */
  public synchronized Set<String> unseeded() {
    Set<String> all = new TreeSet<>();
    for (Beat b : beats.values()) {
      if (!b.seeded && b.isWatched()) {
        all.add(b.host);
      }
    }
    return all;
  }

  /** What the store knows of a host: minutes since 1970 in which it had lines, and mail; both ascending. */
  public synchronized void seed(String host, long[] lines, long[] mail) {
    for (Beat b : beats.values()) {
      if (b.host.equals(host) && !b.seeded && b.isWatched()) {
        b.seeded = true;
        b.changed = true;
        if (b.kind != Beat.Kind.AGENT) {
          b.rhythm().learn(b.kind == Beat.Kind.MAIL ? mail : lines, zone);
        }
      }
    }
  }

  /** A host is gone for good: nothing of it is watched any more. */
  public synchronized int forget(String host) {
    int before = beats.size();
    beats.values().removeIf(b -> b.host.equals(host));
    agents.values().removeIf(b -> b.host.equals(host));
    bySource.values().removeIf(b -> b.host.equals(host));
    waitedFor.remove(host);
    hosts.remove(host);
    forgotten.add(host);
    return before - beats.size();
  }

  // ---- time ----

  /** Goes on to an instant. {@code reading}: history is still read, nobody is silent meanwhile. */
  public synchronized void tick(Instant now, boolean reading) {
    Duration since = last == null ? Duration.ZERO : Duration.between(last, now);
    last = now;
    if (reading) {
      return;
    }
    watched += Math.clamp(since.toMillis(), 0, STEP.toMillis());
    if (graceUntil < 0) {
      graceUntil = watched + settings.grace().toMillis();
      confirmUntil = watched + CONFIRMED.toMillis();
    }
    if (confirmUntil >= 0 && watched >= confirmUntil) {
      confirmUntil = -1;
      // troubles of this machine that nobody has told again since the start are over
      beats.values().stream()
          .filter(b -> b.problem != null && b.agent == null && !b.confirmed)
          .map(b -> b.source)
          .toList()
          .forEach(source -> troubleOver(now, source));
    }
    beats
        .values()
        .removeIf(b -> {
          boolean gone = b.heard != null && watched - b.heardAt > FORGOTTEN.toMillis();
          if (gone) {
            forgotten.add(b.host);
            bySource.remove(b.source);
          }
          return gone;
        });
  }

  private Duration silence(Beat b) {
    return Duration.ofMillis(Math.max(0, watched - b.heardAt));
  }

  /** All that is wrong now, and what is over since it was last asked. */
  public synchronized List<Finding> findings(Instant now) {
    List<Finding> all = new ArrayList<>();
    boolean mayBegin = graceUntil >= 0 && watched >= graceUntil;
    for (Beat b : beats.values()) {
      if (b.isWatched()) {
        silences(now, b, mayBegin, all);
        clock(now, b, mayBegin, all);
      }
      if (b.problem != null
          && settings.silent(b.host, b.source).compareTo(BeatSettings.NEVER) < 0) {
        all.add(words.problem(b));
      }
    }
    neverSeen(all);
    all.addAll(seen);
    seen.clear();
    return all;
  }

  private void silences(Instant now, Beat b, boolean mayBegin, List<Finding> all) {
    Duration limit = b.kind == Beat.Kind.MAIL ? settings.mail() : settings.silent(b.host, b.source);
    if (b.silent != null) {
      if (b.again != null && isSettled(now, b)) {
        all.add(over(b));
        b.silent = null;
        b.again = null;
        b.lastLate = null;
        b.late = 0;
        b.urgent = true;
      } else {
        all.add(words.silent(b));
      }
      return;
    }
    Duration silence = silence(b);
    b.quiet = false;
    if (silence.compareTo(limit) < 0 || b.heard == null) {
      return;
    }
    if (b.kind != Beat.Kind.AGENT && b.rhythm().isNatural(now, silence, zone)) {
      b.quiet = true;
      return;
    }
    if (mayBegin && isItsOwn(now, b)) {
      b.silent = b.heard;
      b.again = null;
      b.late = 0;
      b.urgent = true;
      all.add(words.silent(b));
    }
  }

  /** Whether the silence is the source's and not that of what brings it. */
  private boolean isItsOwn(Instant now, Beat b) {
    if (b.kind == Beat.Kind.LOG && troubled.stream().anyMatch(t -> b.source.startsWith(t))) {
      return false;
    }
    if (b.kind == Beat.Kind.LOG && b.agent != null) {
      Beat agent = agents.get(b.agent);
      return agent == null || silence(agent).compareTo(ALIVE) < 0 && agent.silent == null;
    }
    if (b.kind == Beat.Kind.MAIL) {
      boolean known = b.rhythm().daysKnown(now, zone) >= DAYS_OF_MAIL;
      return known
          && beats.values().stream()
              .anyMatch(o ->
                  o.host.equals(b.host)
                      && o.kind == Beat.Kind.LOG
                      && o.isWatched()
                      && silence(o).compareTo(LIVE) < 0);
    }
    return true;
  }

  private boolean isSettled(Instant now, Beat b) {
    Instant late = b.lastLate;
    if (b.kind == Beat.Kind.AGENT) {
      for (Beat o : beats.values()) {
        if (b.agent.equals(o.agent)
            && o.lastLate != null
            && (late == null || o.lastLate.isAfter(late))) {
          late = o.lastLate;
        }
      }
    }
    boolean calm =
        Duration.between(late == null || late.isBefore(b.again) ? b.again : late, now)
                .compareTo(SETTLED)
            >= 0;
    return calm || Duration.between(b.again, now).compareTo(SETTLED_AT_LAST) >= 0;
  }

  private Finding over(Beat b) {
    long late = b.late;
    if (b.kind == Beat.Kind.AGENT) {
      for (Beat o : beats.values()) {
        if (o != b && b.agent.equals(o.agent) && o.silent == null) {
          late += o.late;
          o.late = 0;
          o.lastLate = null;
        }
      }
    }
    return words.over(b, late);
  }

  private void clock(Instant now, Beat b, boolean mayBegin, List<Finding> all) {
    if (b.kind == Beat.Kind.MAIL) {
      return;
    }
    Long ahead = b.drift.ahead(now);
    if (ahead != null) {
      boolean wrong = Math.abs(ahead) > settings.clock().toSeconds();
      boolean is = wrong && (b.clockWrong || mayBegin);
      b.urgent |= is != b.clockWrong;
      b.clockWrong = is;
    } else if (b.clockWrong && silence(b).compareTo(Duration.ofMinutes(10)) > 0) {
      b.urgent = true;
      b.clockWrong = false;
    }
    if (b.clockWrong) {
      // one clock, one alert: the agent's own says it for its lines
      Beat agent = b.agent == null || b.kind == Beat.Kind.AGENT ? null : agents.get(b.agent);
      if (agent == null || !agent.clockWrong) {
        all.add(words.clock(b, ahead));
      }
    }
  }

  /** Whether a host, or the agent of that name on a host of another, was ever seen. */
  private boolean wasSeen(String host) {
    return hosts.contains(host) || agents.containsKey(host);
  }

  private void neverSeen(List<Finding> all) {
    missing = 0;
    for (String host : expected) {
      if (wasSeen(host)) {
        continue;
      }
      long since = waitedFor.computeIfAbsent(host, h -> watched);
      if (watched - since >= settings.silent(host, "").toMillis()) {
        missing++;
        all.add(words.neverSeen(host));
      }
    }
  }

  // ---- what is kept ----

  /** Takes what was kept. */
  public synchronized void load(Map<String, String> kept) {
    kept.forEach((key, body) -> {
      if (key.startsWith(BEAT)) {
        Kept.read(body, Beat[].class)
            .ifPresent(of -> {
              for (Beat b : of) {
                b.changed = false;
                beats.put(new Who(b.host, b.source), b);
                bySource.putIfAbsent(b.source, b);
                hosts.add(b.host);
                if (b.agent == null && b.problem != null) {
                  troubled.add(b.source);
                }
                if (b.kind == Beat.Kind.AGENT) {
                  agents.put(b.agent, b);
                }
              }
            });
      } else if (key.equals(WATCHED)) {
        Kept.read(body, Clock.class)
            .ifPresent(c -> {
              watched = c.watched();
              last = c.at();
              waitedFor.putAll(c.expected());
            });
      }
    });
  }

  /** What has changed since it was last asked, by key; {@code null}: is not kept any more. */
  public synchronized Map<String, String> changes() {
    Map<String, String> all = changes(b -> b.changed || b.urgent);
    missingKept = missing;
    all.put(WATCHED, Kept.text(new Clock(watched, last, new HashMap<>(waitedFor))));
    return all;
  }

  /** What alerts hang on of that: kept with them, so that none is over and raised again after a kill. */
  public synchronized Map<String, String> urgentChanges() {
    if (missing != missingKept) {
      return changes();
    }
    return changes(b -> b.urgent);
  }

  private Map<String, String> changes(Predicate<Beat> which) {
    Set<String> changed = new HashSet<>(forgotten);
    beats.values().stream().filter(which).forEach(b -> changed.add(b.host));
    if (changed.isEmpty()) {
      return new LinkedHashMap<>();
    }
    forgotten.clear();
    Map<String, List<Beat>> byHost = new TreeMap<>();
    for (Beat b : beats.values()) {
      if (changed.contains(b.host)) {
        byHost.computeIfAbsent(b.host, h -> new ArrayList<>()).add(b);
        b.changed = false;
        b.urgent = false;
        b.rhythm = b.rhythm().kept();
      }
    }
    Map<String, String> all = new LinkedHashMap<>();
    for (String host : changed) {
      List<Beat> of = byHost.get(host);
      all.put(BEAT + host, of == null ? null : Kept.text(of));
    }
    return all;
  }

  // ---- what is to be seen ----

  /** Everything that is watched or known, troubles first. */
  public synchronized List<Snapshot.Source> rows(Instant now) {
    List<Snapshot.Source> rows = new ArrayList<>();
    for (Beat b : beats.values()) {
      b.ofDay(LocalDate.ofInstant(now, zone).toEpochDay());
      Duration limit =
          b.kind == Beat.Kind.MAIL ? settings.mail() : settings.silent(b.host, b.source);
      rows.add(BeatWords.row(b, now, silence(b), limit));
    }
    for (String host : expected) {
      if (!wasSeen(host)) {
        Duration waited = Duration.ofMillis(watched - waitedFor.getOrDefault(host, watched));
        rows.add(BeatWords.waitedFor(host, waited, settings.silent(host, "")));
      }
    }
    rows.sort(
        Comparator.comparing(Snapshot.Source::being)
            .thenComparing(Snapshot.Source::host)
            .thenComparing(Snapshot.Source::source));
    return rows;
  }

  /** Names that were not taken because there are too many. */
  public synchronized long beyond() {
    return beyond;
  }
}
