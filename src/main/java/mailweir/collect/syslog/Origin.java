package mailweir.collect.syslog;

/**
 * Who sent lines, and how.
 *
 * @param address of the sender, as text
 * @param way {@code udp}, {@code tcp} or {@code tls}
 */
public record Origin(String address, String way) {
  /** As people know it. */
  public String name() {
    return "syslog " + address;
  }
}
