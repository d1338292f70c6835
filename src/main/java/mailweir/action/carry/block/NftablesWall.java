package mailweir.action.carry.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mailweir.action.Barrier;
import mailweir.action.block.NftText;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.action.carry.Wall;

/** nftables: a table of its own, replaced in one transaction; it holds for every server of the host, and not over a reboot, after which it is loaded anew. */
public final class NftablesWall implements Wall {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path file;
  private final String nft;
  private final Runner runner;
  private String loaded;

  /** {@code file}: where its text is kept; {@code nft}: the program. */
  public NftablesWall(Path file, String nft, Runner runner) {
    this.file = file;
    this.nft = nft;
    this.runner = runner;
  }

  @Override
  public String server() {
    return "nftables";
  }

  @Override
  public Told apply(List<Barrier> holding) {
    try {
      String text = NftText.table(holding);
      if (text.equals(loaded)) {
        return new Told(true, List.of());
      }
      Path fresh = OwnFile.write(file, text);
      Ran check = runner.run(List.of(nft, "-c", "-f", fresh.toString()), "", LIMIT);
      if (!check.ok()) {
        return new Told(
            false,
            List.of(
                "nft does not take the new table (" + check.complaint() + "); the old one stays"));
      }
      Ran ran = runner.run(List.of(nft, "-f", fresh.toString()), "", LIMIT);
      if (!ran.ok()) {
        return new Told(false, List.of("nft -f " + fresh + ": " + ran.complaint()));
      }
      OwnFile.swap(fresh, file);
      loaded = text;
      return new Told(true, List.of());
    } catch (IOException e) {
      return new Told(false, List.of(e.getMessage()));
    }
  }
}
