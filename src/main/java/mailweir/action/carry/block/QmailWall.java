package mailweir.action.carry.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mailweir.action.Barrier;
import mailweir.action.block.QmailText;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.action.carry.Wall;

/**
 * qmail under tcpserver: a rules database of its own, made from the blocks and the site's own rules, and {@code control/badmailfrom} where the site has
 * none. Both are read anew for each connection.
 */
public final class QmailWall implements Wall {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path control;
  private final Path siteRules;
  private final List<Path> runs;
  private final Function<String, String> program;
  private final Runner runner;

  /**
   * Of one host.
   *
   * @param control {@code /var/qmail/control}
   * @param siteRules the site's own source for tcprules; need not be there
   * @param runs scripts of which one starts tcpserver
   * @param program a tool's path by its name
   */
  public QmailWall(
      Path control,
      Path siteRules,
      List<Path> runs,
      Function<String, String> program,
      Runner runner) {
    this.control = control;
    this.siteRules = siteRules;
    this.runs = List.copyOf(runs);
    this.program = program;
    this.runner = runner;
  }

  @Override
  public String server() {
    return "qmail";
  }

  @Override
  public Told apply(List<Barrier> holding) {
    List<String> notes = new ArrayList<>();
    try {
      rules(holding, notes);
      senders(holding, notes);
      if (holding.stream().anyMatch(b -> b.kind() == Barrier.Kind.ACCOUNT)) {
        notes.add("has no list of accounts: shut the account itself");
      }
    } catch (IOException e) {
      notes.add(e.getMessage());
    }
    return new Told(notes.isEmpty(), notes);
  }

  private void rules(List<Barrier> holding, List<String> notes) throws IOException {
    Path source = control.resolve("mailweir_block.rules");
    Path table = control.resolve("mailweir_block.cdb");
    String own = OwnFile.text(siteRules);
    String text = QmailText.rules(holding, own == null ? ":allow\n" : own);
    if (!text.equals(OwnFile.text(source)) || !java.nio.file.Files.exists(table)) {
      Path fresh = OwnFile.write(source, text);
      Path freshTable = OwnFile.beside(table);
      Ran ran =
          runner.run(
              List.of(program.apply("tcprules"), freshTable.toString(), freshTable + ".tmp"),
              text,
              LIMIT);
      if (!ran.ok()) {
        throw new IOException(
            "tcprules does not take the new rules (" + ran.complaint() + "); the old ones stay");
      }
      java.nio.file.Files.setPosixFilePermissions(
          freshTable, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
      OwnFile.swap(freshTable, table);
      OwnFile.swap(fresh, source);
    }
    boolean needs =
        holding.stream()
            .anyMatch(b -> b.kind() == Barrier.Kind.RELAY || b.kind() == Barrier.Kind.NETWORK);
    if (needs && runs.stream().noneMatch(r -> OwnFile.isNamed(r, table.toString()))) {
      notes.add(
          "nobody is kept out by address yet: let tcpserver read -x "
              + table
              + " instead of the database of "
              + siteRules
              + ", which is in it");
    }
  }

  /** What was there before us is the site's own, and stays. */
  private void senders(List<Barrier> holding, List<String> notes) throws IOException {
    Path file = control.resolve("badmailfrom");
    Path ours = control.resolve("mailweir_block_senders");
    String text = QmailText.senders(holding);
    String there = OwnFile.text(file);
    if (there == null || there.equals(OwnFile.text(ours)) || there.equals(text)) {
      if (!text.equals(there) && !(there == null && text.isEmpty())) {
        OwnFile.swap(OwnFile.write(file, text), file);
        OwnFile.swap(OwnFile.write(ours, text), ours);
      }
    } else {
      List<String> lacking = text.lines().filter(l -> there.lines().noneMatch(l::equals)).toList();
      if (!lacking.isEmpty()) {
        notes.add(file + " is the site's own: add to it " + String.join(" ", lacking));
      }
    }
  }
}
