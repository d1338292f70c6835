package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mailweir.answer.Answers;
import mailweir.answer.PlaceForecast;
import mailweir.answer.Plain;
import mailweir.answer.QueueAnswers;
import mailweir.queue.Bounds;
import mailweir.queue.By;
import mailweir.queue.Forecast;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.PlaceState;
import mailweir.queue.Standing;
import mailweir.queue.Waiting;

/**
 * What waits: how full each place is and where that goes, over time or by age, who fills it, and the messages; now, or as it was.
 *
 * @param total all that wait
 * @param past the instant that is looked back at; {@code null}: now
 * @param stale whether the newest look is old
 * @param notes what is not known
 * @param filters what is chosen, each with the link without it
 * @param empty why there is nothing; {@code null} when there is something
 */
public record QueuesPage(
    String total,
    String past,
    String asOf,
    String ago,
    boolean stale,
    String zone,
    List<String> notes,
    List<Filter> filters,
    List<Frame.Choice> bys,
    List<Frame.Choice> columns,
    List<Frame.Choice> views,
    List<Frame.Choice> times,
    String atField,
    List<Place> places,
    HeatMap map,
    List<Top> tops,
    List<Message> messages,
    String messagesNote,
    String moreUrl,
    String incidentUrl,
    String url,
    String nowUrl,
    String empty,
    String placesUrl,
    String mapUrl,
    String messagesUrl,
    List<Hidden> hidden) {
  private static final Duration STALE = Duration.ofMinutes(3);
  private static final int MOST_TOP = 10;
  private static final int MOST_MESSAGES = 40;

  /** What a form keeps. */
  public record Hidden(String name, String value) {}

  /** A filter that is set. */
  public record Filter(String words, String without) {}

  /** A place of a host. */
  public record Place(
      String host,
      String url,
      String place,
      String queues,
      String count,
      String mood,
      String style,
      String forecast,
      String promise,
      String rates,
      String error,
      String oldest,
      String seen) {}

  /** Who fills it. {@code url}: API of this table, for JSON; CSV with {@code &format=csv}. */
  public record Top(String title, List<TopRow> rows, String others, String url, String none) {}

  /** A value. */
  public record TopRow(
      String name,
      String url,
      String count,
      String share,
      String oldest,
      boolean suspicious,
      String incidentUrl) {}

  /** A message that waits. */
  public record Message(
      String arrived,
      String age,
      String host,
      String queue,
      String id,
      String url,
      String from,
      String to,
      String client,
      String size,
      String attempts,
      String reason,
      boolean held) {}

  static QueuesPage of(Asked asked, Answers answers, Fleet fleet) {
    QueueAnswers queues = answers.queues();
    QueueAsked what = QueueAsked.of(asked);
    String view = asked.text("view", Set.of("hour", "day", "week"), "day");
    boolean timed =
        what.by() != By.AGE && asked.text("columns", Set.of("time", "age"), "time").equals("time");
    Link here =
        QueueAsked.filters(asked, Link.to("/queues"))
            .with("by", asked.text("by"))
            .with("columns", asked.text("columns"))
            .with("view", asked.text("view"))
            .with("at", asked.text("at"));
    List<PlaceForecast> places =
        PlaceForecast.of(
            queues,
            fleet.bounds(),
            what.filter().host(),
            what.isPast() ? what.at() : null,
            asked.now());
    long seen = places.stream().mapToLong(p -> p.state().time()).max().orElse(0);
    Instant newest = seen == 0 ? null : PlaceForecast.instant(seen);
    Duration old = newest == null ? Duration.ZERO : Duration.between(newest, what.at());
    String none = what.isChosen() ? "No message that waits fits the filters." : "No message waits.";
    HeatMap map =
        timed
            ? HeatMap.overTime(
                asked,
                what,
                queues,
                fleet.bounds(),
                HeatMap.View.valueOf(view.toUpperCase(Locale.ROOT)),
                here)
            : HeatMap.byAge(asked, what, queues, fleet.bounds(), here, none);
    List<Top> tops = new ArrayList<>();
    for (By by : List.of(By.RELAY, By.ACCOUNT, By.SENDER, By.DOMAIN, By.REASON)) {
      tops.add(top(asked, what, queues.top(what.query(MOST_TOP), by), here));
    }
    long count = queues.top(what.query(1), By.HOST).waiting();
    int limit = asked.query(MOST_MESSAGES).limit();
    List<Message> messages =
        queues.messages(what.query(limit)).stream()
            .map(one -> message(asked, what.at(), one))
            .toList();
    return new QueuesPage(
        Plain.number(count) + (what.isChosen() ? " fit" : " wait"),
        what.isPast() ? asked.when(what.at()) : null,
        asked.when(newest),
        newest == null ? "" : HostsStrip.ago(old.isNegative() ? Duration.ZERO : old),
        old.compareTo(STALE) > 0,
        asked.zoneName(what.at()),
        notes(places),
        chosenFilters(asked, here),
        choices(here, what.by()),
        List.of(
            new Frame.Choice("over time", here.with("columns", (String) null), timed),
            new Frame.Choice("by age", here.with("columns", "age"), !timed)),
        timed
            ? List.of("hour", "day", "week").stream()
                .map(v -> new Frame.Choice(v, here.with("view", v), v.equals(view)))
                .toList()
            : List.of(),
        times(here, what),
        what.isPast() ? asked.stamp(what.at()).substring(0, 16).replace(' ', 'T') : "",
        places.stream()
            .sorted(
                Comparator.comparing((PlaceForecast p) -> p.forecast().mood())
                    .thenComparing(p -> p.state().waiting())
                    .reversed()
                    .thenComparing(p -> p.state().host()))
            .map(p -> place(asked, what, p, here))
            .toList(),
        map,
        tops,
        messages,
        messages.isEmpty()
            ? none
            : messages.size() < count
                ? "The oldest " + messages.size() + " of " + Plain.number(count) + "."
                : null,
        messages.size() == limit && limit < Asked.MOST
            ? here.with("limit", Integer.toString(Math.min(Asked.MOST, limit * 5))).toString()
            : null,
        what.isPast() ? null : QueueAsked.filters(asked, Link.to("/incident")).toString(),
        here.with("limit", asked.text("limit")).toString(),
        here.with("at", (String) null).toString(),
        empty(asked, what, places),
        api(asked, "/api/v1/queues"),
        timed && (what.by() == By.HOST || what.by() == By.QUEUE)
            ? Link.to("/api/v1/queues/levels").with("view", view) + tail(asked)
            : Link.to("/api/v1/queues/top").with("by", what.by().word()) + tail(asked),
        api(asked, "/api/v1/queues/messages"),
        hidden(asked));
  }

  /** The address of a table as CSV. */
  public String csv(String json) {
    return json + (json.contains("?") ? "&" : "?") + "format=csv";
  }

  private static List<Hidden> hidden(Asked asked) {
    List<String> names = new ArrayList<>(QueueAsked.FILTERS);
    names.addAll(List.of("by", "columns", "view", "tz"));
    return names.stream()
        .filter(n -> asked.text(n) != null)
        .map(n -> new Hidden(n, asked.text(n)))
        .toList();
  }

  private static String api(Asked asked, String path) {
    return QueueAsked.filters(asked, Link.to(path)).with("at", asked.text("at")).toString();
  }

  private static String empty(Asked asked, QueueAsked what, List<PlaceForecast> states) {
    if (!states.isEmpty()) {
      return null;
    }
    return what.isPast()
        ? "Nobody told of a queue up to " + asked.when(what.at()) + "."
        : "Nobody tells of a queue yet. Agents do, and 'serve' does of its own machine, every 30 seconds, where a mail server's queue is found and may be read.";
  }

  private static List<String> notes(List<PlaceForecast> states) {
    List<String> notes = new ArrayList<>();
    for (PlaceForecast p : states) {
      PlaceState s = p.state();
      String who = s.host() + " " + s.place().name() + ": ";
      if (s.problem() != null) {
        notes.add(Plain.cut(who + s.problem(), 300));
      }
      if (s.mayBeWrong()) {
        notes.add(
            Plain.text(who)
                + "a report is missing; until the next full one some messages may be lacking here, or be gone. Counts are right.");
      }
      if (s.isSampled()) {
        notes.add(
            Plain.text(who)
                + Plain.number(s.listed())
                + " of "
                + Plain.number(s.waiting())
                + " messages are listed; the others are like them, and counted.");
      }
    }
    return notes.size() > 8 ? notes.subList(0, 8) : notes;
  }

  private static List<Filter> chosenFilters(Asked asked, Link here) {
    List<Filter> filters = new ArrayList<>();
    for (String name : QueueAsked.FILTERS) {
      if (asked.text(name) != null) {
        filters.add(
            new Filter(
                name + " " + Plain.cut(asked.text(name), 80),
                here.with(name, (String) null).toString()));
      }
    }
    return filters;
  }

  private static List<Frame.Choice> choices(Link here, By on) {
    List<Frame.Choice> choices = new ArrayList<>();
    for (By by : By.values()) {
      choices.add(
          new Frame.Choice(
              by.word(),
              here.with("by", by == By.HOST ? null : by.word()).with("columns", (String) null),
              by == on));
    }
    return choices;
  }

  private static List<Frame.Choice> times(Link here, QueueAsked what) {
    List<Frame.Choice> choices = new ArrayList<>();
    choices.add(new Frame.Choice("now", here.with("at", (String) null), !what.isPast()));
    if (what.isPast()) {
      choices.add(
          new Frame.Choice("10 min earlier", here.with("at", what.at().minusSeconds(600)), false));
      choices.add(
          new Frame.Choice("10 min later", here.with("at", what.at().plusSeconds(600)), false));
    } else {
      choices.add(
          new Frame.Choice(
              "an hour ago",
              here.with(
                  "at",
                  what.at().minusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS)),
              false));
    }
    return choices;
  }

  private static Place place(Asked asked, QueueAsked what, PlaceForecast p, Link here) {
    Forecast f = p.forecast();
    PlaceState s = p.state();
    StringBuilder queues = new StringBuilder();
    for (Level level : s.levels()) {
      queues
          .append(queues.isEmpty() ? "" : ", ")
          .append(level.queue())
          .append(' ')
          .append(Plain.number(level.count()));
    }
    long oldest = s.levels().stream().mapToLong(Level::oldest).filter(o -> o > 0).min().orElse(0);
    boolean unseen = f.level() < 0;
    return new Place(
        Plain.text(s.host()),
        here.with("host", s.host()).toString(),
        Plain.text(
            s.place().server().equals(s.place().name())
                ? s.place().name()
                : s.place().server() + " " + s.place().name()),
        Plain.text(queues.toString()),
        Plain.number(s.waiting()),
        unseen ? "not seen" : f.mood().word(),
        unseen
            ? "pill"
            : f.mood() == Bounds.Mood.CRITICAL
                ? "pill bad"
                : f.mood() == Bounds.Mood.NERVOUS ? "pill warn" : "pill good",
        f.words(),
        f.promiseWords(),
        Double.isNaN(f.in()) || Double.isNaN(f.out())
            ? ""
            : String.format(Locale.ROOT, "%.0f in, %.0f out", f.in(), f.out()),
        error(f),
        QueueAsked.ago(oldest, what.at()),
        asked.stamp(PlaceForecast.instant(s.time())));
  }

  /** What was said before against what came. */
  private static String error(Forecast f) {
    StringBuilder text = new StringBuilder();
    for (Forecast.Miss m : f.errors()) {
      if (m.compared() > 0 && m.said() >= 0 && m.came() >= 0) {
        text.append(text.isEmpty() ? "" : "; ")
            .append(
                String.format(
                    Locale.ROOT,
                    "%d min ago: said %,d, came %,d; usually %.0f %% off",
                    m.ahead(),
                    m.said(),
                    m.came(),
                    100 * m.share()));
      }
    }
    return text.toString();
  }

  private static Top top(Asked asked, QueueAsked what, mailweir.queue.Top top, Link here) {
    List<TopRow> rows = new ArrayList<>();
    for (Group row : top.groups()) {
      Link link = QueueAsked.choosing(here, top.by(), row.name());
      Link incident =
          what.isPast() ? null : QueueAsked.choosing(Link.to("/incident"), top.by(), row.name());
      rows.add(
          new TopRow(
              HeatMap.label(top.by(), row.name(), row.note()),
              link == null ? null : link.toString(),
              Plain.number(row.count()),
              String.format(Locale.ROOT, "%.1f %%", 100 * row.share()),
              QueueAsked.ago(row.oldest(), what.at()),
              row.isSuspicious(),
              incident == null || !row.isSuspicious() ? null : asked.keep(incident).toString()));
    }
    String title =
        switch (top.by()) {
          case RELAY -> "Relays";
          case ACCOUNT -> "Accounts";
          case SENDER -> "Senders";
          case DOMAIN -> "Destinations";
          case REASON -> "Why they wait";
          case HOST -> "Hosts";
          case QUEUE -> "Queues";
          case AGE -> "Ages";
        };
    return new Top(
        title,
        rows,
        top.others() == 0 ? null : "and " + Plain.number(top.others()) + " others",
        Link.to("/api/v1/queues/top").with("by", top.by().word()) + tail(asked),
        "Nothing waits.");
  }

  private static String tail(Asked asked) {
    String link = QueueAsked.filters(asked, Link.to("")).with("at", asked.text("at")).toString();
    return link.isEmpty() ? "" : "&" + link.substring(1);
  }

  private static Message message(Asked asked, Instant at, Standing one) {
    Waiting m = one.message();
    String to = m.to().isEmpty() ? "" : m.to().getFirst();
    int others = m.recipients() - 1;
    return new Message(
        asked.stamp(PlaceForecast.instant(m.arrived())),
        QueueAsked.ago(m.arrived(), at),
        Plain.text(one.host()),
        Plain.text(m.queue()),
        Plain.text(m.id()),
        asked.keep(Link.to("/trace").with("queue-id", m.id()).with("host", one.host())).toString(),
        m.sender() == null ? "" : m.sender().isEmpty() ? "<>" : Plain.cut(m.sender(), 80),
        Plain.cut(to, 80) + (others > 0 ? " +" + others : ""),
        Plain.cut(
            m.client() == null
                ? m.account() == null ? "" : m.account()
                : m.client() + (m.clientName() == null ? "" : " " + m.clientName()),
            80),
        m.size() < 0 ? "" : Plain.bytes(m.size()),
        m.attempts() < 0 ? "" : Plain.number(m.attempts()),
        m.reason() == null ? "" : Plain.cut(m.reason(), 200),
        m.held());
  }
}
