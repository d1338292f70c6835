package mailweir.policy.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import mailweir.policy.Listing;
import mailweir.policy.Names;
import mailweir.policy.Spf;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks name servers. Answers are kept for their time to live, at least {@value #LEAST_SECONDS} s and at most an hour; faults half a minute. */
public final class Resolving implements Names {
  private static final int MOST_KEPT = 50_000;
  private static final int MOST_CHECKS = 500;
  private static final long LEAST_SECONDS = 30;
  private static final long MOST_SECONDS = 3_600;
  private static final long NONE_SECONDS = 300;
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** What a question gave. */
  record Found(State state, List<Record> records) {
    enum State {
      /** Records of that type. */
      SOME,
      /** The name, or that type of it, is not there. */
      NONE,
      FAILED
    }

    static final Found NOTHING = new Found(State.NONE, List.of());
    static final Found FAILURE = new Found(State.FAILED, List.of());
  }

  /** An answer, or one under way, with the time when it ends. */
  private static final class Kept {
    final CompletableFuture<Found> found = new CompletableFuture<>();
    volatile long untilNanos;
  }

  private record Asked(String name, int type) {}

  private final Resolver resolver;
  private final LongSupplier nanoTime;
  private final Executor executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore checks = new Semaphore(MOST_CHECKS);
  private final Map<Asked, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /**
   * Asks these servers.
   *
   * @param servers none: those of the system
   * @param timeout for one question to one server
   */
  public Resolving(List<InetSocketAddress> servers, Duration timeout, LongSupplier nanoTime) {
    List<Resolver> all = new ArrayList<>();
    for (InetSocketAddress server :
        servers.isEmpty() ? org.xbill.DNS.ResolverConfig.getCurrentConfig().servers() : servers) {
      SimpleResolver one = new SimpleResolver(server);
      one.setTimeout(timeout);
      all.add(one);
    }
    ExtendedResolver both = new ExtendedResolver(all);
    both.setTimeout(timeout);
    both.setRetries(2);
    this.resolver = both;
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletableFuture<Listing> listed(InetAddress client, String zone) {
    return find(reversed(client) + "." + zone, Type.A)
        .thenApply(found ->
            switch (found.state()) {
              case FAILED -> Listing.NO_ANSWER;
              case NONE -> Listing.NOT_LISTED;
              case SOME -> listing(found.records());
            });
  }

  /** Only 127.x says that it is listed; 127.255.255.x says that the list does not answer us (RFC 5782, and Spamhaus' return codes). */
  private static Listing listing(List<Record> records) {
    List<String> codes = new ArrayList<>();
    boolean refuses = false;
    for (Record record : records) {
      String code = record.rdataToString();
      if (code.startsWith("127.255.255.")) {
        refuses = true;
      } else if (code.startsWith("127.")) {
        codes.add(code);
      }
    }
    return codes.isEmpty()
        ? refuses ? Listing.NO_ANSWER : Listing.NOT_LISTED
        : new Listing(Listing.State.LISTED, String.join(" ", codes));
  }

  @Override
  public CompletableFuture<Spf> spf(InetAddress client, String helo, String sender) {
    CompletableFuture<Spf> result = new CompletableFuture<>();
    if (!checks.tryAcquire()) {
      result.complete(Spf.NO_ANSWER);
      return result;
    }
    executor.execute(() -> {
      try {
        result.complete(new SpfCheck(this, client, helo, sender).result());
      } catch (RuntimeException | StackOverflowError e) {
        result.complete(Spf.NO_ANSWER);
      } finally {
        checks.release();
      }
    });
    return result;
  }

  @Override
  public CompletableFuture<Optional<String>> reverse(InetAddress client) {
    return find(ReverseMap.fromAddress(client).toString(true), Type.PTR)
        .thenApply(found ->
            switch (found.state()) {
              case FAILED -> Optional.empty();
              case NONE -> Optional.of("");
              case SOME ->
                  Optional.of(((PTRRecord) found.records().getFirst()).getTarget().toString(true));
            });
  }

  /** {@code 1.2.0.192} for 192.0.2.1; an IPv6 address in nibbles. */
  private static String reversed(InetAddress client) {
    String name = ReverseMap.fromAddress(client).toString(true);
    return name.substring(
        0,
        name.length() - (client instanceof Inet4Address ? ".in-addr.arpa" : ".ip6.arpa").length());
  }

  /** Records of a name; never fails otherwise than by its value. */
  CompletableFuture<Found> find(String name, int type) {
    Asked asked = new Asked(name.toLowerCase(java.util.Locale.ROOT), type);
    Kept mine;
    long now = nanoTime.getAsLong();
    synchronized (kept) {
      Kept old = kept.get(asked);
      if (old != null && (!old.found.isDone() || now - old.untilNanos < 0)) {
        return old.found;
      }
      mine = new Kept();
      kept.put(asked, mine);
    }
    send(asked, mine);
    return mine.found;
  }

  private void send(Asked asked, Kept into) {
    try {
      Message query =
          Message.newQuery(
              Record.newRecord(Name.fromString(asked.name, Name.root), asked.type, DClass.IN));
      resolver
          .sendAsync(query, executor)
          .whenComplete((answer, fault) -> done(asked, into, answer));
    } catch (TextParseException | RuntimeException e) {
      // a name that cannot be one is not there
      finish(into, Found.NOTHING, NONE_SECONDS);
    }
  }

  private void done(Asked asked, Kept into, Message answer) {
    try {
      if (answer == null
          || answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
        finish(into, Found.FAILURE, LEAST_SECONDS);
        return;
      }
      List<Record> records = new ArrayList<>();
      long seconds = MOST_SECONDS;
      for (Record record : answer.getSection(Section.ANSWER)) {
        seconds = Math.min(seconds, record.getTTL());
        if (record.getType() == asked.type) {
          records.add(record);
        }
      }
      if (records.isEmpty()) {
        finish(into, Found.NOTHING, NONE_SECONDS);
      } else {
        finish(
            into,
            new Found(Found.State.SOME, List.copyOf(records)),
            Math.max(LEAST_SECONDS, seconds));
      }
    } catch (RuntimeException e) {
      finish(into, Found.FAILURE, LEAST_SECONDS);
    }
  }

  private void finish(Kept into, Found found, long seconds) {
    into.untilNanos = nanoTime.getAsLong() + seconds * SECOND_NANOS;
    into.found.complete(found);
  }
}
