package mailweir.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which queues a machine has: what the finders of all servers find, each place once. */
public final class Discover {
  private final List<Finder> finders;

  /** {@code finders}: one a server. */
  public Discover(List<Finder> finders) {
    this.finders = List.copyOf(finders);
  }

  /** The readers, by server and name of the place; of two for the same place the first. */
  public List<QueueReader> readers() {
    Map<Place, QueueReader> readers = new LinkedHashMap<>();
    for (Finder finder : finders) {
      for (QueueReader reader : finder.find()) {
        readers.putIfAbsent(reader.place(), reader);
      }
    }
    return List.copyOf(readers.values());
  }
}
