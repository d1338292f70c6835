package mailweir.action;

import java.time.Instant;

/**
 * Who is kept out.
 *
 * @param kind by what
 * @param value an address, a network in CIDR form, an account, an envelope sender or {@code @domain}; checked against its grammar on both sides
 * @param until when it ends; absent: when it is taken back
 */
public record Barrier(Kind kind, String value, Instant until) {
  /** By what somebody is known. */
  public enum Kind {
    RELAY,
    NETWORK,
    ACCOUNT,
    SENDER
  }
}
