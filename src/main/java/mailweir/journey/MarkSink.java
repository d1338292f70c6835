package mailweir.journey;

/** Where a {@link Sifter} puts its marks. */
public interface MarkSink {
  /**
   * A mark for a queue id.
   *
   * @param key hash of queue id and host
   * @param idHash the queue id's hash
   * @param ids the queue id's first 24 bytes, or {@code null} when texts of ids are not wanted
   * @param mark seven longs: the columns of a mark but the last
   */
  void mark(long key, long idHash, int host, long[] ids, long[] mark);
}
