package mailweir.identity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.slice.Slice;

/**
 * The identity of a line: a 64-bit hash of its host, its UTC second, its program, its pid and its text, the same in every envelope
 * and in every process and version of the program.
 *
 * <p>What does not matter: the form of the stamp and its fraction, a priority, the host's domain, blanks, CR and NULs around the
 * text. The program counts up to its first slash, because RFC 5424 as rsyslog writes it says {@code postfix} where the traditional
 * form says {@code postfix/smtpd}; the pid is the same. A {@code message repeated n times: [ … ]} stands for itself: it is hashed as
 * it was wrapped.
 *
 * <p>Confined to one thread, beside the reader whose lines it is shown. Costs no object for a line.
 */
public final class LineIdentity {
  private static final long LATEST = 253_402_300_799_999_999L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SECOND = 0x9E3779B97F4A7C15L;
  private static final long LANE = 0xC2B2AE3D27D4EB4FL;
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
    long h =
        Slice.mix(hostHash(line.host) + second(line.time) * SECOND) ^ programHash(line.program);
    byte[] a = line.array;
    int pidFrom = line.pidFrom;
    int pidTo = line.pidTo;
    if (pidTo > pidFrom && !(pidTo - pidFrom == 1 && a[pidFrom] == '-')) {
      h = hash(a, pidFrom, pidTo, h);
    }
    int from = textFrom(line);
    int to = line.textTo;
    while (to > from && blank(a[to - 1])) {
      to--;
    }
    while (from < to && blank(a[from])) {
      from++;
    }
    return hash(a, from, to, h);
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

  /** A hash of [from, to) that goes on from {@code seed}: two lanes of eight bytes, folded at the end. */
  static long hash(byte[] a, int from, int to, long seed) {
    int n = to - from;
    long x = seed ^ (n * LANE);
    long y = seed + SECOND;
    int i = from;
    for (; i + 16 <= to; i += 16) {
      x = Slice.mix(x ^ (long) LONG.get(a, i));
      y = Slice.mix(y ^ (long) LONG.get(a, i + 8));
    }
    if (i + 8 <= to) {
      x = Slice.mix(x ^ (long) LONG.get(a, i));
      i += 8;
    }
    if (i < to) {
      y = Slice.mix(y ^ (n >= 8 ? (long) LONG.get(a, to - 8) : few(a, from, to)));
    }
    return Slice.mix(x ^ Long.rotateLeft(y, 32));
  }

  private static long few(byte[] a, int from, int to) {
    long v = 0;
    for (int i = from; i < to; i++) {
      v = v << 8 | (a[i] & 0xFF);
    }
    return v;
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
