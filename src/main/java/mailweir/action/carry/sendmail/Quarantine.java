package mailweir.action.carry.sendmail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The line of a {@code qf} file that says why a message is quarantined: where Sendmail writes it, before the sender's. */
final class Quarantine {
  private Quarantine() {}

  /** The same envelope with the reason, or with none: {@code null}. All other bytes stay as they are. */
  static byte[] with(byte[] envelope, String why) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(envelope.length + 100);
    boolean header = false;
    boolean said = false;
    int at = 0;
    while (at < envelope.length) {
      int stop = at;
      while (stop < envelope.length && envelope[stop] != '\n') {
        stop++;
      }
      stop = Math.min(envelope.length, stop + 1);
      header |= envelope[at] == 'H';
      if (!header && envelope[at] == 'S' && why != null && !said) {
        byte[] line = ("q" + why + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(line, 0, line.length);
        said = true;
      }
      if (header || envelope[at] != 'q') {
        out.write(envelope, at, stop - at);
      }
      at = stop;
    }
    return out.toByteArray();
  }
}
