package mailweir.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import mailweir.action.Operator;
import mailweir.alert.Desk;
import mailweir.alert.Kept;
import mailweir.answer.Answers;
import mailweir.answer.Query;
import mailweir.answer.Story;
import mailweir.pipeline.Progress;
import mailweir.store.StoreFault;

/** Listens on the store's socket and answers, each verb on its own virtual thread. */
public final class AskServer implements AutoCloseable {
  /** Of a request, in bytes: an import may name thousands of files. */
  static final int LONGEST_REQUEST = 1 << 20;

  private static final int MOST_AT_ONCE = 16;
  private static final Duration TIME_TO_ASK = Duration.ofSeconds(10);
  private static final long PROGRESS_EVERY = 250_000_000L;

  private final Path folder;
  private final Path socket;
  private final String owner;
  private final Answers answers;
  private final Imports imports;
  private final Desk desk;
  private final OrderQuestions orders;
  private final Consumer<String> say;
  private final ServerSocketChannel listening;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;

  /** Listens at once; there are no alerts. */
  public AskServer(Path folder, Answers answers, Imports imports, Consumer<String> say)
      throws IOException {
    this(folder, answers, imports, Desk.NONE, say);
  }

  /** Listens at once; nobody can be told anything. */
  public AskServer(Path folder, Answers answers, Imports imports, Desk desk, Consumer<String> say)
      throws IOException {
    this(folder, answers, imports, desk, Operator.NONE, say);
  }

  /** Listens at once. */
  public AskServer(
      Path folder,
      Answers answers,
      Imports imports,
      Desk desk,
      Operator operator,
      Consumer<String> say)
      throws IOException {
    this.desk = desk;
    this.orders = new OrderQuestions(operator);
    this.folder = folder;
    this.answers = answers;
    this.imports = imports;
    this.say = say;
    this.socket = SocketPlace.toListen(folder);
    this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      this.owner = Files.getOwner(socket).getName();
    } catch (IOException | RuntimeException e) {
      listening.close();
      throw e;
    }
    Thread.ofVirtual().name("socket").start(this::listen);
  }

  private void listen() {
    while (!ending) {
      try {
        SocketChannel channel = listening.accept();
        open.add(channel);
        Thread.ofVirtual().start(() -> serve(channel));
      } catch (IOException e) {
        if (!ending) {
          say.accept(
              socket
                  + ": nobody can ask by the socket any more ("
                  + e.getMessage()
                  + "); logs are followed all the same; start serve again");
        }
        return;
      }
    }
  }

  private void serve(SocketChannel channel) {
    boolean admitted = false;
    try (channel) {
      UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
      String user = peer.user().getName();
      if (!user.equals(owner) && !user.equals("root")) {
        return;
      }
      admitted = room.tryAcquire();
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      Wire wire = new Wire(in, Channels.newOutputStream(channel), LONGEST_REQUEST);
      if (!admitted) {
        fault(wire, "busy", folder + ": too many ask at once; nothing was done; try it again");
        return;
      }
      answer(wire, request(wire, channel), in, user);
    } catch (IOException | UncheckedIOException e) {
      // whoever asked is gone; nothing is kept of it
    } finally {
      open.remove(channel);
      if (admitted) {
        room.release();
      }
    }
  }

  /** The request, if it comes in time. */
  private static JsonNode request(Wire wire, SocketChannel channel) throws IOException {
    Thread reader = Thread.currentThread();
    AtomicBoolean came = new AtomicBoolean();
    Thread.ofVirtual()
        .start(() -> {
          try {
            if (!reader.join(TIME_TO_ASK) && !came.get()) {
              channel.close();
            }
          } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      return wire.read();
    } catch (IllegalArgumentException e) {
      fault(wire, "bad", "the request is " + e.getMessage());
      return null;
    } finally {
      came.set(true);
    }
  }

  private void answer(Wire wire, JsonNode request, InputStream in, String user) {
    if (request == null) {
      return;
    }
    try {
      String what = request.path("ask").asText();
      switch (what) {
        case "hello" -> {}
        case "report" -> wire.write(one("report", answers.report(query(request))));
        case "unknown" ->
            answers.unknown(query(request)).forEach(shape -> wire.write(one("shape", shape)));
        case "senders" ->
            answers.senders(query(request)).forEach(row -> wire.write(one("row", row)));
        case "quarantine" ->
            answers.quarantine(query(request)).forEach(row -> wire.write(one("row", row)));
        case AskQueues.QUESTION -> AskQueues.answer(answers.queues(), request, wire);
        case "trace" -> {
          for (Story s : answers.trace(query(request), request.path("lines").asBoolean())) {
            wire.write(one("story", s));
          }
        }
        case "alerts" -> wire.write(one("alerts", Kept.tree(desk.snapshot())));
        case "act" ->
            wire.write(
                Wire.object().put("did", done(Kept.record(request.path("act"), Desk.Act.class))));
        case "import" -> wire.write(one("done", read(wire, request, in)));
        default -> order(what, request, user, wire);
      }
      wire.write(Wire.object().put("end", true));
    } catch (IllegalArgumentException e) {
      fault(wire, "bad", "the request is " + e.getMessage());
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      fault(wire, "fault", String.valueOf(e.getMessage()));
    }
  }

  private void order(String what, JsonNode request, String user, Wire wire) {
    if (!OrderQuestions.isOne(what)) {
      throw new IllegalArgumentException("a question that is not known");
    }
    try {
      orders.answer(what, request, user, wire);
    } catch (IllegalArgumentException e) {
      throw new StoreFault(e.getMessage(), e);
    }
  }

  private String done(Desk.Act act) {
    try {
      return desk.act(act);
    } catch (IllegalArgumentException e) {
      throw new StoreFault(e.getMessage(), e);
    }
  }

  private static Query query(JsonNode request) {
    return Wire.record(request.get("query"), Query.class);
  }

  private static ObjectNode one(String key, Object value) {
    ObjectNode node = Wire.object();
    node.set(key, Wire.tree(value));
    return node;
  }

  private static void fault(Wire wire, String kind, String message) {
    wire.write(Wire.object().put("fault", message).put("kind", kind));
  }

  /** Reads files as they are asked for, until whoever asked says anything more or is gone. */
  private Imports.Done read(Wire wire, JsonNode request, InputStream in) {
    Imports.Wanted wanted = Wire.record(request.get("wanted"), Imports.Wanted.class);
    if (wanted.files() == null || wanted.files().isEmpty()) {
      throw new IllegalArgumentException("an import of nothing");
    }
    AtomicBoolean stopped = new AtomicBoolean();
    Thread.ofVirtual()
        .start(() -> {
          try {
            in.read();
          } catch (IOException e) {
            // gone
          }
          stopped.set(true);
        });
    long[] last = {0};
    Progress progress =
        (source, index, consumed, size, lines, looking) -> {
          long now = System.nanoTime();
          if (now - last[0] >= PROGRESS_EVERY && !stopped.get()) {
            last[0] = now;
            try {
              wire.write(
                  Wire.object()
                      .put("at", index)
                      .put("consumed", consumed)
                      .put("size", size)
                      .put("lines", lines));
            } catch (UncheckedIOException e) {
              stopped.set(true);
            }
          }
        };
    return imports.run(wanted, progress, () -> stopped.get() || ending);
  }

  /** Listens no more; imports that run are ended after their round. */
  @Override
  public void close() throws IOException {
    ending = true;
    listening.close();
    long patience = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    try {
      while (!open.isEmpty() && System.nanoTime() < patience) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SocketChannel channel : open) {
      channel.close();
    }
    SocketPlace.release(folder);
  }
}
