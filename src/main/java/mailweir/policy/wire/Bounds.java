package mailweir.policy.wire;

/**
 * What a server takes of its clients.
 *
 * @param connections at once; past it the one that is idle longest is closed
 * @param buffer bytes of a request that are held
 * @param requestSeconds in which a request that has begun has to be whole
 * @param writeSeconds in which an answer has to be taken
 * @param idleSeconds after which a silent connection is closed
 */
public record Bounds(
    int connections, int buffer, int requestSeconds, int writeSeconds, int idleSeconds) {
  public static final Bounds DEFAULT = new Bounds(2_000, 16_384, 30, 10, 3_600);
}
