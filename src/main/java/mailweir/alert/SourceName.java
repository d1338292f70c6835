package mailweir.alert;

/** Names of sources as alerts know them. */
final class SourceName {
  private SourceName() {}

  /**
   * A source's name without what a new file of the same log changes: the follower's number behind {@code #}, a date in the name, and
   * what rotation puts behind it.
   */
  static String of(String source) {
    String name = source.replaceFirst("#[0-9]+$", "");
    return name.indexOf('/') < 0
        ? name
        : name.replaceFirst("\\.(gz|xz|bz2|zst)$", "")
            .replaceFirst("\\.[0-9]{1,3}$", "")
            .replaceFirst("[0-9]{4}-?[0-9]{2}-?[0-9]{2}(?=[^/]*$)", "*");
  }

  /** The sender of {@code agent NAME PATH}; {@code null} for another source. */
  static String agent(String source) {
    if (!source.startsWith("agent ")) {
      return null;
    }
    int end = source.indexOf(' ', 6);
    return end < 0 ? null : source.substring(6, end);
  }
}
