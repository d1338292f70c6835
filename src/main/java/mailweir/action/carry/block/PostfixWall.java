package mailweir.action.carry.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mailweir.action.Barrier;
import mailweir.action.block.PostfixText;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.action.carry.Wall;

/** Postfix: a cidr table of clients, indexed tables of senders and accounts, read again by {@code postfix reload}. */
public final class PostfixWall implements Wall {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Map<String, String> ENDINGS =
      Map.of("hash", ".db", "btree", ".db", "lmdb", ".lmdb", "cdb", ".cdb");

  private final Path folder;
  private final Function<String, String> program;
  private final Runner runner;

  /**
   * Of one instance.
   *
   * @param folder with its main.cf
   * @param program a tool's path by its name
   */
  public PostfixWall(Path folder, Function<String, String> program, Runner runner) {
    this.folder = folder;
    this.program = program;
    this.runner = runner;
  }

  @Override
  public String server() {
    return "postfix";
  }

  @Override
  public Told apply(List<Barrier> holding) {
    try {
      String type = setting("default_database_type");
      type = ENDINGS.containsKey(type) ? type : "hash";
      boolean changed =
          clients(holding)
              | indexed("mailweir_block_senders", type, PostfixText.senders(holding))
              | indexed("mailweir_block_accounts", type, PostfixText.accounts(holding));
      if (changed) {
        Ran ran = run("postfix", "-c", folder.toString(), "reload");
        if (!ran.ok() && !ran.err().contains("not running")) {
          return failed(
              "the lists are written, but 'postfix reload' failed ("
                  + ran.complaint()
                  + "); they hold when it is reloaded");
        }
      }
      String line = missing(holding, type);
      return line == null ? new Told(true, List.of()) : failed(line);
    } catch (IOException e) {
      return failed(e.getMessage());
    }
  }

  private boolean clients(List<Barrier> holding) throws IOException {
    Path file = folder.resolve("mailweir_block_clients.cidr");
    String text = PostfixText.clients(holding);
    if (text.equals(OwnFile.text(file))) {
      return false;
    }
    Path fresh = OwnFile.write(file, text);
    check("cidr:" + fresh, text);
    OwnFile.swap(fresh, file);
    return true;
  }

  private boolean indexed(String name, String type, String text) throws IOException {
    Path file = folder.resolve(name);
    Path table = folder.resolve(name + ENDINGS.get(type));
    if (text.equals(OwnFile.text(file)) && Files.exists(table)) {
      return false;
    }
    Path fresh = OwnFile.write(file, text);
    Path freshTable = fresh.resolveSibling(fresh.getFileName() + ENDINGS.get(type));
    Files.deleteIfExists(freshTable);
    Ran ran = run("postmap", "-c", folder.toString(), type + ":" + fresh);
    if (!ran.ok()) {
      throw new IOException("postmap " + type + ":" + fresh + ": " + ran.complaint());
    }
    check(type + ":" + fresh, text);
    OwnFile.swap(freshTable, table);
    OwnFile.swap(fresh, file);
    return true;
  }

  /** Asks a new table for its first and its last entry. */
  private void check(String table, String text) throws IOException {
    List<String> keys =
        text.lines().filter(l -> !l.startsWith("#")).map(l -> l.split("[/\t]")[0]).toList();
    for (String key :
        keys.isEmpty() ? List.<String>of() : List.of(keys.getFirst(), keys.getLast())) {
      Ran ran = run("postmap", "-c", folder.toString(), "-q", key, table);
      if (!ran.ok() || !ran.out().startsWith(PostfixText.REFUSAL)) {
        throw new IOException(
            "the new list does not answer as it should (postmap -q "
                + key
                + ": "
                + ran.complaint()
                + "); the old one stays");
      }
    }
  }

  /** What a person has to add so that the lists count; {@code null}: nothing. */
  private String missing(List<Barrier> holding, String type) throws IOException {
    List<String> lacking = new ArrayList<>();
    add(lacking, "check_client_access cidr:" + folder + "/mailweir_block_clients.cidr");
    add(lacking, "check_sender_access " + type + ":" + folder + "/mailweir_block_senders");
    add(lacking, "check_sasl_access " + type + ":" + folder + "/mailweir_block_accounts");
    if (lacking.isEmpty() || holding.isEmpty()) {
      return null;
    }
    String now = setting("smtpd_client_restrictions");
    return "nobody is kept out yet: put this line into "
        + folder
        + "/main.cf and reload: smtpd_client_restrictions = "
        + String.join(", ", lacking)
        + (now.isEmpty() ? "" : ", " + now);
  }

  private void add(List<String> lacking, String restriction) {
    String file = restriction.substring(restriction.lastIndexOf('/'));
    if (!OwnFile.isNamed(folder.resolve("main.cf"), file)) {
      lacking.add(restriction);
    }
  }

  private String setting(String name) throws IOException {
    Ran ran = run("postconf", "-c", folder.toString(), "-h", name);
    return ran.ok() ? ran.out().strip().replaceAll("\\s+", " ") : "";
  }

  private Ran run(String name, String... arguments) throws IOException {
    List<String> vector = new ArrayList<>(List.of(program.apply(name)));
    vector.addAll(List.of(arguments));
    return runner.run(vector, "", LIMIT);
  }

  private static Told failed(String why) {
    return new Told(false, List.of(why));
  }
}
