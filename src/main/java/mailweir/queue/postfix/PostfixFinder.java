package mailweir.queue.postfix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import mailweir.queue.Finder;
import mailweir.queue.QueueReader;

/** Finds the instances of Postfix: those of the given configuration folders, and those that their {@code main.cf} names. */
public final class PostfixFinder implements Finder {
  /** Where the program that lists queues is. */
  public static final Path POSTQUEUE = Path.of("/usr/sbin/postqueue");

  private final List<Path> configurations;
  private final Path postqueue;
  private final LongSupplier nanos;

  /**
   * A finder.
   *
   * @param configurations folders with a {@code main.cf}: {@link Instance#USUAL}, and any that an operator has named
   * @param postqueue the program; where it is not there, only spools are read
   * @param nanos a clock that only runs forward
   */
  public PostfixFinder(List<Path> configurations, Path postqueue, LongSupplier nanos) {
    this.configurations = List.copyOf(configurations);
    this.postqueue = postqueue;
    this.nanos = nanos;
  }

  /** The instances, each spool once. */
  public List<Instance> instances() {
    Map<Path, Instance> instances = new LinkedHashMap<>();
    for (Path configuration : configurations) {
      Instance.all(configuration)
          .forEach(instance -> instances.putIfAbsent(instance.spool(), instance));
    }
    return List.copyOf(instances.values());
  }

  @Override
  public List<QueueReader> find() {
    List<QueueReader> readers = new ArrayList<>();
    Path program = Files.isExecutable(postqueue) ? postqueue : null;
    for (Instance instance : instances()) {
      readers.add(new PostfixQueue(instance, program, nanos));
    }
    return readers;
  }
}
