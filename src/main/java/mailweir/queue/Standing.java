package mailweir.queue;

/**
 * A message that waits, and where.
 *
 * @param stands for how many messages: more than one where only a part of a queue's envelopes was read
 */
public record Standing(String host, Place place, Waiting message, double stands) {}
