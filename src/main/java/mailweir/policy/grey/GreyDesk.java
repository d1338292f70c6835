package mailweir.policy.grey;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** What an operator may ask of the greylist and do to it: in this process, or by the socket of the one that has it open. */
public interface GreyDesk extends AutoCloseable {
  /** Who waits now, the longest first; not more than so many. */
  List<Grey.Waiting> list(int most) throws IOException;

  Costs costs() throws IOException;

  /** What operators allow. */
  List<Grey.Rule> rules() throws IOException;

  /**
   * Lets a client or recipient in from now on.
   *
   * @throws IllegalArgumentException says what is wrong with the entry
   */
  void allow(AllowList.Kind kind, String entry) throws IOException;

  /** Takes that back; false: it was not allowed. */
  boolean disallow(AllowList.Kind kind, String entry) throws IOException;

  /**
   * Forgets a triplet, or without sender and recipient a whole network or pool; false: it was not known.
   *
   * @param client {@code null} when there is a pool
   * @param sender {@code null} for the whole network or pool
   */
  boolean forget(InetAddress client, String pool, String sender, String recipient)
      throws IOException;

  @Override
  void close() throws IOException;
}
