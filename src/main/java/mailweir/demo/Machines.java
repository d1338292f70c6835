package mailweir.demo;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/** The mail servers: their processes with their pids, and their queue ids. */
final class Machines {
  static final String LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

  /** A process of smtpd: busy until {@code free}, then used again, ninety times. */
  static final class Smtpd implements Comparable<Smtpd> {
    int pid;
    private long free;
    private int uses;

    @Override
    public int compareTo(Smtpd o) {
      return free != o.free ? Long.compare(free, o.free) : Integer.compare(pid, o.pid);
    }
  }

  /** One host. */
  private static final class Machine {
    final PriorityQueue<Smtpd> smtpd = new PriorityQueue<>();
    int nextPid;
    int queueManager;
    int anvil;
    int inodes;
    int[] cleanup;
    int[] amavis;
    int[] smtp;
    int[] lmtp;
    int[] virtual;
    int[] local;
    int[] bounce;
    final int[] amavisTurn = new int[10];
  }

  /** The programs of which several processes run. */
  enum Pool {
    CLEANUP,
    SMTP,
    LMTP,
    VIRTUAL,
    LOCAL,
    BOUNCE
  }

  private final Chance chance;
  private final Machine[] machines;
  private final Map<Long, Long> shortIdsBusyUntil = new HashMap<>();
  private long reused;

  Machines(int hosts, Chance chance) {
    this.chance = chance;
    machines = new Machine[hosts];
    for (int h = 0; h < hosts; h++) {
      Machine m = new Machine();
      machines[h] = m;
      m.nextPid = 1200 + 7000 * h;
      m.queueManager = 1180 + h;
      m.anvil = newPid(h);
      m.cleanup = newPids(h, 8);
      m.amavis = newPids(h, 10);
      m.smtp = newPids(h, 20);
      m.lmtp = newPids(h, 6);
      m.virtual = newPids(h, 4);
      m.local = newPids(h, 4);
      m.bounce = newPids(h, 2);
    }
  }

  int count() {
    return machines.length;
  }

  /** How often a short queue id was given again. */
  long reusedIds() {
    return reused;
  }

  int newPid(int host) {
    Machine m = machines[host];
    m.nextPid += chance.between(1, 40);
    if (m.nextPid > 4100000) {
      m.nextPid = 1200;
    }
    return m.nextPid;
  }

  private int[] newPids(int host, int n) {
    int[] pids = new int[n];
    for (int i = 0; i < n; i++) {
      pids[i] = newPid(host);
    }
    return pids;
  }

  int lastPid(int host) {
    return machines[host].nextPid;
  }

  int queueManager(int host) {
    return machines[host].queueManager;
  }

  int anvil(int host) {
    return machines[host].anvil;
  }

  /** The process that takes a session; it has to be given back. */
  Smtpd take(int host, long time) {
    PriorityQueue<Smtpd> idle = machines[host].smtpd;
    Smtpd s = idle.peek();
    if (s != null && s.free <= time) {
      idle.poll();
      if (++s.uses > 90) {
        s.pid = newPid(host);
        s.uses = 0;
      }
    } else {
      s = new Smtpd();
      s.pid = newPid(host);
    }
    return s;
  }

  void giveBack(int host, Smtpd s, long time) {
    s.free = time + 1;
    machines[host].smtpd.add(s);
  }

  /** One of the processes of a program; now and then a new one. */
  int pid(Pool pool, int host) {
    Machine m = machines[host];
    int[] pids =
        switch (pool) {
          case CLEANUP -> m.cleanup;
          case SMTP -> m.smtp;
          case LMTP -> m.lmtp;
          case VIRTUAL -> m.virtual;
          case LOCAL -> m.local;
          case BOUNCE -> m.bounce;
        };
    int i = chance.below(pids.length);
    if (chance.happens(.01)) {
      pids[i] = newPid(host);
    }
    return pids[i];
  }

  int amavisWorkers(int host) {
    return machines[host].amavisTurn.length;
  }

  int amavis(int host, int worker) {
    return machines[host].amavis[worker];
  }

  /** How many messages this worker has had, from 1 to 20. */
  int amavisTurn(int host, int worker) {
    int[] turn = machines[host].amavisTurn;
    turn[worker] = turn[worker] % 20 + 1;
    return turn[worker];
  }

  /** Hosts with an even number have long queue ids; on the others short ones are given again. */
  QueueId newQueueId(int host, long time, long busyUntil) {
    if ((host & 1) == 0) {
      StringBuilder b = new StringBuilder(16);
      base52(b, time / 1000, 6);
      base52(b, (time % 1000) * 1000 + chance.below(1000), 4);
      b.append('z');
      base52(b, 1000000 + (machines[host].inodes++ % 6000), 1);
      return QueueId.of(host, b.toString());
    }
    while (true) {
      int micros = chance.below(1000000);
      int inode = 0x21000 + (machines[host].inodes++ % 4000);
      QueueId id =
          QueueId.of(host, fiveHex(micros) + Integer.toHexString(inode).toUpperCase(Locale.ROOT));
      Long busy = shortIdsBusyUntil.get(id.hash());
      if (busy == null || busy < time - 3600000L) {
        reused += busy == null ? 0 : 1;
        shortIdsBusyUntil.put(id.hash(), busyUntil);
        return id;
      }
    }
  }

  private static String fiveHex(int v) {
    String s = Integer.toHexString(v).toUpperCase(Locale.ROOT);
    return "00000".substring(Math.min(5, s.length())) + s;
  }

  private static void base52(StringBuilder b, long value, int atLeast) {
    char[] digits = new char[16];
    int n = 0;
    long v = value;
    do {
      digits[n++] = LETTERS.charAt((int) (v % 52));
      v /= 52;
    } while (v > 0);
    while (n < atLeast) {
      digits[n++] = '0';
    }
    while (n > 0) {
      b.append(digits[--n]);
    }
  }
}
