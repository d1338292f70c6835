package mailweir.demo;

/** One line that will be written when its time has come, and what it counts. */
final class Entry implements Comparable<Entry> {
  final long time;
  final byte[] line;
  private final long due;
  private final long sequence;
  private final Truth truth;

  /** Up to four counters. */
  final int[] counter = new int[4];

  int counters;
  int sender = -1;
  int recipient = -1;
  int client = -1;
  Truth.Hourly hourly;
  long size;
  long queueId;
  String byteCounter;

  Entry(long time, long due, long sequence, byte[] line, Truth truth) {
    this.time = time;
    this.due = due;
    this.sequence = sequence;
    this.line = line;
    this.truth = truth;
  }

  long due() {
    return due;
  }

  /** It counts here too. */
  Entry counts(String name) {
    if (counters == counter.length) {
      throw new IllegalStateException("a line counts in four places at most: " + name);
    }
    counter[counters++] = truth.counter(name);
    return this;
  }

  /** It counts in this column of its hour. */
  Entry in(Truth.Hourly column) {
    hourly = column;
    return this;
  }

  /** It names this queue id. */
  Entry names(QueueId id) {
    queueId = id.hash();
    return this;
  }

  @Override
  public int compareTo(Entry other) {
    return due != other.due ? Long.compare(due, other.due) : Long.compare(sequence, other.sequence);
  }
}
