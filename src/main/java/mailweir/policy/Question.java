package mailweir.policy;

import java.net.InetAddress;

/**
 * What a mail server tells about a client at one stage. Texts are as the client gave them.
 *
 * @param client the client's address; {@code null}: none that can be read
 * @param name its name, checked both ways; empty: it has none
 * @param reverse the name of its address, unchecked; empty: it has none; {@code null}: the server does not tell
 * @param helo what it calls itself; empty: it did not say
 * @param sender the envelope sender without angle brackets, empty for the null sender; {@code null}: not told yet
 * @param recipient the recipient of this stage; empty: there is none, or several
 * @param recipients how many recipients there are so far, where it is told
 * @param message what names the message among all, the same at all its stages; empty: nothing does
 * @param login the account it is logged in as; empty: none
 * @param tls the protocol of its encryption; empty: none
 * @param size the size of the message in bytes, as declared or, at the end, as it is; 0: unknown
 * @param queueId empty: not known yet
 */
public record Question(
    Stage stage,
    InetAddress client,
    String name,
    String reverse,
    String helo,
    String sender,
    String recipient,
    int recipients,
    String message,
    String login,
    String tls,
    long size,
    String queueId) {

  /** The same for another recipient. */
  public Question to(String other) {
    return new Question(
        stage,
        client,
        name,
        reverse,
        helo,
        sender,
        other,
        recipients,
        message,
        login,
        tls,
        size,
        queueId);
  }

  /** The domain of the sender in lower case; empty: it has none. */
  public String senderDomain() {
    return sender == null ? "" : domain(sender);
  }

  static String domain(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? "" : address.substring(at + 1).toLowerCase(java.util.Locale.ROOT);
  }
}
