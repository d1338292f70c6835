package mailweir.journey;

import mailweir.identity.LineIdentity;
import mailweir.parse.Line;
import mailweir.slice.Slice;

/**
 * Writes marks of the line that is being sorted: {@link #begin}, then what the kind needs into {@link #mark}, then {@link #put}. Confined to
 * one thread.
 */
final class MarkWriter {
  /** The columns of the mark that is being written, as {@link Marks} draws them. */
  final long[] mark = new long[7];

  private final long[] ids = new long[3];
  private final HostNumbers hosts;
  private final MarkSink sink;
  private final boolean keepIds;
  private Line line;
  private int host;

  /** {@code keepIds}: the texts of queue ids are wanted too. */
  MarkWriter(HostNumbers hosts, MarkSink sink, boolean keepIds) {
    this.hosts = hosts;
    this.sink = sink;
    this.keepIds = keepIds;
  }

  /** The line that the next marks are of. */
  void turnTo(Line l, int itsHost) {
    line = l;
    host = itsHost;
  }

  /**
   * The line's instant as rows have it: to the millisecond, so that whoever reads a row back has the same minute. A stamp of the program's
   * own, and multilog's label, keep their order within it.
   */
  long moment(long time) {
    return line.fine != Line.NO_TIME
        ? line.fine
        : line.program == null && line.to > line.from && line.array[line.from] == '@'
            ? time
            : Math.floorDiv(time, 1000) * 1000;
  }

  void begin(long time, int kind) {
    mark[0] = moment(time);
    mark[1] = 0;
    mark[2] = (long) kind << 56;
    mark[3] = 0;
    mark[4] = 0;
    mark[5] = 0;
    mark[6] = 0;
  }

  /** Hands the mark on, for a queue id on the line's host; none without one. */
  void put(Slice queueId) {
    if (queueId != null && !queueId.isEmpty()) {
      put(queueId, key(queueId.hash()));
    }
  }

  /** Hands it on under another key. */
  void put(Slice queueId, long key) {
    long idHash = queueId.hash();
    if (Attempts.isFor(mark[2])) {
      mark[1] = lineHash();
    }
    if (keepIds) {
      ids[0] = 0;
      ids[1] = 0;
      ids[2] = 0;
      int n = Math.min(24, queueId.length());
      for (int i = 0; i < n; i++) {
        ids[i >>> 3] |= (queueId.array[queueId.from + i] & 0xFFL) << ((i & 7) * 8);
      }
    }
    sink.mark(key, idHash, host, keepIds ? ids : null, mark);
  }

  /** Hash of the line's text, which is the same in each of its copies. */
  long lineHash() {
    int from = line.inOwnFile ? line.bodyFrom : line.textFrom;
    return LineIdentity.hash(line.array, from, line.textTo);
  }

  /** The process that wrote the line; -1 where it names none. */
  int pid() {
    return (int) Slice.number(line.array, line.pidFrom, line.pidTo);
  }

  /** The key of a queue id, or of another number, on the line's host. */
  long key(long idHash) {
    return Encoded.key(idHash, hosts.hash(host));
  }
}
