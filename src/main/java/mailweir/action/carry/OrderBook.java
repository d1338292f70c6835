package mailweir.action.carry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.action.Chronicle;
import mailweir.action.Command;
import mailweir.action.OrderJson;
import mailweir.action.Receipt;
import mailweir.trust.Secrets;

/**
 * Which orders this host began, which are done, and which receipts the server has: on the disk before and after each. At its opening what can
 * matter no more is left out. Not safe for threads.
 */
final class OrderBook implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Chronicle chronicle;

  private static final class Page {
    private Command command;
    private Instant until;
    private Receipt receipt;
    private boolean acknowledged;
  }

  OrderBook(Path file, Instant now) throws IOException {
    try {
      Chronicle old = Chronicle.open(file, this::read);
      old.close();
      if (pages.values().removeIf(p -> p.acknowledged && now.isAfter(p.until))) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (Chronicle rewritten = Chronicle.open(fresh, json -> {})) {
          for (Map.Entry<String, Page> e : pages.entrySet()) {
            write(rewritten, e.getKey(), e.getValue());
          }
        }
        Files.move(
            fresh,
            file,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE,
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Secrets.sync(file.toAbsolutePath().getParent());
      }
      chronicle = Chronicle.open(file, json -> {});
    } catch (UncheckedIOException e) {
      throw new IOException(
          file
              + ": has a line that this version does not understand; no order is carried out; start the newer version again",
          e);
    }
  }

  private void read(byte[] json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node.has("begun")) {
        Page page = page(node.path("id").asText());
        page.command =
            OrderJson.command(node.get("begun").asText().getBytes(StandardCharsets.UTF_8));
        page.until = page.command.notAfter();
      } else if (node.has("done")) {
        Receipt receipt = OrderJson.receipt(node.get("done"));
        Page page = page(receipt.command());
        page.receipt = receipt;
        page.until = Instant.parse(node.path("until").asText());
      } else if (node.has("acknowledged")) {
        page(node.path("acknowledged").asText()).acknowledged = true;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.time.DateTimeException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private Page page(String id) {
    return pages.computeIfAbsent(id, i -> new Page());
  }

  private static void write(Chronicle to, String id, Page page) throws IOException {
    if (page.receipt == null) {
      to.append(begun(id, page.command));
    } else {
      to.append(doneLine(page.receipt, page.until));
    }
    if (page.acknowledged) {
      to.append(JSON.writeValueAsBytes(JSON.createObjectNode().put("acknowledged", id)));
    }
  }

  private static byte[] begun(String id, Command command) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("id", id);
    node.put("begun", new String(OrderJson.bytes(command), StandardCharsets.UTF_8));
    return JSON.writeValueAsBytes(node);
  }

  private static byte[] doneLine(Receipt receipt, Instant until) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.set("done", OrderJson.tree(receipt));
    return JSON.writeValueAsBytes(node.put("until", until.toString()));
  }

  /** Whether it was begun, done or refused before. */
  boolean knows(String id) {
    return pages.containsKey(id);
  }

  /** Its receipt; {@code null}: it was begun and is not done, or is not known. */
  Receipt receipt(String id) {
    Page page = pages.get(id);
    return page == null ? null : page.receipt;
  }

  void begin(Command command) throws IOException {
    chronicle.append(begun(command.id(), command));
    Page page = page(command.id());
    page.command = command;
    page.until = command.notAfter();
  }

  /** {@code until}: the id has to be known so long. */
  void done(Receipt receipt, Instant until) throws IOException {
    chronicle.append(doneLine(receipt, until));
    Page page = page(receipt.command());
    page.command = null;
    page.until = until;
    page.receipt = receipt;
  }

  void acknowledged(String id) throws IOException {
    Page page = pages.get(id);
    if (page != null && page.receipt != null && !page.acknowledged) {
      chronicle.append(JSON.writeValueAsBytes(JSON.createObjectNode().put("acknowledged", id)));
      page.acknowledged = true;
    }
  }

  /** Those that were begun before a crash. */
  List<Command> open() {
    List<Command> all = new ArrayList<>();
    for (Page p : pages.values()) {
      if (p.receipt == null && p.command != null) {
        all.add(p.command);
      }
    }
    return all;
  }

  List<Receipt> unacknowledged() {
    List<Receipt> all = new ArrayList<>();
    for (Page p : pages.values()) {
      if (p.receipt != null && !p.acknowledged) {
        all.add(p.receipt);
      }
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    chronicle.close();
  }
}
