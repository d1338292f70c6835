package mailweir.store.lines;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mailweir.identity.Hosts;
import mailweir.identity.LineIdentity;
import mailweir.identity.Logged;
import mailweir.identity.RawIdentity;
import mailweir.parse.Line;

/**
 * An importer as the program has it, made small: rounds over sources, a database that commits all at once, a disk that may be pulled out
 * at any change.
 */
final class Import {
  /** What the database holds: committed all at once, or not at all. */
  static final class Database {
    Map<String, Long> files = new HashMap<>();
    Map<String, Integer> positions = new HashMap<>();
    Map<Long, Integer> facts = new TreeMap<>();
    long repeated;

    Database copy() {
      Database copy = new Database();
      copy.files.putAll(files);
      copy.positions.putAll(positions);
      copy.facts.putAll(facts);
      copy.repeated = repeated;
      return copy;
    }
  }

  private final Logged logged = new Logged(0);
  private final Map<String, Integer> numbers = new HashMap<>();
  private Hosts hosts;
  private LineIdentity identity;
  LineVault vault;
  KnownLines known;
  MemoryDisk disk;
  Database database = new Database();
  private Database next;
  private LineVault.Round round;

  Import(MemoryDisk disk) {
    this.disk = disk;
    open();
  }

  /** Starts the program on what the disk and the database hold. */
  void open() {
    hosts = new Hosts();
    identity = new LineIdentity(hosts);
    vault = LineVault.open(disk, database.files, hosts);
    known = KnownLines.open(disk, database.files, hosts, vault, new RawIdentity(hosts)::of);
    numbers.clear();
  }

  /** Kills the program and starts it again. */
  void kill() {
    disk = disk.copy();
    open();
  }

  void begin() {
    next = database.copy();
    round = vault.begin();
    // A source without a position is read from its beginning, whatever a lost round called it.
    numbers.clear();
  }

  /** Shows the next lines of a source; false when it has no more. */
  boolean read(String source, List<String> lines, int most) {
    int at = next.positions.getOrDefault(source, 0);
    int end = Math.min(lines.size(), at + most);
    int number =
        numbers.computeIfAbsent(source, s -> known.source(s, !next.positions.containsKey(s)));
    for (int i = at; i < end; i++) {
      byte[] raw = lines.get(i).getBytes(StandardCharsets.UTF_8);
      Line line = logged.of(raw);
      long id = identity.of(line);
      int host = identity.host(line);
      if (known.admit(number, host, line.time, id, i, raw, 0, raw.length)) {
        keep(host, line.time, id, raw, 0, raw.length);
      }
    }
    next.positions.put(source, end);
    return end < lines.size();
  }

  void finished(String source) {
    known.finished(numbers.computeIfAbsent(source, s -> known.source(s, false)));
  }

  void end() {
    known.settle((source, host, micros, id, tag, array, from, to) ->
        keep(host, micros, id, array, from, to));
    next.repeated += known.repeated();
    Map<String, Long> lines = round.finish();
    Map<String, Long> digests = known.finish();
    for (Map<String, Long> change : List.of(lines, digests)) {
      change.forEach((name, length) -> {
        if (length == 0) {
          next.files.remove(name);
        } else {
          next.files.put(name, length);
        }
      });
    }
    database = next;
    vault.committed();
    known.committed();
  }

  private void keep(int host, long micros, long id, byte[] array, int from, int to) {
    next.facts.merge(id, 1, Integer::sum);
    round.add(host, micros, array, from, to, false);
  }

  /** What the vault holds, identified again. */
  Map<Long, Integer> stored() {
    Map<Long, Integer> stored = new TreeMap<>();
    RawIdentity raw = new RawIdentity(hosts);
    vault.scan(
        null,
        0,
        Long.MAX_VALUE,
        (h, micros, a, from, to) -> stored.merge(raw.of(h, micros, a, from, to), 1, Integer::sum));
    return stored;
  }

  /** What ought to be: of each line as many as the source with most of them has. */
  Map<Long, Integer> highest(Iterable<List<String>> sources) {
    Map<Long, Integer> highest = new TreeMap<>();
    LineIdentity fresh = new LineIdentity(new Hosts());
    Logged reader = new Logged(0);
    for (List<String> source : sources) {
      Map<Long, Integer> counts = new HashMap<>();
      for (String line : source) {
        counts.merge(fresh.of(reader.of(line)), 1, Integer::sum);
      }
      counts.forEach((id, n) -> highest.merge(id, n, Math::max));
    }
    return highest;
  }
}
