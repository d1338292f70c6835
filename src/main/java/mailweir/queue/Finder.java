package mailweir.queue;

import java.util.List;

/** Finds the queues that one kind of server has on a machine, by its usual folders and its configuration. Runs nothing, changes nothing. */
@FunctionalInterface
public interface Finder {
  /** A reader for each place; none where the server is not here. */
  List<QueueReader> find();
}
