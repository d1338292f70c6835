package mailweir.action.carry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mailweir.action.Barrier;
import mailweir.action.block.BlockList;
import mailweir.trust.Secrets;

/** The blocks of a host: kept in a file, and told to its servers. Another process may change the file between two calls; a lock is the caller's. */
final class Blocks {
  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  /** After what could not be done it is tried again. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Path file;
  private final List<Wall> walls;

  /** What the walls were told last; absent: nothing since this process began. */
  private List<Barrier> told;

  private boolean whole;
  private Instant nextTry = Instant.MIN;

  Blocks(Path file, List<Wall> walls) {
    this.file = file;
    this.walls = List.copyOf(walls);
  }

  List<String> servers() {
    return walls.stream().map(Wall::server).toList();
  }

  BlockList list() throws IOException {
    byte[] bytes = Secrets.read(file);
    return bytes == null ? BlockList.NONE : JSON.readValue(bytes, BlockList.class);
  }

  /** Keeps a list, then tells the servers. */
  Done keep(BlockList list, Instant now) throws IOException {
    Secrets.write(file, JSON.writeValueAsBytes(list.tidy(now)));
    return apply(list, now);
  }

  /** Tells the servers where the list is another one than they were told, or they could not be told all. */
  Done refresh(Instant now) throws IOException {
    BlockList list = list();
    boolean same = list.holding(now).equals(told);
    if (same && (whole || now.isBefore(nextTry))) {
      return null;
    }
    // where nobody was ever kept out, no file is made
    return told == null && list.begun().isEmpty() && list.ended().isEmpty()
        ? null
        : apply(list, now);
  }

  private Done apply(BlockList list, Instant now) {
    List<Barrier> holding = list.holding(now);
    int done = 0;
    int failed = 0;
    List<String> notes = new ArrayList<>();
    for (Wall wall : walls) {
      Wall.Told one = wall.apply(holding);
      if (one.ok()) {
        done++;
      } else {
        failed++;
      }
      one.notes().forEach(n -> notes.add(wall.server() + ": " + n));
    }
    told = holding;
    whole = failed == 0;
    nextTry = now.plus(AGAIN);
    return new Done(done, failed, notes);
  }

  /** How many servers were told, and what is to be said. */
  record Done(int done, int failed, List<String> notes) {}
}
