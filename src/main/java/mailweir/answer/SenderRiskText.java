package mailweir.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** The report of senders as a table and as JSON; as CSV it is {@link Csv#senders}. */
public final class SenderRiskText {
  private static final int WIDEST = 44;

  private SenderRiskText() {}

  /** A table, the riskiest first. */
  public static String of(List<SenderRisk> rows) {
    if (rows.isEmpty()) {
      return "Nobody sent through the site.\n";
    }
    int width = "who".length();
    for (SenderRisk r : rows) {
      width = Math.max(width, Math.min(WIDEST, Plain.columns(Plain.text(r.who()))));
    }
    StringBuilder out = new StringBuilder();
    out.append(Plain.fit("who", width))
        .append(
            "     risk messages  relayed  nologin   unlike  refused  unknown clients senders  reasons\n");
    for (SenderRisk r : rows) {
      out.append(Plain.fit(r.who(), width))
          .append(
              String.format(
                      Locale.ROOT,
                      " %8d %8d %8d %8d %8d %8d %8d %7d %7d  %s",
                      r.risk(),
                      r.messages(),
                      r.relayed(),
                      r.withoutLogin(),
                      r.unlikeLogin(),
                      r.refused(),
                      r.unknownRecipients(),
                      r.clients(),
                      r.senders(),
                      String.join(", ", r.reasons()))
                  .stripTrailing())
          .append('\n');
    }
    return out.toString();
  }

  /** The rows as JSON. */
  public static ArrayNode json(List<SenderRisk> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    rows.forEach(r -> all.add(json(r)));
    return all;
  }

  /** A row as JSON. */
  public static ObjectNode json(SenderRisk r) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(r.account() ? "account" : "client_ip", r.who());
    node.put("risk", r.risk());
    node.put("messages", r.messages());
    node.put("admitted", r.admitted());
    node.put("relayed", r.relayed());
    node.put("relayed_without_login", r.withoutLogin());
    node.put("relayed_unlike_login", r.unlikeLogin());
    node.put("refused", r.refused());
    node.put("unknown_recipients", r.unknownRecipients());
    node.put("clients", r.clients());
    node.put("senders", r.senders());
    ArrayNode reasons = node.putArray("reasons");
    r.reasons().forEach(reasons::add);
    return node;
  }
}
