package mailweir.cli;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mailweir.policy.Greylist;
import mailweir.policy.Rules;

/** Stand-in until the real memory is merged. */
final class GreylistOnDisk implements Greylist, AutoCloseable {
  private final int delay;
  private final Map<String, Long> first = new ConcurrentHashMap<>();

  private GreylistOnDisk(int delay) {
    this.delay = delay;
  }

  static GreylistOnDisk open(Path folder, Rules.Greylisting how, Consumer<String> say) {
    return new GreylistOnDisk(how.delay());
  }

  @Override
  public Answer look(InetAddress client, String pool, String sender, String recipient, long now) {
    String key = (pool == null ? client.getHostAddress() : pool) + "\0" + sender + "\0" + recipient;
    Long before = first.putIfAbsent(key, now);
    if (before == null) {
      return new New(delay);
    }
    if (before == 0) {
      return new Known();
    }
    int left = (int) ((before + delay * 1000L - now + 999) / 1000);
    if (left > 0) {
      return new Early(left);
    }
    first.put(key, 0L);
    return new Passed((int) ((now - before) / 1000));
  }

  @Override
  public Earlier earlier(InetAddress client, String pool) {
    return Earlier.NEVER_SEEN;
  }

  @Override
  public void close() {}
}
