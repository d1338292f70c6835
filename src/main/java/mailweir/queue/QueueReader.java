package mailweir.queue;

/**
 * Reads the queues of one place; what did not change since the last look costs little. Opens nothing for writing, follows no links, and
 * takes no lock that the server would wait for. Not safe for threads.
 */
public interface QueueReader {
  /** Whose queues they are. */
  Place place();

  /**
   * Looks.
   *
   * @param now UTC microseconds, for ages
   * @return what is there; where nothing can be read, no levels and the problem
   */
  Scan read(long now, Budget budget);
}
