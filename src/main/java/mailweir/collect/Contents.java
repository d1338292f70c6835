package mailweir.collect;

import java.nio.charset.StandardCharsets;

/** What the first uncompressed bytes of a source are. */
enum Contents {
  EMPTY(""),
  /** Lines of text. */
  TEXT(""),
  /** {@code journalctl -o export}. */
  JOURNAL_EXPORT(""),
  /** The journal's own files. */
  JOURNAL(
      "it is a file of the systemd journal; give it as 'journalctl --file=… -o export | mailweir … -'"),
  TAR("it is a tar archive; unpack it and name its folder"),
  ZIP("it is a zip archive; unpack it and name its folder"),
  BINARY("it is no text; name the log itself");

  /** Bytes that are looked at. */
  static final int REACH = 1 << 16;

  private final String remedy;

  Contents(String remedy) {
    this.remedy = remedy;
  }

  /** What it is and what to do instead; empty where it can be read. */
  String remedy() {
    return remedy;
  }

  boolean readable() {
    return remedy.isEmpty();
  }

  /**
   * Text has hardly any control bytes. NULs by themselves say nothing when lines stand behind them (a log truncated under its writer),
   * but they do where they are strewn in.
   */
  static Contents of(byte[] head) {
    int n = head.length;
    if (n == 0) {
      return EMPTY;
    }
    if (n >= 8 && "LPKSHHRH".equals(new String(head, 0, 8, StandardCharsets.ISO_8859_1))) {
      return JOURNAL;
    }
    if (n >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4) {
      return ZIP;
    }
    if (n >= 262 && "ustar".equals(new String(head, 257, 5, StandardCharsets.ISO_8859_1))) {
      return TAR;
    }
    if (JournalExport.begins(head)) {
      return JOURNAL_EXPORT;
    }
    int controls = 0;
    int nulRuns = 0;
    int others = 0;
    byte before = '\n';
    for (int i = 0; i < n; i++) {
      byte b = head[i];
      if (b == 0) {
        if (before != 0) {
          nulRuns++;
        }
      } else {
        others++;
        if ((b > 0 && b < 32 && b != '\n' && b != '\t' && b != '\r' && b != 0x1b) || b == 0x7f) {
          controls++;
        }
      }
      before = b;
    }
    return (controls + nulRuns) * 33L > others + 33 ? BINARY : TEXT;
  }
}
