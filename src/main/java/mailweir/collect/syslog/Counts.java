package mailweir.collect.syslog;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of all that was sent, since the start. Safe for use by many threads. */
public final class Counts {
  /** Things that are counted. */
  public enum What {
    /** Lines that came. */
    RECEIVED("received"),
    /** Connections and datagrams of senders that are not in {@code syslog.from}. */
    REFUSED("refused"),
    /** Connections that were closed because there were too many. */
    CROWDED("crowded"),
    /** Lines that were too long; their beginnings were kept. */
    CUT("cut"),
    /** Bytes that were cut off. */
    CUT_BYTES("cut-bytes"),
    /** Lines that broke off within their stated length, or by a reset: thrown away. */
    BROKEN("broken"),
    /** Datagrams that the kernel dropped, because they came faster than they were read. */
    KERNEL_DROPPED("kernel-dropped"),
    /** Lines that could not be stored at all. */
    NOT_STORED("not-stored"),
    /** TLS handshakes that failed. */
    HANDSHAKES_FAILED("handshakes-failed");

    private final String word;

    What(String word) {
      this.word = word;
    }

    /** As figures name it. */
    public String word() {
      return word;
    }
  }

  private final EnumMap<What, AtomicLong> counts = new EnumMap<>(What.class);
  private final AtomicLong connections = new AtomicLong();
  private volatile String lastRefused = "";
  private volatile String lastFailed = "";

  Counts() {
    for (What what : What.values()) {
      counts.put(what, new AtomicLong());
    }
  }

  void add(What what, long n) {
    counts.get(what).addAndGet(n);
  }

  /** So many since the start. */
  public long of(What what) {
    return counts.get(what).get();
  }

  /** All of them. */
  public Map<What, Long> all() {
    Map<What, Long> now = new EnumMap<>(What.class);
    counts.forEach((what, n) -> now.put(what, n.get()));
    return now;
  }

  void refused(InetAddress from) {
    add(What.REFUSED, 1);
    lastRefused = Senders.text(from);
  }

  /** Who was refused last. */
  String lastRefused() {
    return lastRefused;
  }

  void failedHandshake(InetAddress from, Exception why) {
    add(What.HANDSHAKES_FAILED, 1);
    lastFailed = Senders.text(from) + ", " + why.getMessage();
  }

  /** Whose handshake failed last, and why. */
  String lastFailed() {
    return lastFailed;
  }

  void connected(int change) {
    connections.addAndGet(change);
  }

  /** Connections that are open now. */
  public long connections() {
    return connections.get();
  }
}
