package mailweir.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import mailweir.bounce.StatusCodes;

/**
 * Stories as CONTRACT.md's JSON: one list, or one object a line. What nothing states is absent;
 * {@code lines} is there when asked for.
 */
public final class StoryJson {
  private StoryJson() {}

  public static ArrayNode of(List<Story> stories) {
    ArrayNode list = Json.array();
    stories.forEach(story -> list.add(of(story)));
    return list;
  }

  public static ObjectNode of(Story story) {
    ObjectNode node = Json.object();
    Json.put(node, "id", story.id());
    Json.put(node, "time", story.time());
    Json.put(node, "from", story.from());
    ArrayNode to = node.putArray("to");
    story.to().forEach(recipient -> to.add(recipient(recipient)));
    Json.put(node, "client_ip", story.clientIp());
    Json.put(node, "client_name", story.clientName());
    Json.put(node, "account", story.account());
    Json.put(node, "message_id", story.messageId());
    if (story.size() > 0) {
      node.put("size", story.size());
    }
    Json.put(node, "subject", story.subject());
    Json.put(node, "origin", story.origin());
    Json.put(node, "state", story.state());
    ArrayNode verdicts = node.putArray("verdicts");
    story.verdicts().forEach(verdict -> verdicts.add(verdict(verdict)));
    ArrayNode hops = node.putArray("hops");
    story.hops().forEach(hop -> hops.add(hop(hop)));
    if (!story.lines().isEmpty()) {
      ArrayNode lines = node.putArray("lines");
      story.lines().forEach(lines::add);
    }
    return node;
  }

  private static ObjectNode recipient(Story.Recipient recipient) {
    ObjectNode node = Json.object();
    Json.put(node, "address", recipient.address());
    Json.put(node, "orig_to", recipient.origTo());
    Json.put(node, "state", recipient.state());
    Json.put(node, "time", recipient.time());
    Json.put(node, "relay", recipient.relay());
    Json.put(node, "dsn", recipient.dsn());
    Json.put(node, "dsn_text", StatusCodes.text(recipient.dsn()));
    Json.put(node, "bounce_class", recipient.bounceClass());
    Json.put(node, "bounce_group", recipient.bounceGroup());
    Json.put(node, "text", recipient.text());
    return node.put("attempts", recipient.attempts());
  }

  private static ObjectNode verdict(Story.Verdict verdict) {
    ObjectNode node = Json.object();
    Json.put(node, "time", verdict.time());
    Json.put(node, "filter", verdict.filter());
    Json.put(node, "category", verdict.category());
    Json.put(node, "action", verdict.action());
    Json.put(node, "name", verdict.name());
    if (!Double.isNaN(verdict.score())) {
      node.put("score", verdict.score());
    }
    return node;
  }

  private static ObjectNode hop(Story.Hop hop) {
    ObjectNode node = Json.object();
    Json.put(node, "host", hop.host());
    Json.put(node, "queue_id", hop.queueId());
    Json.put(node, "from_time", hop.fromTime());
    Json.put(node, "to_time", hop.toTime());
    Json.put(node, "joined_by", hop.joinedBy());
    return node;
  }

  /** One object a line, each line ended. */
  public static void lines(List<Story> stories, Appendable out) throws IOException {
    for (Story story : stories) {
      out.append(Json.line(of(story))).append('\n');
    }
  }
}
