package mailweir.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A report as CONTRACT.md's JSON; beside what is fixed there, {@code virus_by_action}, {@code
 * banned_by_action}, {@code bounced_by_class}, {@code deferred_by_class}, {@code web} (days are UTC's) and {@code not_understood}.
 */
public final class ReportJson {
  private ReportJson() {}

  public static ObjectNode of(Report report) {
    ObjectNode node = Json.object();
    Json.put(node, "since", report.since());
    Json.put(node, "until", report.until());
    ArrayNode hosts = node.putArray("hosts");
    report.hosts().forEach(hosts::add);
    ObjectNode lines = node.putObject("lines");
    for (String word :
        List.of("read", "repeated", "understood", "uninformative", "not_understood")) {
      lines.put(word, report.lines().getOrDefault(word, 0L));
    }
    node.set("counters", Json.counters(report.counters()));
    node.set("accepted_by_origin", Json.byKey(report.acceptedByOrigin()));
    node.set("delivered_by_via", Json.byKey(report.deliveredByVia()));
    node.set("refused_by_reason", Json.byKey(report.refusedByReason()));
    node.set("tempfailed_by_reason", Json.byKey(report.tempfailedByReason()));
    node.set("spam_by_action", Json.byKey(report.spamByAction()));
    node.set("virus_by_action", Json.byKey(report.virusByAction()));
    node.set("banned_by_action", Json.byKey(report.bannedByAction()));
    node.set("virus_by_name", Json.byKey(report.virusByName()));
    node.set("bounced_by_class", Json.byKey(report.bouncedByClass()));
    node.set("deferred_by_class", Json.byKey(report.deferredByClass()));
    ObjectNode byHost = node.putObject("by_host");
    report.byHost().forEach((host, counters) -> byHost.set(host, Json.counters(counters)));
    ArrayNode byHour = node.putArray("by_hour");
    for (Report.Hour hour : report.byHour()) {
      ObjectNode one = byHour.addObject();
      Json.put(one, "hour", hour.hour());
      Json.addCounters(one, hour.counters());
    }
    node.set("top", top(report.top()));
    ArrayNode web = node.putArray("web");
    for (WebDays.Day day : WebDays.of(report.web(), java.time.ZoneOffset.UTC)) {
      ObjectNode one = web.addObject();
      one.put("virtual_host", day.virtualHost())
          .put("day", day.day().toString())
          .put("hits", day.hits())
          .put("visits", day.visits())
          .put("bytes", day.bytes());
      ObjectNode status = one.putObject("status");
      day.status().forEach(status::put);
    }
    node.set("not_understood", unknown(report.notUnderstood()));
    return node;
  }

  private static ObjectNode top(Report.Top top) {
    ObjectNode node = Json.object();
    ArrayNode senders = node.putArray("senders");
    top.senders()
        .forEach(one ->
            senders
                .addObject()
                .put("address", one.address())
                .put("accepted", one.accepted())
                .put("bytes", one.bytes()));
    ArrayNode recipients = node.putArray("recipients");
    top.recipients()
        .forEach(one ->
            recipients
                .addObject()
                .put("address", one.address())
                .put("delivered", one.delivered())
                .put("bytes", one.bytes()));
    ArrayNode clients = node.putArray("clients");
    for (Report.Client one : top.clients()) {
      ObjectNode client = clients.addObject();
      Json.put(client, "ip", one.ip());
      Json.put(client, "name", one.name());
      client.put("accepted", one.accepted()).put("refused", one.refused());
    }
    ArrayNode accounts = node.putArray("accounts");
    top.accounts()
        .forEach(one ->
            accounts
                .addObject()
                .put("account", one.account())
                .put("accepted", one.accepted())
                .put("auth_failed", one.authFailed()));
    ArrayNode lists = node.putArray("dnsbl");
    top.dnsbl()
        .forEach(one -> lists.addObject().put("list", one.list()).put("refused", one.refused()));
    return node;
  }

  /** What was not understood, by shape. */
  public static ArrayNode unknown(List<Report.Shape> shapes) {
    ArrayNode list = Json.array();
    for (Report.Shape shape : shapes) {
      list.addObject()
          .put("program", shape.program())
          .put("shape", shape.shape())
          .put("count", shape.count())
          .put("sample", shape.sample());
    }
    return list;
  }
}
