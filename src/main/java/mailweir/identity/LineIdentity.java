package mailweir.identity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;

/**
 * The identity of a line: a 64-bit hash of its host, its UTC second, its program, its pid and its text, the same in every envelope
 * and in every process and version of the program.
 *
 * <p>What does not matter: the form of the stamp and its fraction, a priority, the host's domain, blanks, CR and NULs around the
 * text. The program counts up to its first slash, because RFC 5424 as rsyslog writes it says {@code postfix} where the traditional
 * form says {@code postfix/smtpd}; the pid is the same. A {@code message repeated n times: [ … ]} stands for itself: it is hashed as
 * it was wrapped. multilog's label counts to the microsecond: its text has neither a host nor a pid, and the same is said often.
 *
 * <p>Confined to one thread, beside the reader whose lines it is shown. Costs no object for a line.
 */
public final class LineIdentity {
  private static final long LATEST = 253_402_300_799_999_999L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long S0 = 0x2D358DCCAA6C78A5L;
  private static final long S1 = 0x8BB84B93962EACC9L;
  private static final long S2 = 0x4B33A62ED433D4A3L;
  private static final long S3 = 0x4D5A2DA51DE1AA47L;
  private static final byte[] REPEATED =
      "message repeated ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final int REPEATED_REACH = 64;

  private final Hosts hosts;
  private final NameHashes hostHashes = new NameHashes();
  private final NameHashes programHashes = new NameHashes();
  private int[] hostIds = new int[64];
  private int unstated = -1;

  public LineIdentity(Hosts hosts) {
    this.hosts = hosts;
  }

  /** The identity of the line. */
  public long of(Line line) {
    return line.inOwnFile ? ofOwnFile(line) : of(line, textFrom(line));
  }

  /** As the line stands in its program's own file: without program, and without a process where the program does not name it. */
  private long ofOwnFile(Line line) {
    byte[] a = line.array;
    int from = line.bodyFrom;
    int to = from;
    if (a[from] == '[') {
      to = Slice.indexOf(a, ++from, line.textTo, (byte) ']');
    }
    return of(line, line.bodyFrom, 0, pid(a, from, to));
  }

  /** The identity that the line would have if its text began at this index of its array. */
  public long of(Line line, int textFrom) {
    return of(line, textFrom, programHash(line.program), pid(line.array, line.pidFrom, line.pidTo));
  }

  private long of(Line line, int textFrom, long program, long pid) {
    byte[] a = line.array;
    int from = textFrom;
    int to = line.textTo;
    while (to > from && blank(a[to - 1])) {
      to--;
    }
    while (from < to && blank(a[from])) {
      from++;
    }
    boolean isLabelled = line.stamp.present && Envelopes.hasLabel(line);
    long when = isLabelled ? clamp(line.time) : second(line.time);
    long who = fold(hostHash(line.host) ^ S0, when ^ S1);
    long what = fold(program ^ S2, pid ^ S3);
    return fold(hash(a, from, to) ^ S1, who ^ what);
  }

  /** The id of the line's host in the run's {@link Hosts}. */
  public int host(Line line) {
    Name name = line.host;
    if (name == null) {
      if (unstated < 0) {
        unstated = hosts.id(null);
      }
      return unstated;
    }
    hostHash(name);
    return hostIds[name.id()];
  }

  /** Minutes since 1970 UTC of a time in microseconds. */
  public static int minute(long micros) {
    return (int) (clamp(micros) / 60_000_000L);
  }

  /** A time as lines are kept: within 1970 and 9999. A line that states none belongs to the first instant. */
  public static long clamp(long micros) {
    return Math.max(0, Math.min(LATEST, micros));
  }

  private static long second(long micros) {
    return clamp(micros) / 1_000_000L;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == 0;
  }

  /** Where the message begins, before a repetition was unwrapped. */
  private static int textFrom(Line line) {
    byte[] a = line.array;
    int text = line.textFrom;
    int before = text - 1;
    if (before > 0 && a[before] == ' ') {
      before--;
    }
    if (before <= 0 || a[before] != '[') {
      return text;
    }
    int lowest = Math.max(0, before - REPEATED_REACH);
    for (int i = before - REPEATED.length; i >= lowest; i--) {
      if (Slice.regionIs(a, i, before, REPEATED)) {
        return i;
      }
    }
    return text;
  }

  private long hostHash(Name name) {
    if (name == null) {
      return 1;
    }
    NameHashes known = hostHashes;
    if (!known.has(name)) {
      int id = hosts.id(name.text());
      Slice canonical = Slice.of(hosts.name(id));
      known.put(name, canonical.isEmpty() ? 1 : canonical.hash());
      if (hostIds.length <= name.id()) {
        hostIds = Arrays.copyOf(hostIds, Math.max(name.id() + 1, hostIds.length * 2));
      }
      hostIds[name.id()] = id;
    }
    return known.hashes[name.id()];
  }

  private long programHash(Name name) {
    if (name == null) {
      return 0;
    }
    NameHashes known = programHashes;
    if (!known.has(name)) {
      int slash = name.text().indexOf('/');
      known.put(name, Slice.of(slash > 0 ? name.text().substring(0, slash) : name.text()).hash());
    }
    return known.hashes[name.id()];
  }

  /** The pid's bytes as a number; 0 when there is none. */
  private static long pid(byte[] a, int from, int to) {
    int n = to - from;
    if (n <= 0 || n == 1 && a[from] == '-') {
      return 0;
    }
    if (n > 8) {
      return hash(a, from, to);
    }
    return to >= 8 ? (long) LONG.get(a, to - 8) >>> (8 - n << 3) : few(a, from, to);
  }

  /** A hash of [from, to): two lanes of sixteen bytes, so that the processor multiplies for both at a time. */
  public static long hash(byte[] a, int from, int to) {
    int n = to - from;
    long x = n * S0;
    long y = S1;
    int i = from;
    for (; i + 32 <= to; i += 32) {
      x = fold((long) LONG.get(a, i) ^ S2, (long) LONG.get(a, i + 8) ^ x);
      y = fold((long) LONG.get(a, i + 16) ^ S3, (long) LONG.get(a, i + 24) ^ y);
    }
    if (i + 16 <= to) {
      x = fold((long) LONG.get(a, i) ^ S2, (long) LONG.get(a, i + 8) ^ x);
      i += 16;
    }
    if (i < to) {
      if (n >= 16) {
        y = fold((long) LONG.get(a, to - 16) ^ S3, (long) LONG.get(a, to - 8) ^ y);
      } else if (n >= 8) {
        y = fold((long) LONG.get(a, from) ^ S3, (long) LONG.get(a, to - 8) ^ y);
      } else {
        y = fold(few(a, from, to) ^ S3, y);
      }
    }
    return fold(x ^ S3, y ^ S2);
  }

  /** The bytes as one number, the first lowest. */
  private static long few(byte[] a, int from, int to) {
    long v = 0;
    for (int i = to - 1; i >= from; i--) {
      v = v << 8 | (a[i] & 0xFF);
    }
    return v;
  }

  /** Both halves of the 128-bit product, and what went in: no factor, be it 0, makes the other one vanish. */
  private static long fold(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b) ^ (a * b) ^ a ^ Long.rotateLeft(b, 32);
  }

  /** The hashes of the names of one reader, by the names' ids. */
  private static final class NameHashes {
    private Name[] names = new Name[64];
    private long[] hashes = new long[64];

    boolean has(Name name) {
      return name.id() < names.length && names[name.id()] == name;
    }

    void put(Name name, long hash) {
      if (name.id() >= names.length) {
        int n = Math.max(name.id() + 1, names.length * 2);
        names = Arrays.copyOf(names, n);
        hashes = Arrays.copyOf(hashes, n);
      }
      names[name.id()] = name;
      hashes[name.id()] = hash;
    }
  }
}
