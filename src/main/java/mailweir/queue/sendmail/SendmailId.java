package mailweir.queue.sendmail;

/** A queue id: {@code 6AKDLo4Y007455}, letters and digits alone. */
public final class SendmailId {
  private static final int SHORTEST = 5;
  private static final int LONGEST = 32;

  private SendmailId() {}

  /** Whether it is one by its letters: nothing that a path or an argument could make something of. */
  public static boolean isOne(String id) {
    return id != null && isOne(id, 0);
  }

  static boolean isOne(String name, int from) {
    int length = name.length() - from;
    if (length < SHORTEST || length > LONGEST) {
      return false;
    }
    for (int i = from; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
        return false;
      }
    }
    return true;
  }
}
