package mailweir.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The newest fact of each message of a place, in columns of numbers: a message takes about a hundred bytes. Not safe for threads. */
final class Facts {
  private static final byte GONE = 1;
  private static final byte HELD = 2;

  final Texts texts = new Texts();
  private int count;
  private int[] table = new int[64];
  private long[] time = new long[16];
  private long[] arrived = new long[16];
  private long[] size = new long[16];
  private long[] tried = new long[16];
  private int[] id = new int[16];
  private int[] queue = new int[16];
  private int[] sender = new int[16];
  private int[] client = new int[16];
  private int[] clientName = new int[16];
  private int[] account = new int[16];
  private int[] reason = new int[16];
  private int[] recipients = new int[16];
  private int[] attempts = new int[16];

  /** The one named recipient; below 0: where in {@link #lists} there are others, inverted. */
  private int[] to = new int[16];

  private byte[] flags = new byte[16];

  /** How many recipients, then they; for messages that have not just one. */
  private int[] lists = new int[16];

  private int listed = 1;

  /** How many facts there are. */
  int size() {
    return count;
  }

  /** Whether a fact says that its message waits. */
  boolean waits(int fact) {
    return (flags[fact] & GONE) == 0;
  }

  int queue(int fact) {
    return queue[fact];
  }

  long arrived(int fact) {
    return arrived[fact];
  }

  int clientName(int fact) {
    return clientName[fact];
  }

  /** The number of the text by which a message is grouped; destinations are asked of {@link #to}. */
  int column(By by, int fact) {
    return switch (by) {
      case QUEUE -> queue[fact];
      case SENDER -> sender[fact];
      case RELAY -> client[fact];
      case ACCOUNT -> account[fact];
      case REASON -> reason[fact];
      case HOST, AGE, DOMAIN -> Texts.NONE;
    };
  }

  /** How many recipients are named. */
  int named(int fact) {
    return to[fact] > 0 ? 1 : to[fact] == 0 ? 0 : lists[-to[fact]];
  }

  /** The number of a named recipient. */
  int to(int fact, int index) {
    return to[fact] > 0 ? to[fact] : lists[-to[fact] + 1 + index];
  }

  private int find(int idNumber, long itsArrival) {
    int at = hash(idNumber, itsArrival) & table.length - 1;
    while (table[at] != 0) {
      int fact = table[at] - 1;
      if (id[fact] == idNumber && arrived[fact] == itsArrival) {
        return fact;
      }
      at = at + 1 & table.length - 1;
    }
    return -1;
  }

  private static int hash(int number, long arrival) {
    long hash = (number * 0x9E3779B97F4A7C15L ^ arrival) * 0xff51afd7ed558ccdL;
    return (int) (hash ^ hash >>> 32);
  }

  /**
   * Notes what is known of a message since an instant, if nothing newer is. Of two facts of one instant, which nobody makes, the same one counts
   * whatever came first.
   *
   * @param m absent: it is gone
   * @param most facts that there may be
   * @return false: there is no room
   */
  boolean put(Waiting.Key key, long since, Waiting m, int most) {
    int idNumber = texts.of(key.id());
    int fact = find(idNumber, key.arrived());
    if (fact < 0) {
      if (count >= most) {
        return false;
      }
      fact = add(idNumber, key.arrived());
    } else if (since < time[fact] || since == time[fact] && !isOver(m, fact)) {
      return true;
    }
    set(fact, since, m);
    return true;
  }

  private boolean isOver(Waiting m, int fact) {
    return m != null && (!waits(fact) || m.toString().compareTo(waiting(fact).toString()) > 0);
  }

  private int add(int idNumber, long itsArrival) {
    if (count == time.length) {
      grow(count + count / 2);
    }
    int fact = count++;
    id[fact] = idNumber;
    arrived[fact] = itsArrival;
    if (count * 2 > table.length) {
      table = new int[table.length * 2];
      for (int i = 0; i < count; i++) {
        index(i);
      }
    } else {
      index(fact);
    }
    return fact;
  }

  private void index(int fact) {
    int at = hash(id[fact], arrived[fact]) & table.length - 1;
    while (table[at] != 0) {
      at = at + 1 & table.length - 1;
    }
    table[at] = fact + 1;
  }

  private void grow(int length) {
    time = Arrays.copyOf(time, length);
    arrived = Arrays.copyOf(arrived, length);
    size = Arrays.copyOf(size, length);
    tried = Arrays.copyOf(tried, length);
    id = Arrays.copyOf(id, length);
    queue = Arrays.copyOf(queue, length);
    sender = Arrays.copyOf(sender, length);
    client = Arrays.copyOf(client, length);
    clientName = Arrays.copyOf(clientName, length);
    account = Arrays.copyOf(account, length);
    reason = Arrays.copyOf(reason, length);
    recipients = Arrays.copyOf(recipients, length);
    attempts = Arrays.copyOf(attempts, length);
    to = Arrays.copyOf(to, length);
    flags = Arrays.copyOf(flags, length);
  }

  private void set(int fact, long since, Waiting m) {
    time[fact] = since;
    if (m == null) {
      flags[fact] = GONE;
      return;
    }
    flags[fact] = m.held() ? HELD : 0;
    size[fact] = m.size();
    tried[fact] = m.tried();
    queue[fact] = texts.of(m.queue());
    sender[fact] = texts.of(m.sender());
    client[fact] = texts.of(m.client());
    clientName[fact] = texts.of(m.clientName());
    account[fact] = texts.of(m.account());
    reason[fact] = texts.of(m.reason());
    recipients[fact] = m.recipients();
    attempts[fact] = m.attempts();
    List<String> all = m.to();
    if (all.size() < 2) {
      to[fact] = all.isEmpty() ? 0 : texts.of(all.getFirst());
    } else {
      if (listed + all.size() + 1 > lists.length) {
        lists = Arrays.copyOf(lists, Math.max(lists.length * 2, listed + all.size() + 1));
      }
      to[fact] = -listed;
      lists[listed++] = all.size();
      for (String one : all) {
        lists[listed++] = texts.of(one);
      }
    }
  }

  /** The message of a fact. */
  Waiting waiting(int fact) {
    List<String> all = new ArrayList<>(named(fact));
    for (int i = 0; i < named(fact); i++) {
      all.add(texts.text(to(fact, i)));
    }
    return new Waiting(
        texts.text(queue[fact]),
        texts.text(id[fact]),
        arrived[fact],
        size[fact],
        texts.text(sender[fact]),
        texts.text(client[fact]),
        texts.text(clientName[fact]),
        texts.text(account[fact]),
        recipients[fact],
        all,
        texts.text(reason[fact]),
        attempts[fact],
        tried[fact],
        (flags[fact] & HELD) != 0);
  }

  String id(int fact) {
    return texts.text(id[fact]);
  }

  /** The facts from an instant on, without the room and the texts of those before. */
  Facts since(long instant) {
    Facts kept = new Facts();
    for (int i = 0; i < count; i++) {
      if (time[i] >= instant) {
        kept.put(
            new Waiting.Key(id(i), arrived[i]),
            time[i],
            waits(i) ? waiting(i) : null,
            Integer.MAX_VALUE);
      }
    }
    return kept;
  }
}
