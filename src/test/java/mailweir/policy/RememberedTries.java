package mailweir.policy;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A greylist that forgets nothing and lives as long as its test. */
public final class RememberedTries implements Greylist {
  private final long delayMillis;
  private final Map<String, Long> firstTries = new ConcurrentHashMap<>();
  private final Map<String, Boolean> passed = new ConcurrentHashMap<>();

  public RememberedTries(int delaySeconds) {
    this.delayMillis = delaySeconds * 1_000L;
  }

  @Override
  public Answer look(InetAddress client, String pool, String sender, String recipient, long now) {
    String key = (pool == null ? client.getHostAddress() : pool) + " " + sender + " " + recipient;
    Long first = firstTries.putIfAbsent(key, now);
    if (first == null) {
      return new New((int) (delayMillis / 1_000));
    }
    if (passed.containsKey(key)) {
      return new Known();
    }
    if (now - first < delayMillis) {
      return new Early((int) ((first + delayMillis - now + 999) / 1_000));
    }
    passed.put(key, true);
    return new Passed((int) ((now - first) / 1_000));
  }

  @Override
  public Earlier earlier(InetAddress client, String pool) {
    return Earlier.NEVER_SEEN;
  }
}
