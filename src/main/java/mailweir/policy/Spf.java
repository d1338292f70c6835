package mailweir.policy;

/** What a domain's SPF record says of a client (RFC 7208, 2.6). */
public enum Spf {
  PASS,
  FAIL,
  SOFTFAIL,
  NEUTRAL,
  NONE,
  TEMPERROR,
  PERMERROR,
  /** Not known in time. */
  NO_ANSWER
}
