package mailweir.collect;

import java.util.List;

/**
 * What the arguments of a command come to.
 *
 * @param sources oldest first, by their first stamp; sources without one come last
 * @param problems in the order of the arguments
 */
public record Found(List<Source> sources, List<Problem> problems) {
  public Found {
    sources = List.copyOf(sources);
    problems = List.copyOf(problems);
  }
}
