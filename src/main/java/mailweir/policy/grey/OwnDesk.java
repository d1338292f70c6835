package mailweir.policy.grey;

import java.net.InetAddress;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A desk on a memory that this process has open.
 *
 * @param millis the clock
 * @param ending what closes with the desk
 */
public record OwnDesk(Grey grey, LongSupplier millis, Runnable ending) implements GreyDesk {
  @Override
  public List<Grey.Waiting> list(int most) {
    return grey.list(most, millis.getAsLong());
  }

  @Override
  public Costs costs() {
    return grey.costs(millis.getAsLong());
  }

  @Override
  public List<Grey.Rule> rules() {
    return grey.rules();
  }

  @Override
  public void allow(AllowList.Kind kind, String entry) {
    grey.allow(kind, entry, millis.getAsLong());
  }

  @Override
  public boolean disallow(AllowList.Kind kind, String entry) {
    return grey.disallow(kind, entry);
  }

  @Override
  public boolean forget(InetAddress client, String pool, String sender, String recipient) {
    return sender == null
        ? grey.forget(client, pool, millis.getAsLong())
        : grey.forget(client, pool, sender, recipient);
  }

  @Override
  public void close() {
    ending.run();
  }
}
