package mailweir.action.carry.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import mailweir.action.Barrier;
import mailweir.action.Cidr;
import mailweir.action.block.EximText;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.action.carry.Wall;

/** Exim: lookup files, which each new process reads anew, and an ACL's conditions that look into them, to be included once. */
public final class EximWall implements Wall {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final List<Path> configurations;
  private final Function<String, String> program;
  private final Runner runner;

  /**
   * Of one host.
   *
   * @param folder for the files, {@code /etc/exim4}
   * @param configurations files of which one is the configuration that is in force
   * @param program a tool's path by its name
   */
  public EximWall(
      Path folder, List<Path> configurations, Function<String, String> program, Runner runner) {
    this.folder = folder;
    this.configurations = List.copyOf(configurations);
    this.program = program;
    this.runner = runner;
  }

  @Override
  public String server() {
    return "exim";
  }

  @Override
  public Told apply(List<Barrier> holding) {
    try {
      put("mailweir_block_clients", EximText.clients(holding), holding);
      put("mailweir_block_senders", EximText.senders(holding), List.of());
      put("mailweir_block_accounts", EximText.accounts(holding), List.of());
      put("mailweir_block_acl", EximText.acl(folder.toString()), List.of());
      Path acl = folder.resolve("mailweir_block_acl");
      return holding.isEmpty()
              || configurations.stream().anyMatch(c -> OwnFile.isNamed(c, acl.toString()))
          ? new Told(true, List.of())
          : new Told(
              false,
              List.of(
                  "nobody is kept out yet: put this line first into the ACL that acl_smtp_rcpt names, and restart Exim: .include_if_exists "
                      + acl));
    } catch (IOException e) {
      return new Told(false, List.of(e.getMessage()));
    }
  }

  private void put(String name, String text, List<Barrier> holding) throws IOException {
    Path file = folder.resolve(name);
    if (text.equals(OwnFile.text(file))) {
      return;
    }
    Path fresh = OwnFile.write(file, text);
    for (Barrier b : holding) {
      if (b.kind() == Barrier.Kind.RELAY || b.kind() == Barrier.Kind.NETWORK) {
        String address = Cidr.of(b.value()).address();
        Ran ran =
            runner.run(
                List.of(
                    program.apply("exim4"),
                    "-be",
                    "${lookup{" + address + "}iplsearch{" + fresh + "}{yes}{no}}"),
                "",
                LIMIT);
        if (!ran.ok() || !ran.out().strip().equals("yes")) {
          throw new IOException(
              "the new list does not answer as it should ("
                  + address
                  + ": "
                  + ran.complaint()
                  + "); the old one stays");
        }
        break;
      }
    }
    OwnFile.swap(fresh, file);
  }
}
