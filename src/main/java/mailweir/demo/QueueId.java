package mailweir.demo;

/**
 * A queue id of one host.
 *
 * @param hash of host and text
 */
record QueueId(String text, long hash) {
  static QueueId of(int host, String text) {
    long x = 0xcbf29ce484222325L ^ host;
    for (int i = 0; i < text.length(); i++) {
      x ^= text.charAt(i);
      x *= 0x100000001b3L;
    }
    return new QueueId(text, x);
  }

  @Override
  public String toString() {
    return text;
  }
}
