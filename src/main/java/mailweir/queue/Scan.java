package mailweir.queue;

import java.util.List;

/**
 * What one look at a place found.
 *
 * @param time when it was begun, UTC microseconds
 * @param levels of all queues of the place, empty ones too
 * @param messages whose envelopes were read; a steady sample by id where there are more than the budget allows
 * @param problem what could not be read and what follows from it; absent when all is well. With a problem, what is missing may still be there
 */
public record Scan(long time, List<Level> levels, List<Waiting> messages, String problem) {
  public Scan {
    levels = List.copyOf(levels);
    messages = List.copyOf(messages);
  }
}
