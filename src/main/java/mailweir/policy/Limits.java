package mailweir.policy;

/**
 * How long is waited, in milliseconds.
 *
 * @param fingerprint for p0f, from when it was asked
 * @param dns for an answer of the DNS, from when it was asked
 * @param total for all signs of one question together
 */
public record Limits(int fingerprint, int dns, int total) {
  public static final Limits DEFAULT = new Limits(30, 2_000, 5_000);
}
