package mailweir.listen;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import mailweir.action.Command;
import mailweir.action.Grammar;
import mailweir.action.Operations;
import mailweir.action.Operator;
import mailweir.action.Order;
import mailweir.action.OrderJson;
import mailweir.action.Permit;
import mailweir.action.Receipt;
import mailweir.queue.Place;
import mailweir.trust.Identity;
import mailweir.trust.Signed;

/**
 * {@code POST /agent/v1/orders}: an agent says what it can, allows and did, and is told its next order, signed. While there is none the answer waits, so long as
 * the agent's header {@code Mailweir-Wait} says, {@link #LONGEST} at most; the acknowledgement of receipts never waits.
 */
final class OrderService implements Service {
  static final String PATH = "/agent/v1/orders";

  /** What signatures of orders are for; the same on the host. */
  static final String PURPOSE = "mailweir order 1";

  /** An answer waits so long at most. */
  static final Duration LONGEST = Duration.ofSeconds(25);

  private static final int LARGEST = 1 << 20;
  private static final int MOST_WAITING = 6_000;
  private static final int MOST_RECEIPTS = 200;
  private static final int MOST_PLACES = 64;

  private final Operations operations;
  private final Identity own;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final ObjectMapper json = new ObjectMapper();
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  OrderService(Operations operations, Identity own, InstantSource clock, Consumer<String> say) {
    this.operations = operations;
    this.own = own;
    this.clock = clock;
    this.say = say;
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
    JsonNode body;
    List<Receipt> receipts = new ArrayList<>();
    try {
      body = json.readTree(call.body((int) length));
      operations.heard(able(call.agent(), body), call.address());
      for (JsonNode one : body.path("receipts")) {
        if (receipts.size() < MOST_RECEIPTS) {
          receipts.add(OrderJson.receipt(one));
        }
      }
    } catch (JacksonException | OrderJson.Unknown e) {
      return Reply.refused(400, "the body is none that is known here");
    }
    ObjectNode answer = json.createObjectNode();
    try {
      for (Receipt receipt : receipts) {
        operations.receive(call.agent(), receipt);
        answer.withArray("receipts").add(receipt.command());
      }
      order(call, answer, receipts.isEmpty());
    } catch (Operations.NotKept e) {
      say.accept(
          "orders: the audit cannot be written ("
              + e.getMessage()
              + "); hosts are told nothing; make room");
      return Reply.later(503, "the audit cannot be written now", 10);
    }
    return Reply.ok(json.writeValueAsString(answer));
  }

  private void order(Call call, ObjectNode answer, boolean mayWait)
      throws Operations.NotKept, InterruptedException {
    long seconds = Math.min(LONGEST.toSeconds(), call.number("Mailweir-Wait", 0));
    call.waits();
    boolean waits = mayWait && seconds > 0 && waiting.tryAcquire();
    Command next;
    try {
      next = operations.next(call.agent(), waits ? Duration.ofSeconds(seconds) : Duration.ZERO);
    } finally {
      if (waits) {
        waiting.release();
      }
    }
    if (next != null) {
      Signed signed = Signed.of(own, PURPOSE, OrderJson.bytes(next));
      Base64.Encoder base64 = Base64.getEncoder();
      answer
          .putObject("order")
          .put("bytes", base64.encodeToString(signed.bytes()))
          .put("signature", base64.encodeToString(signed.signature()))
          .put("certificate", base64.encodeToString(signed.certificate()));
    }
  }

  /** What an agent says of itself; words that are not known here are left out. */
  private Operator.Able able(String agent, JsonNode body) {
    List<Place> places = new ArrayList<>();
    for (JsonNode one : body.path("places")) {
      String name = one.path("name").asText();
      String server = one.path("server").asText();
      if (Grammar.isPlace(name) && Grammar.isPlace(server) && places.size() < MOST_PLACES) {
        places.add(new Place(server, name));
      }
    }
    List<String> blocks = new ArrayList<>();
    for (JsonNode one : body.path("blocks")) {
      if (Grammar.isPlace(one.asText()) && blocks.size() < MOST_PLACES) {
        blocks.add(one.asText());
      }
    }
    return new Operator.Able(
        agent,
        clock.instant(),
        words(body.path("allowed"), Permit.class),
        places,
        blocks,
        words(body.path("scanners"), Order.Scanner.class));
  }

  private static <E extends Enum<E>> Set<E> words(JsonNode array, Class<E> type) {
    Set<E> all = EnumSet.noneOf(type);
    for (JsonNode word : array) {
      for (E one : type.getEnumConstants()) {
        if (one.name().toLowerCase(Locale.ROOT).equals(word.asText())) {
          all.add(one);
        }
      }
    }
    return all;
  }
}
