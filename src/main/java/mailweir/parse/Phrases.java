package mailweir.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mailweir.event.Event;
import mailweir.slice.Slice;

/**
 * The beginnings of lines that count nowhere: those known to carry nothing and those worth a {@link Event.Note}.
 *
 * <p>A phrase is the beginning of a text, of ASCII; a {@code *} in it stands for any bytes (also none), a leading one for any
 * beginning. The longest-standing rule wins: of the phrases that fit, the one that was named first. Filled by a dialect's
 * construction and then only read.
 */
public final class Phrases {
  private static final int ANY = 256;

  private record Phrase(byte[][] segments, String kind) {
    boolean fits(byte[] a, int from, int to) {
      if (!Slice.regionIs(a, from, to, segments[0])) {
        return false;
      }
      int at = from + segments[0].length;
      for (int i = 1; i < segments.length; i++) {
        int found = Slice.indexOf(a, at, to, segments[i]);
        if (found < 0) {
          return false;
        }
        at = found + segments[i].length;
      }
      return true;
    }
  }

  private final Phrase[][] byFirst = new Phrase[ANY + 1][0];

  /** Texts that begin so are known to carry nothing. */
  public Phrases nothing(String... phrases) {
    return add(null, phrases);
  }

  /** Texts that begin so are notes of this kind (docs/reference/events.md). */
  public Phrases note(String kind, String... phrases) {
    return add(kind, phrases);
  }

  private Phrases add(String kind, String... phrases) {
    for (String p : phrases) {
      List<byte[]> segments = new ArrayList<>();
      for (String s : p.split("\\*", -1)) {
        if (segments.isEmpty() || !s.isEmpty()) {
          segments.add(s.getBytes(StandardCharsets.UTF_8));
        }
      }
      byte[] head = segments.getFirst();
      int bucket = head.length == 0 ? ANY : head[0] & 0xFF;
      Phrase[] old = byFirst[bucket];
      Phrase[] grown = java.util.Arrays.copyOf(old, old.length + 1);
      grown[old.length] = new Phrase(segments.toArray(new byte[0][]), kind);
      byFirst[bucket] = grown;
    }
    return this;
  }

  /** What the text [from, to) is: a note, nothing, or not understood. */
  public Event read(byte[] a, int from, int to, Slice queueId, Event.Peer peer) {
    if (from >= to) {
      return Event.UNINFORMATIVE;
    }
    Phrase p = first(byFirst[a[from] & 0xFF], a, from, to);
    if (p == null) {
      p = first(byFirst[ANY], a, from, to);
    }
    if (p == null) {
      return Event.NOT_UNDERSTOOD;
    }
    return p.kind == null
        ? Event.UNINFORMATIVE
        : new Event.Note(p.kind, queueId, peer, new Slice(a, from, to));
  }

  public Event read(byte[] a, int from, int to) {
    return read(a, from, to, null, Event.Peer.NONE);
  }

  private static Phrase first(Phrase[] phrases, byte[] a, int from, int to) {
    for (Phrase p : phrases) {
      if (p.fits(a, from, to)) {
        return p;
      }
    }
    return null;
  }
}
