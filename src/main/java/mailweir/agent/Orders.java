package mailweir.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import mailweir.action.OrderJson;
import mailweir.action.Receipt;
import mailweir.action.carry.Carrier;
import mailweir.trust.Signed;

/**
 * Asks the server for orders, and keeps the question open; what comes is the carrier's to judge. Says with each question what this host can,
 * allows, and did. Blocks end on time whether the server answers or not.
 */
public final class Orders implements AutoCloseable {
  static final String PATH = "/agent/v1/orders";

  private static final int WAIT_SECONDS = 25;
  private static final Duration LIMIT = Duration.ofSeconds(WAIT_SECONDS + 20L);
  private static final long SHORTEST_PAUSE = 1_000;
  private static final long LONGEST_PAUSE = 60_000;
  private static final long BEAT = 1_000;
  private static final int MOST_RECEIPTS = 100;

  private final ReentrantLock turn = new ReentrantLock(true);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Carrier carrier;
  private final Post post;
  private final RandomGenerator random;
  private final Consumer<String> say;
  private final ObjectMapper json = new ObjectMapper();
  private final List<Thread> threads = new ArrayList<>();
  private int failures;

  /** Begins with {@link #start}. The carrier is this one's from now on. */
  public Orders(Carrier carrier, Post post, RandomGenerator random, Consumer<String> say) {
    this.carrier = carrier;
    this.post = post;
    this.random = random;
    this.say = say;
  }

  /** Goes on with what a crash interrupted, then asks. */
  public void start() {
    threads.add(Thread.ofPlatform().daemon().name("orders").start(this::ask));
    threads.add(Thread.ofPlatform().daemon().name("blocks").start(this::beat));
  }

  private void ask() {
    try {
      resume();
      while (!isStopped(0)) {
        try {
          once();
          failures = 0;
        } catch (IOException | RuntimeException e) {
          post.close();
          if (stopped.getCount() == 0 || Thread.currentThread().isInterrupted()) {
            return;
          }
          long most = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE << Math.min(failures++, 10));
          isStopped(random.nextLong(most / 2, most + 1));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void resume() throws InterruptedException {
    turn.lockInterruptibly();
    try {
      carrier.resume();
    } catch (IOException e) {
      say.accept("orders: what was begun cannot be gone on with now (" + e.getMessage() + ")");
    } finally {
      turn.unlock();
    }
  }

  private void once() throws IOException, InterruptedException {
    Post.Answer answer =
        post.post(
            PATH,
            Map.of(
                "Content-Type",
                "application/json",
                "Mailweir-Wait",
                Integer.toString(WAIT_SECONDS)),
            question(),
            LIMIT);
    if (answer.status() == 404) {
      // an older server, or one that gives no orders
      isStopped(LONGEST_PAUSE);
      return;
    }
    if (answer.status() != 200) {
      throw new IOException("it answers " + answer.status());
    }
    JsonNode said = json.readTree(answer.body());
    List<String> known = new ArrayList<>();
    said.path("receipts").forEach(id -> known.add(id.asText()));
    turn.lockInterruptibly();
    try {
      carrier.acknowledged(known);
      if (said.has("order")) {
        Receipt receipt = carrier.take(signed(said.get("order")));
        say.accept(
            "order "
                + receipt.command()
                + ": "
                + receipt.state().name().toLowerCase(java.util.Locale.ROOT)
                + ", "
                + receipt.done()
                + " done, "
                + receipt.gone()
                + " gone, "
                + receipt.changed()
                + " changed, "
                + receipt.failed()
                + " failed");
      }
    } finally {
      turn.unlock();
    }
  }

  private static Signed signed(JsonNode order) throws IOException {
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      return new Signed(
          base64.decode(order.path("bytes").asText()),
          base64.decode(order.path("signature").asText()),
          base64.decode(order.path("certificate").asText()));
    } catch (IllegalArgumentException e) {
      throw new IOException("an order that is none", e);
    }
  }

  private byte[] question() throws IOException, InterruptedException {
    ObjectNode node = json.createObjectNode();
    turn.lockInterruptibly();
    try {
      carrier.allowed().forEach(p -> node.withArray("allowed").add(p.word()));
      carrier
          .places()
          .forEach(p ->
              node.withArray("places").addObject().put("server", p.server()).put("name", p.name()));
      carrier.walls().forEach(w -> node.withArray("blocks").add(w));
      carrier
          .scanners()
          .forEach(
              s -> node.withArray("scanners").add(s.name().toLowerCase(java.util.Locale.ROOT)));
      carrier.unacknowledged().stream()
          .limit(MOST_RECEIPTS)
          .forEach(r -> node.withArray("receipts").add(OrderJson.tree(r)));
    } finally {
      turn.unlock();
    }
    return json.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
  }

  private void beat() {
    String told = "";
    try {
      while (!isStopped(BEAT)) {
        post.cutIfOverdue();
        if (turn.tryLock()) {
          try {
            carrier.tick();
            told = "";
          } catch (IOException | RuntimeException e) {
            if (!told.equals(String.valueOf(e.getMessage()))) {
              told = String.valueOf(e.getMessage());
              say.accept("blocks: cannot be looked after (" + told + "); it is tried again");
            }
          } finally {
            turn.unlock();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopped(long millis) throws InterruptedException {
    return stopped.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends; an order that is being carried out is gone on with at the next start. */
  @Override
  public void close() {
    stopped.countDown();
    post.close();
    threads.forEach(Thread::interrupt);
    try {
      for (Thread t : threads) {
        t.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      carrier.close();
    } catch (IOException e) {
      say.accept("orders: could not be closed (" + e.getMessage() + ")");
    }
  }
}
