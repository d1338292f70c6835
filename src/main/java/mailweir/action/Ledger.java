package mailweir.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The audit, and the memory of what hosts still have to be told: a file that is only appended to ({@link Chronicle}), so that what was said
 * to be done is on the disk before any host hears of it. A line is one of: begun (who, when, what, why, the plan, the commands), sent, receipt,
 * looked. Not safe for threads: {@link Operations} keeps its turn.
 */
final class Ledger implements AutoCloseable {
  /** Looks that are remembered; the file has all. */
  private static final int MOST_LOOKS = 1_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Head> deeds = new LinkedHashMap<>();
  private final Map<String, Line> commands = new LinkedHashMap<>();
  private final Map<String, String> undoneBy = new HashMap<>();
  private final List<Operator.Look> looks = new ArrayList<>();
  private final Chronicle chronicle;

  /** What does not change of a deed. */
  record Head(
      String id,
      Instant at,
      String by,
      String reason,
      Plan plan,
      Instant until,
      String undoes,
      List<String> commands) {}

  /** A command and how far it is. */
  static final class Line {
    private final Command command;
    private boolean sent;
    private Receipt receipt;

    Line(Command command) {
      this.command = command;
    }

    Command command() {
      return command;
    }

    Receipt receipt() {
      return receipt;
    }

    Deed.State state(Instant now) {
      return receipt != null
          ? Deed.State.DONE
          : !now.isBefore(command.notAfter())
              ? Deed.State.LATE
              : sent ? Deed.State.SENT : Deed.State.OPEN;
    }
  }

  /** Opens it; what a crash left of a line is cut off. */
  Ledger(Path file) throws IOException {
    try {
      chronicle = Chronicle.open(file, this::read);
    } catch (UncheckedIOException e) {
      throw new IOException(
          file
              + ": has a line that this version does not understand ("
              + e.getCause().getMessage()
              + "); no order is given; start the newer version again",
          e);
    }
  }

  private void read(byte[] json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node.has("begun")) {
        List<Command> all = new ArrayList<>();
        for (JsonNode one : node.path("commands")) {
          all.add(OrderJson.command(one.asText().getBytes(StandardCharsets.UTF_8)));
        }
        began(Papers.record(node.get("begun"), Head.class), all);
      } else if (node.has("sent")) {
        Line line = commands.get(node.path("sent").asText());
        if (line != null) {
          line.sent = true;
        }
      } else if (node.has("receipt")) {
        received(OrderJson.receipt(node.get("receipt")));
      } else if (node.has("looked")) {
        look(Papers.record(node.get("looked"), Operator.Look.class));
      } else {
        throw new IOException("no kind of line that is known");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new UncheckedIOException(new IOException(e.getMessage(), e));
    }
  }

  private void began(Head head, List<Command> all) {
    deeds.put(head.id(), head);
    all.forEach(c -> commands.put(c.id(), new Line(c)));
    if (head.undoes() != null) {
      undoneBy.put(head.undoes(), head.id());
    }
  }

  private void received(Receipt receipt) {
    Line line = commands.get(receipt.command());
    if (line != null && line.receipt == null) {
      line.receipt = receipt;
    }
  }

  private void look(Operator.Look look) {
    looks.add(look);
    if (looks.size() > MOST_LOOKS) {
      looks.removeFirst();
    }
  }

  /** Keeps a deed with its commands: on the disk when this returns. */
  void begin(Head head, List<Command> all) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("begun", Papers.tree(head));
    var array = node.putArray("commands");
    all.forEach(c -> array.add(new String(OrderJson.bytes(c), StandardCharsets.UTF_8)));
    chronicle.append(Papers.bytes(node));
    began(head, all);
  }

  /** Keeps that a host asked for a command and was told it. */
  void sent(String command, Instant at) throws IOException {
    Line line = commands.get(command);
    if (line != null && !line.sent) {
      chronicle.append(
          Papers.bytes(
              JsonNodeFactory.instance.objectNode().put("sent", command).put("at", at.toString())));
      line.sent = true;
    }
  }

  /** Keeps what became of a command; the first receipt counts, and one for a command that is not that host's counts nothing. */
  void receive(String host, Receipt receipt) throws IOException {
    Line line = commands.get(receipt.command());
    if (line == null || line.receipt != null || !line.command.host().equals(host)) {
      return;
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("receipt", OrderJson.tree(receipt));
    chronicle.append(Papers.bytes(node));
    line.receipt = receipt;
  }

  /** Keeps that somebody looked. */
  void looked(Operator.Look look) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("looked", Papers.tree(look));
    chronicle.append(Papers.bytes(node));
    look(look);
  }

  /** The command that a host is to be told next; {@code null}: none. */
  Command next(String host, Instant now) {
    for (Line line : commands.values()) {
      if (line.command.host().equals(host)
          && line.receipt == null
          && now.isBefore(line.command.notAfter())) {
        return line.command;
      }
    }
    return null;
  }

  Head head(String id) {
    return deeds.get(id);
  }

  /** All, the oldest first. */
  List<Head> heads() {
    return List.copyOf(deeds.values());
  }

  Line line(String command) {
    return commands.get(command);
  }

  String undoneBy(String deed) {
    return undoneBy.get(deed);
  }

  List<Operator.Look> looks() {
    return List.copyOf(looks);
  }

  @Override
  public void close() throws IOException {
    chronicle.close();
  }
}
