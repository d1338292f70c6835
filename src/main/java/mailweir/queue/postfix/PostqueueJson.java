package mailweir.queue.postfix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mailweir.queue.Waiting;

/** A line of {@code postqueue -j}: a message. It knows whole seconds, and neither client nor account. */
final class PostqueueJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MICROS = 1_000_000L;
  private static final String NULL_SENDER = "MAILER-DAEMON";

  private PostqueueJson() {}

  /** Any text gives a message or, where it is none, {@code null}. */
  static Waiting read(String line) {
    JsonNode message;
    try {
      message = JSON.readTree(line);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return null;
    }
    if (message == null
        || !message.path("queue_name").isTextual()
        || !QueueId.isOne(message.path("queue_id").asText(""))
        || !message.path("arrival_time").isIntegralNumber()
        || !message.path("arrival_time").canConvertToLong()) {
      return null;
    }
    String queue = message.path("queue_name").textValue();
    if (!PostfixQueue.QUEUES.contains(queue)) {
      return null;
    }
    long arrived = message.path("arrival_time").longValue();
    Set<String> to = new LinkedHashSet<>();
    String reason = null;
    int waiting = 0;
    for (JsonNode recipient : message.path("recipients")) {
      if (recipient.has("bounce_reason")) {
        continue;
      }
      waiting++;
      if (to.size() < Waiting.MOST_TO) {
        to.add(Quoted.off(recipient.path("address").asText("")));
      }
      String why = recipient.path("delay_reason").asText("");
      if (!why.isEmpty()) {
        reason = why;
      }
    }
    List<String> named = new ArrayList<>(to);
    String sender = message.path("sender").asText("");
    return new Waiting(
        queue,
        message.path("queue_id").textValue(),
        Math.clamp(arrived, 0, Long.MAX_VALUE / MICROS) * MICROS,
        queue.equals(PostfixQueue.MAILDROP) ? -1 : message.path("message_size").asLong(-1),
        sender.equals(NULL_SENDER) ? "" : Quoted.off(sender),
        null,
        null,
        null,
        waiting,
        named,
        reason,
        -1,
        0,
        queue.equals(PostfixQueue.HOLD));
  }
}
