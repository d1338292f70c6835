package mailweir.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mailweir.parcel.Label;
import mailweir.pipeline.Intake;
import mailweir.store.StoreFault;

/**
 * {@code POST /api/v1/samples}: figures of any kind from an enrolled host, {@code [{"metric":"room.temperature","value":21.5}]}; with
 * {@code host} where it is not the agent's name, with {@code time} (RFC 3339) where it is not now.
 */
final class SampleService implements Service {
  static final String PATH = "/api/v1/samples";
  private static final int LARGEST = 1 << 20;

  /** What a tree of JSON may take beside its text. */
  private static final int TIMES = 16;

  private final Intake intake;
  private final Room room;
  private final InstantSource clock;
  private final ObjectMapper json = new ObjectMapper();

  SampleService(Intake intake, Room room, InstantSource clock) {
    this.intake = intake;
    this.room = room;
    this.clock = clock;
  }

  @Override
  public Reply answer(Call call) throws IOException, InterruptedException {
    if (call.agent() == null) {
      return Reply.refused(401, "not enrolled here, or revoked");
    }
    long length = call.length();
    if (length < 0 || length > LARGEST) {
      return Reply.refused(
          length < 0 ? 411 : 413, "at most " + LARGEST + " bytes, and their number");
    }
    if (!room.take(length * TIMES, true, Duration.ofSeconds(5))) {
      return Reply.later(503, "busy", 1);
    }
    try {
      List<Label.Sample> samples = samples(json.readTree(call.body((int) length)));
      intake.samples(samples, call.agent()).get(60, TimeUnit.SECONDS);
      return Reply.ok("{\"stored\":" + samples.size() + "}");
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return Reply.refused(400, "the body is no JSON");
    } catch (IllegalArgumentException e) {
      return Reply.refused(400, e.getMessage());
    } catch (StoreFault | ExecutionException | TimeoutException e) {
      return Reply.later(503, "the store cannot be written now", 5);
    } finally {
      room.give(length * TIMES);
    }
  }

  private List<Label.Sample> samples(JsonNode body) {
    List<Label.Sample> samples = new ArrayList<>();
    for (JsonNode n : body.isArray() ? body : List.of(body)) {
      String metric = n.path("metric").asText("");
      if (!Intake.METRIC.matcher(metric).matches()) {
        throw new IllegalArgumentException(
            "sample "
                + (samples.size() + 1)
                + ": the metric is no name: lower case letters, digits, dots, _ and -");
      }
      if (!n.path("value").isNumber()) {
        throw new IllegalArgumentException(
            "sample " + (samples.size() + 1) + ": the value is no number");
      }
      samples.add(
          new Label.Sample(
              n.path("host").asText(null),
              metric,
              time(n.path("time")),
              n.path("value").asDouble()));
    }
    return samples;
  }

  private long time(JsonNode n) {
    if (n.isMissingNode() || n.isNull()) {
      return clock.millis() * 1000;
    }
    try {
      Instant time = java.time.OffsetDateTime.parse(n.asText()).toInstant();
      return Math.addExact(
          Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("a time is none of RFC 3339", e);
    }
  }
}
