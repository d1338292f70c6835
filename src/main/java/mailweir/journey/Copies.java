package mailweir.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import mailweir.event.Event;
import mailweir.identity.LineIdentity;
import mailweir.parse.Dialects;
import mailweir.parse.Line;

/**
 * Entries that a server writes twice into one log (Exim by syslog): of two equal ones the second says nothing new.
 *
 * <p>Equal are entries of one host, second, process and words. Of n equal ones every second is a copy, so n of them are as many as half of n,
 * rounded up: that is the same in whatever order they come, and right too where the server was told to write each but once. Held are the
 * identities that were met an odd number of times: in a store for two days of the log's own clock, in a report of files to its end.
 * Several threads may share one.
 */
public final class Copies implements Open {
  private static final long HOUR = 3_600_000_000L;
  private static final int HOURS_HELD = 48;

  private final Map<Long, Odd> byHour = new HashMap<>();
  private long newest = Long.MIN_VALUE;

  /** What a line says: {@code event}, or nothing where it is the copy of an entry. Of a repeated line, how often it says it. */
  public Event once(Dialects dialects, LineIdentity identity, Line line, Event event) {
    int words = dialects.wordsOfCopy(line, event);
    if (words < 0) {
      return event;
    }
    int firsts = firsts(line.time, identity.of(line, words), Math.max(1, line.repeat));
    if (firsts == 0) {
      return Event.UNINFORMATIVE;
    }
    line.repeat = firsts;
    return event;
  }

  private synchronized int firsts(long time, long identity, int n) {
    long hour = Math.floorDiv(LineIdentity.clamp(time), HOUR);
    newest = Math.max(newest, hour);
    Odd odd = byHour.computeIfAbsent(hour, k -> new Odd());
    int before = odd.has(identity) ? 1 : 0;
    if ((n & 1) != 0) {
      odd.toggle(identity);
    }
    return (before + n + 1) / 2 - before;
  }

  @Override
  public synchronized void save(DataOutputStream to) throws IOException {
    byHour.entrySet().removeIf(e -> e.getValue().size == 0 || newest - e.getKey() > HOURS_HELD);
    to.write(1);
    to.writeLong(newest);
    to.writeInt(byHour.size());
    for (Map.Entry<Long, Odd> e : byHour.entrySet()) {
      to.writeLong(e.getKey());
      e.getValue().save(to);
    }
  }

  @Override
  public synchronized void load(DataInputStream from) throws IOException {
    if (from.read() < 0) {
      // written before copies were told apart
      return;
    }
    newest = from.readLong();
    for (int n = from.readInt(); n > 0; n--) {
      long hour = from.readLong();
      Odd odd = new Odd();
      for (int k = from.readInt(); k > 0; k--) {
        odd.toggle(from.readLong());
      }
      byHour.put(hour, odd);
    }
  }

  /** A set of identities, in which a place that is 0 is free. */
  private static final class Odd {
    private long[] slots = new long[16];
    private int size;

    boolean has(long identity) {
      return slots[slot(identity)] != 0;
    }

    /** Adds what is not there, and takes away what is. */
    void toggle(long identity) {
      int i = slot(identity);
      if (slots[i] != 0) {
        takeAway(i);
        size--;
        return;
      }
      slots[i] = key(identity);
      if (++size * 2 > slots.length) {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long one : old) {
          if (one != 0) {
            slots[slot(one)] = one;
          }
        }
      }
    }

    /** What stands behind moves up, so that whatever is looked for is found without gaps. */
    private void takeAway(int hole) {
      int mask = slots.length - 1;
      int free = hole;
      for (int i = hole + 1 & mask; slots[i] != 0; i = i + 1 & mask) {
        int home = (int) slots[i] & mask;
        if ((i - home & mask) >= (i - free & mask)) {
          slots[free] = slots[i];
          free = i;
        }
      }
      slots[free] = 0;
    }

    private int slot(long identity) {
      long key = key(identity);
      int mask = slots.length - 1;
      int i = (int) key & mask;
      while (slots[i] != 0 && slots[i] != key) {
        i = i + 1 & mask;
      }
      return i;
    }

    private static long key(long identity) {
      return identity == 0 ? 1 : identity;
    }

    void save(DataOutputStream to) throws IOException {
      to.writeInt(size);
      for (long one : slots) {
        if (one != 0) {
          to.writeLong(one);
        }
      }
    }
  }
}
