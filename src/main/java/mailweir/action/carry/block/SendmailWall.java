package mailweir.action.carry.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import mailweir.action.Barrier;
import mailweir.action.block.SendmailText;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.action.carry.Wall;

/** Sendmail: a map of its own, made by makemap, that each new process opens anew; and the rules that look into it, to be included once. */
public final class SendmailWall implements Wall {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_KEYS = 20_000;

  private final Path folder;
  private final Path configuration;
  private final Function<String, String> program;
  private final Runner runner;

  /**
   * Of one daemon.
   *
   * @param folder for the map, {@code /etc/mail}
   * @param configuration its sendmail.cf
   * @param program a tool's path by its name
   */
  public SendmailWall(
      Path folder, Path configuration, Function<String, String> program, Runner runner) {
    this.folder = folder;
    this.configuration = configuration;
    this.program = program;
    this.runner = runner;
  }

  @Override
  public String server() {
    return "sendmail";
  }

  @Override
  public Told apply(List<Barrier> holding) {
    try {
      if (holding.stream().mapToLong(SendmailText::keys).sum() > MOST_KEYS) {
        return failed(
            "a network that is kept out would need too many keys of the map; block one that ends at 16, 32, 48 or 64 bits");
      }
      String kind = kind();
      Path map = folder.resolve("mailweir_block");
      Path rules = folder.resolve("mailweir_block.m4");
      String ruleText = SendmailText.rules(kind, map.toString());
      if (!ruleText.equals(OwnFile.text(rules))) {
        OwnFile.swap(OwnFile.write(rules, ruleText), rules);
      }
      map(holding, kind, map);
      return holding.isEmpty() || OwnFile.isNamed(configuration, "Kmailweir_block")
          ? new Told(true, List.of())
          : failed(
              "nobody is kept out yet: put this line into sendmail.mc, before its MAILER lines, make sendmail.cf and restart: include(`"
                  + rules
                  + "')dnl");
    } catch (IOException e) {
      return failed(e.getMessage());
    }
  }

  private String kind() throws IOException {
    Ran ran = runner.run(List.of(program.apply("makemap"), "-l"), "", LIMIT);
    List<String> kinds = ran.out().lines().map(String::strip).toList();
    return kinds.contains("hash") ? "hash" : kinds.contains("cdb") ? "cdb" : "btree";
  }

  private void map(List<Barrier> holding, String kind, Path map) throws IOException {
    String ending = kind.equals("cdb") ? ".cdb" : ".db";
    Path table = folder.resolve("mailweir_block" + ending);
    String text = SendmailText.map(holding);
    if (text.equals(OwnFile.text(map)) && java.nio.file.Files.exists(table)) {
      return;
    }
    Path source = OwnFile.write(map, text);
    Path base = folder.resolve(".mailweir_block_new");
    Path fresh = folder.resolve(".mailweir_block_new" + ending);
    java.nio.file.Files.deleteIfExists(fresh);
    Ran made =
        runner.run(
            List.of(
                program.apply("makemap"), "-C", configuration.toString(), kind, base.toString()),
            text,
            LIMIT);
    if (!made.ok()) {
      throw new IOException("makemap " + kind + " " + base + ": " + made.complaint());
    }
    Ran dump =
        runner.run(
            List.of(
                program.apply("makemap"),
                "-C",
                configuration.toString(),
                "-u",
                kind,
                base.toString()),
            "",
            LIMIT);
    long keys = dump.out().lines().filter(l -> !l.isBlank()).count();
    if (!dump.ok() || dump.out().length() < Runner.MOST_OUTPUT && keys != text.lines().count()) {
      throw new IOException(
          "the new map does not hold what it should ("
              + keys
              + " keys of "
              + text.lines().count()
              + "); the old one stays");
    }
    java.nio.file.Files.setPosixFilePermissions(
        fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    OwnFile.swap(fresh, table);
    OwnFile.swap(source, map);
  }

  private static Told failed(String why) {
    return new Told(false, List.of(why));
  }
}
