package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Grounds;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * Mailweir's own policy server: {@code action=greylist rule=… client=… name=… helo=… from=<…> to=<…> stage=RCPT os="…" reason="…" wait=300
 * queue_id=… mode=enforce} (docs/policy.md). Values with blanks stand in quotes, addresses in angle brackets; what would end one is written
 * {@code \xHH} there.
 *
 * <p>It tells the decision; the refusal that counts is the mail server's line.
 */
public final class MailweirPolicy implements Dialect {
  private static final byte[] ACTION = bytes("action=");
  private static final byte[] SHADOW = bytes("shadow");

  /** What the line's keys are, in the order of {@link #VALUES}. */
  private static final byte[][] KEYS = {
    ACTION,
    bytes("rule="),
    bytes("client="),
    bytes("name="),
    bytes("helo="),
    bytes("from="),
    bytes("to="),
    bytes("stage="),
    bytes("os="),
    bytes("reason="),
    bytes("waited="),
    bytes("queue_id="),
    bytes("mode=")
  };

  private static final int VALUES = KEYS.length;

  private final Phrases phrases = new Phrases().note("filter_note", "*");

  @Override
  public String name() {
    return "mailweir-policy";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("mailweir-policy");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    if (!Slice.regionIs(a, p, to, ACTION)) {
      return phrases.read(a, p, to);
    }
    Slice[] v = new Slice[VALUES];
    while (p < to) {
      int equals = Scan.upTo(a, p, to, '=');
      if (equals == to) {
        break;
      }
      int from = equals + 1;
      char mark = from < to && a[from] == '"' ? '"' : from < to && a[from] == '<' ? '>' : ' ';
      int begin = mark == ' ' ? from : from + 1;
      int end = Scan.upTo(a, begin, to, mark);
      for (int k = 0; k < VALUES; k++) {
        if (v[k] == null && KEYS[k].length == from - p && Slice.regionIs(a, p, from, KEYS[k])) {
          v[k] = new Slice(a, begin, end);
          break;
        }
      }
      p = Math.min(to, Scan.upTo(a, Math.min(to, end), to, ' ') + 1);
    }
    return new Event.Greylisted(
        v[0],
        v[9],
        new Event.Peer(v[3], v[2] == null ? null : Scan.ip(a, v[2].from, v[2].to), -1),
        new Event.Envelope(v[5], v[6], null, v[4]),
        v[11],
        new Grounds(
            v[1],
            v[8],
            v[7],
            v[10] == null ? -1 : v[10].number(),
            v[12] != null && v[12].is(SHADOW)));
  }
}
