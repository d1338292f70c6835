package mailweir.web;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import mailweir.answer.Query;

/**
 * What surrounds every page.
 *
 * @param section which part of the navigation is lit: {@code flow trace report queues actions hosts samples alerts}
 * @param line what stands in the query field
 * @param tz the zone parameter to keep in forms, or null
 * @param zones links to the same page in another zone
 * @param charts whether the page draws charts
 * @param notice what is to be known before the figures are looked at; empty for nothing
 */
public record Frame(
    String title,
    String section,
    String version,
    String line,
    String tz,
    List<Choice> zones,
    List<Choice> sections,
    boolean charts,
    String notice) {

  /** One of several links of which one is on. */
  public record Choice(String label, String url, boolean on, String title) {
    Choice(String label, Link link, boolean on) {
      this(label, link.toString(), on, null);
    }
  }

  static Frame of(
      Context ctx,
      Asked asked,
      WebInfo info,
      String title,
      String section,
      Query query,
      boolean charts) {
    Link here = Link.to(ctx.path());
    for (String name : ctx.queryParamMap().keySet()) {
      here = here.with(name, ctx.queryParam(name));
    }
    List<Choice> zones = new ArrayList<>();
    boolean utc = asked.zoneId().equals("UTC");
    String own = Asked.zoneName(info.zone(), asked.now());
    if (!own.equals("UTC")) {
      zones.add(
          new Choice(
              own,
              here.with("tz", (String) null).toString(),
              asked.zone().equals(info.zone()),
              "the server's zone, " + info.zone()));
    }
    boolean other = !utc && !asked.zone().equals(info.zone());
    if (other) {
      zones.add(new Choice(asked.zoneName(asked.now()), here.toString(), true, asked.zoneId()));
    }
    zones.add(
        new Choice(
            "UTC",
            here.with("tz", own.equals("UTC") ? null : "utc").toString(),
            utc,
            "Coordinated Universal Time"));
    String line = section.equals("trace") && query != null ? asked.line(query) : "";
    return new Frame(
        title,
        section,
        info.version(),
        line,
        asked.text("tz"),
        zones,
        List.of(
            new Choice("Flow", asked.keep(Link.to("/")), section.equals("flow")),
            new Choice("Trace", asked.keep(Link.to("/trace")), section.equals("trace")),
            new Choice("Report", asked.keep(Link.to("/report")), section.equals("report")),
            new Choice("Queues", asked.keep(Link.to("/queues")), section.equals("queues")),
            new Choice("Actions", asked.keep(Link.to("/actions")), section.equals("actions")),
            new Choice("Hosts", asked.keep(Link.to("/hosts")), section.equals("hosts")),
            new Choice("Samples", asked.keep(Link.to("/samples")), section.equals("samples")),
            new Choice("Alerts", asked.keep(Link.to("/alerts")), section.equals("alerts"))),
        charts,
        info.notice().get());
  }

  /** The frame of a page that tells of a problem, when not even the parameters can be read. */
  static Frame bare(WebInfo info, String title) {
    return new Frame(
        title,
        "",
        info.version(),
        "",
        null,
        List.of(),
        List.of(
            new Choice("Flow", Link.to("/"), false),
            new Choice("Trace", Link.to("/trace"), false),
            new Choice("Report", Link.to("/report"), false),
            new Choice("Queues", Link.to("/queues"), false),
            new Choice("Actions", Link.to("/actions"), false),
            new Choice("Hosts", Link.to("/hosts"), false),
            new Choice("Samples", Link.to("/samples"), false),
            new Choice("Alerts", Link.to("/alerts"), false)),
        false,
        "");
  }

  /** Address of a static file. */
  public String asset(String name) {
    return Assets.url(name);
  }

  static {
    // The first zone name asked for loads all of them; better before the first request.
    TimeZone.getDefault().getDisplayName();
  }
}
