package mailweir.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Alerts and hosts as JSON: the API's and the verbs'. Times RFC 3339 UTC; what is not known is absent. */
public final class AlertJson {
  private AlertJson() {}

  /** One alert. */
  public static ObjectNode of(Alert a, Snapshot s) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", a.id()).put("state", a.state().word()).put("severity", a.severity().word());
    node.put("rule", a.rule()).put("summary", a.summary());
    if (!a.text().isEmpty()) {
      node.put("text", a.text());
    }
    ObjectNode labels = node.putObject("labels");
    a.labels().forEach(labels::put);
    put(node, "since", a.since());
    put(node, "fired", a.fired());
    put(node, "resolved", a.resolved());
    if (a.resolution() != null) {
      node.put("resolution", a.resolution());
    }
    if (a.ack() != null) {
      ObjectNode ack = node.putObject("acknowledged").put("by", a.ack().by());
      put(ack, "at", a.ack().at());
      if (a.ack().note() != null) {
        ack.put("note", a.ack().note());
      }
    }
    node.put("silenced", s.silenced().contains(a.id()));
    put(node, "told", a.told());
    ArrayNode channels = node.putArray("channels");
    a.channels().forEach(channels::add);
    return node;
  }

  /** All of it. */
  public static ObjectNode of(Snapshot s) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("now", s.now().toString());
    ArrayNode open = node.putArray("open");
    s.open().forEach(a -> open.add(of(a, s)));
    ArrayNode history = node.putArray("history");
    s.history().forEach(a -> history.add(of(a, s)));
    ArrayNode silences = node.putArray("silences");
    for (Silence one : s.silences()) {
      ObjectNode n = silences.addObject().put("id", one.id());
      n.put("conditions", new Matchers(one.matchers()).toString());
      put(n, "until", one.until());
      n.put("by", one.by());
      if (one.note() != null) {
        n.put("note", one.note());
      }
    }
    ArrayNode channels = node.putArray("channels");
    for (Snapshot.ChannelState c : s.channels()) {
      ObjectNode n =
          channels.addObject().put("name", c.name()).put("type", c.kind()).put("state", c.state());
      put(n, "last_sent", c.lastSent());
      if (c.failing() != null) {
        n.put("failing", c.failing());
      }
      put(n, "failing_since", c.failingSince());
      n.put("waiting", c.waiting()).put("sent", c.sent()).put("lost", c.lost());
    }
    node.put("not_watched", s.beyond()).put("alerts_dropped", s.dropped());
    return node;
  }

  /** Sources by their host, in the snapshot's order: the worst first. */
  public static Map<String, List<Snapshot.Source>> byHost(Snapshot s) {
    Map<String, List<Snapshot.Source>> hosts = new LinkedHashMap<>();
    s.sources()
        .forEach(
            one -> hosts.computeIfAbsent(one.host(), h -> new java.util.ArrayList<>()).add(one));
    return hosts;
  }

  /** Adds what is known of a host's sources. */
  public static void host(ObjectNode node, List<Snapshot.Source> sources) {
    Snapshot.Source worst = sources.getFirst();
    node.put("state", worst.being().word());
    if (!worst.what().isEmpty()) {
      node.put("what", worst.what());
    }
    put(node, "since", worst.since());
    ArrayNode list = node.putArray("sources");
    for (Snapshot.Source one : sources) {
      ObjectNode n =
          list.addObject()
              .put("source", one.source())
              .put("kind", one.kind())
              .put("state", one.being().word());
      if (!one.what().isEmpty()) {
        n.put("what", one.what());
      }
      put(n, "since", one.since());
      put(n, "last_line", one.lastLine());
      put(n, "last_contact", one.lastContact());
      if (one.clockAhead() != null) {
        n.put("clock_ahead_seconds", one.clockAhead());
      }
      n.put("lines_today", one.linesToday()).put("silent_seconds", one.silentSeconds());
      if (one.limitSeconds() > 0) {
        n.put("limit_seconds", one.limitSeconds());
      }
    }
  }

  private static void put(ObjectNode node, String key, Instant time) {
    if (time != null) {
      node.put(key, time.toString());
    }
  }
}
