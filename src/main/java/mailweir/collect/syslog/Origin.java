package mailweir.collect.syslog;

/**
 * Who sent lines, and how.
 *
 * @param address of the sender, as text
 * @param way {@code udp}, {@code tcp}, {@code tls} or {@code otlp}
 */
public record Origin(String address, String way) {
  /** As people know it. */
  public String name() {
    return (way.equals("otlp") ? "otlp " : "syslog ") + address;
  }
}
