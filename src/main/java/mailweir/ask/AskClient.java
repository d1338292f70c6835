package mailweir.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mailweir.alert.Desk;
import mailweir.alert.Kept;
import mailweir.alert.Snapshot;
import mailweir.answer.Answers;
import mailweir.answer.Flow;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.answer.QueueAnswers;
import mailweir.answer.Report;
import mailweir.answer.SenderRisk;
import mailweir.answer.Story;
import mailweir.collect.Source;
import mailweir.pipeline.Progress;
import mailweir.store.StoreFault;

/** The answers of the server that has a store open, asked by its socket; one connection a question. */
public final class AskClient implements Answers, Desk {
  private static final int LONGEST_ANSWER = 64 << 20;

  private final Path folder;
  private volatile SocketChannel importing;

  private AskClient(Path folder) {
    this.folder = folder;
  }

  /** The server of this store, when there is one that answers. */
  public static Optional<AskClient> of(Path folder) {
    AskClient client = new AskClient(folder);
    try {
      client.ask(Wire.object().put("ask", "hello"), line -> {});
      return Optional.of(client);
    } catch (StoreFault e) {
      return Optional.empty();
    }
  }

  void ask(ObjectNode request, Consumer<JsonNode> each) {
    UnixDomainSocketAddress address = SocketPlace.toAsk(folder);
    if (address == null) {
      throw new StoreFault(
          folder + ": no server listens for this store; nothing was asked; is it starting?");
    }
    try (SocketChannel channel = SocketChannel.open(address)) {
      if (request.path("ask").asText().equals("import")) {
        importing = channel;
      }
      Wire wire =
          new Wire(
              new BufferedInputStream(Channels.newInputStream(channel), 1 << 16),
              Channels.newOutputStream(channel),
              LONGEST_ANSWER);
      wire.write(request);
      for (JsonNode line = wire.read(); line != null; line = wire.read()) {
        if (line.has("fault")) {
          throw new StoreFault(line.path("fault").asText());
        }
        if (line.has("end")) {
          return;
        }
        each.accept(line);
      }
    } catch (IOException | java.io.UncheckedIOException | IllegalArgumentException e) {
      throw new StoreFault(
          folder + ": the server's answer broke off (" + e.getMessage() + "); ask it again", e);
    } finally {
      importing = null;
    }
    throw new StoreFault(
        folder
            + ": the server's answer broke off; is it run by another user, or ending? ask again");
  }

  private static ObjectNode question(String what, Query query) {
    ObjectNode request = Wire.object().put("ask", what);
    request.set("query", Wire.tree(query));
    return request;
  }

  @Override
  public Report report(Query query) {
    List<Report> found = new ArrayList<>();
    ask(
        question("report", query),
        line -> found.add(Wire.record(line.get("report"), Report.class)));
    return found.getFirst();
  }

  @Override
  public List<Story> trace(Query query, boolean lines) {
    List<Story> found = new ArrayList<>();
    ask(
        question("trace", query).put("lines", lines),
        line -> found.add(Wire.record(line.get("story"), Story.class)));
    return found;
  }

  @Override
  public List<Report.Shape> unknown(Query query) {
    List<Report.Shape> found = new ArrayList<>();
    ask(
        question("unknown", query),
        line -> found.add(Wire.record(line.get("shape"), Report.Shape.class)));
    return found;
  }

  @Override
  public List<SenderRisk> senders(Query query) {
    List<SenderRisk> found = new ArrayList<>();
    ask(
        question("senders", query),
        line -> found.add(Wire.record(line.get("row"), SenderRisk.class)));
    return found;
  }

  @Override
  public List<Quarantined> quarantine(Query query) {
    List<Quarantined> found = new ArrayList<>();
    ask(
        question("quarantine", query),
        line -> found.add(Wire.record(line.get("row"), Quarantined.class)));
    return found;
  }

  @Override
  public QueueAnswers queues() {
    return new AskQueues(this::ask);
  }

  @Override
  public Snapshot snapshot() {
    List<Snapshot> found = new ArrayList<>();
    ask(
        Wire.object().put("ask", "alerts"),
        line -> found.add(Kept.record(line.get("alerts"), Snapshot.class)));
    return found.getFirst();
  }

  @Override
  public String act(Act act) {
    ObjectNode request = Wire.object().put("ask", "act");
    request.set("act", Kept.tree(act));
    List<String> found = new ArrayList<>();
    ask(request, line -> found.add(line.path("did").asText()));
    return found.getFirst();
  }

  /** Lets the server read files; {@link #stop} ends it after its round. */
  public Imports.Done read(Imports.Wanted wanted, List<Source> sources, Progress progress) {
    ObjectNode request = Wire.object().put("ask", "import");
    request.set("wanted", Wire.tree(wanted));
    List<Imports.Done> done = new ArrayList<>();
    ask(
        request,
        line -> {
          if (line.has("done")) {
            done.add(Wire.record(line.get("done"), Imports.Done.class));
          } else if (line.path("at").asInt(-1) >= 0 && line.path("at").asInt() < sources.size()) {
            int at = line.path("at").asInt();
            progress.at(
                sources.get(at),
                at,
                line.path("consumed").asLong(),
                line.path("size").asLong(),
                line.path("lines").asLong(),
                false);
          }
        });
    return done.getFirst();
  }

  /** Asks the server to end the import that it was asked for. */
  public void stop() {
    SocketChannel channel = importing;
    if (channel != null) {
      try {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      } catch (IOException e) {
        // it is over
      }
    }
  }

  @Override
  public Flow flow(Query query, int stepSeconds) {
    throw new UnsupportedOperationException("the socket answers verbs; a flow is for pages");
  }

  @Override
  public Optional<Story> story(String id) {
    throw new UnsupportedOperationException("the socket answers verbs; a story is for pages");
  }

  @Override
  public List<HostState> hosts() {
    throw new UnsupportedOperationException("the socket answers verbs; hosts are for pages");
  }
}
