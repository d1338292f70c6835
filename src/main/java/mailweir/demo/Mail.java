package mailweir.demo;

/**
 * One message in one queue.
 *
 * @param from the sender; empty for a notice
 * @param recipient index among our recipients; -1 for somebody outside
 * @param generation 0: as sent; 1: forwarded; 2: a notice about another
 */
record Mail(
    int host, QueueId id, String from, int size, String[] to, int[] recipient, int generation) {
  boolean isLocal(int i) {
    return recipient[i] >= 0;
  }

  /** The same message in another queue. */
  Mail requeued(QueueId other, int otherSize) {
    return new Mail(host, other, from, otherSize, to, recipient, generation);
  }
}
