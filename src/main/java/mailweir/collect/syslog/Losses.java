package mailweir.collect.syslog;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says what was lost or refused: when it begins, and once in ten minutes while it goes on. Confined to one thread. */
final class Losses {
  private static final long QUIET = 600_000_000_000L;

  private final Counts counts;
  private final Supplier<String> allowed;
  private final Consumer<String> say;
  private final Map<Counts.What, Long> told = new EnumMap<>(Counts.What.class);
  private final Map<Counts.What, Long> toldAt = new EnumMap<>(Counts.What.class);

  Losses(Counts counts, Supplier<String> allowed, Consumer<String> say) {
    this.counts = counts;
    this.allowed = allowed;
    this.say = say;
  }

  /** {@code now}: nanoseconds of a clock that only goes forward. */
  void tell(long now) {
    for (Counts.What what : Counts.What.values()) {
      long n = counts.of(what);
      long more = n - told.getOrDefault(what, 0L);
      Long at = toldAt.get(what);
      if (more > 0 && (at == null || now - at >= QUIET)) {
        String text = text(what, more);
        if (!text.isEmpty()) {
          say.accept(text);
        }
        told.put(what, n);
        toldAt.put(what, now);
      }
    }
  }

  private String text(Counts.What what, long n) {
    return switch (what) {
      case RECEIVED, CUT_BYTES -> "";
      case REFUSED ->
          "syslog: "
              + n
              + " connections or datagrams were refused, the last of "
              + counts.lastRefused()
              + "; what was sent is not stored; add the sender to syslog.from, which is now "
              + allowed.get();
      case CROWDED ->
          "syslog: "
              + n
              + " connections were closed because too many are open ("
              + counts.connections()
              + "); their senders try again; find out who opens so many";
      case CUT ->
          "syslog: "
              + n
              + " lines were longer than "
              + Framing.LONGEST
              + " bytes, or than memory allows for all of them; their beginnings are stored; look at what their senders send";
      case BROKEN ->
          "syslog: "
              + n
              + " lines broke off because their connection did; they are not stored; their senders may send them again";
      case KERNEL_DROPPED ->
          "syslog.udp: the kernel dropped "
              + n
              + " datagrams that came faster than they were read; they are lost; let senders use TCP, or raise net.core.rmem_max";
      case NOT_STORED -> "syslog: " + n + " lines were not stored; they are lost";
      case HANDSHAKES_FAILED ->
          "syslog.tls: "
              + n
              + " connections failed before they began, the last one: "
              + counts.lastFailed()
              + "; nothing of them is stored; their senders need the authority of syslog.tls.certificate, and where syslog.tls.ca is set a certificate of it";
    };
  }
}
