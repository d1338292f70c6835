package mailweir.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import mailweir.trust.Agents;

/**
 * {@code POST /agent/v1/enroll}: lets an agent in by its token. Its certificate is the one that it proved to have the key of in the
 * handshake.
 */
final class EnrolService implements Service {
  static final String PATH = "/agent/v1/enroll";
  private static final int LARGEST = 4096;
  private static final int AT_ONCE = 4;

  private final Agents agents;
  private final Consumer<String> say;
  private final ObjectMapper json = new ObjectMapper();
  private final Semaphore turn = new Semaphore(AT_ONCE);

  EnrolService(Agents agents, Consumer<String> say) {
    this.agents = agents;
    this.say = say;
  }

  @Override
  public Reply answer(Call call) throws IOException, InterruptedException {
    long length = call.length();
    if (length < 0 || length > LARGEST) {
      return Reply.refused(
          length < 0 ? 411 : 413, "at most " + LARGEST + " bytes, and their number");
    }
    if (call.certificate() == null) {
      return Reply.refused(400, "no certificate was shown");
    }
    JsonNode body;
    try {
      body = json.readTree(call.body((int) length));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return Reply.refused(400, "the body is no JSON");
    }
    if (!body.path("token").isTextual()) {
      return Reply.refused(400, "the body has no token");
    }
    if (call.agent() != null) {
      // the answer to its first call was lost on the way
      return Reply.ok("{\"name\":\"" + call.agent() + "\"}");
    }
    if (!turn.tryAcquire()) {
      return Reply.later(503, "busy", 2);
    }
    try {
      String name =
          agents.enrol(
              body.path("token").asText(), body.path("name").asText(null), call.certificate());
      say.accept("agent " + name + ": enrolled");
      return Reply.ok("{\"name\":\"" + name + "\"}");
    } catch (Agents.Refused e) {
      return Reply.refused(403, e.getMessage());
    } finally {
      turn.release();
    }
  }
}
