package mailweir.journey;

/**
 * What lines said about queue ids, until their hops can be folded: marks of eight longs, chained by queue id and host.
 *
 * <pre>
 * 0 time, microseconds         4 c | d
 * 1 hash of a half's text      5 e (a hash)
 * 2 kind << 56 | sub << 48 | sub2 << 40 | bits << 32 | f     6 g (a number of 64 bits)
 * 3 a | b                      7 next mark of the chain
 * </pre>
 *
 * <p>A hash of the line is kept of halves of attempts only (see {@link Attempts}); marks that are equal in all that they say are the same.
 *
 * <p>Not safe for threads: {@link OpenHops} owns it.
 */
final class Marks {
  static final int WIDTH = 8;
  private final Texts texts;
  private long[] rows = new long[WIDTH << 10];
  private int fill = 1;
  private int free;
  private int live;

  /** {@code texts}: those that marks have numbers of; their order of arrival tells nothing, their hashes do. */
  Marks(Texts texts) {
    this.texts = texts;
  }

  /** Adds a mark; its first seven columns are in {@code m} from {@code from} on. */
  int add(long[] m, int from) {
    int mark;
    if (free != 0) {
      mark = free;
      free = (int) rows[mark * WIDTH + 7];
    } else {
      mark = fill++;
      if (fill * WIDTH > rows.length) {
        rows = java.util.Arrays.copyOf(rows, rows.length * 2);
      }
    }
    System.arraycopy(m, from, rows, mark * WIDTH, 7);
    rows[mark * WIDTH + 7] = 0;
    live++;
    return mark;
  }

  void save(int m, java.io.DataOutputStream to) throws java.io.IOException {
    for (int c = 0; c < 7; c++) {
      to.writeLong(rows[m * WIDTH + c]);
    }
  }

  void drop(int m) {
    rows[m * WIDTH + 7] = free;
    free = m;
    live--;
  }

  int live() {
    return live;
  }

  int next(int m) {
    return (int) rows[m * WIDTH + 7];
  }

  void chain(int m, int next) {
    rows[m * WIDTH + 7] = next;
  }

  long time(int m) {
    return rows[m * WIDTH];
  }

  long hash(int m) {
    return rows[m * WIDTH + 1];
  }

  int kind(int m) {
    return (int) (rows[m * WIDTH + 2] >>> 56);
  }

  int sub(int m) {
    return (int) (rows[m * WIDTH + 2] >>> 48 & 255);
  }

  int sub2(int m) {
    return (int) (rows[m * WIDTH + 2] >>> 40 & 255);
  }

  int bits(int m) {
    return (int) (rows[m * WIDTH + 2] >>> 32 & 0xFFFF);
  }

  int f(int m) {
    return (int) rows[m * WIDTH + 2];
  }

  int a(int m) {
    return (int) (rows[m * WIDTH + 3] >>> 32);
  }

  int b(int m) {
    return (int) rows[m * WIDTH + 3];
  }

  long ab(int m) {
    return rows[m * WIDTH + 3];
  }

  int c(int m) {
    return (int) (rows[m * WIDTH + 4] >>> 32);
  }

  void account(int m, int account) {
    rows[m * WIDTH + 4] = (long) account << 32 | rows[m * WIDTH + 4] & 0xFFFFFFFFL;
  }

  int d(int m) {
    return (int) rows[m * WIDTH + 4];
  }

  long e(int m) {
    return rows[m * WIDTH + 5];
  }

  long g(int m) {
    return rows[m * WIDTH + 6];
  }

  /** Whether one mark comes before another in the order in which hops are folded, which no order of arrival changes. */
  boolean before(int x, int y) {
    int ox = x * WIDTH;
    int oy = y * WIDTH;
    if (rows[ox] != rows[oy]) {
      return rows[ox] < rows[oy];
    }
    int kx = kind(x);
    int ky = kind(y);
    return kx != ky ? kx < ky : isLess(kx, x, y);
  }

  /** Whether of two marks of one instant and kind the first says what comes first: what is no text as it is, texts by their hashes. */
  private boolean isLess(int kind, int x, int y) {
    int ox = x * WIDTH;
    int oy = y * WIDTH;
    int order = Long.compare(rows[ox + 2], rows[oy + 2]);
    order = order != 0 ? order : Long.compare(rows[ox + 5], rows[oy + 5]);
    order = order != 0 ? order : Long.compare(rows[ox + 6], rows[oy + 6]);
    order = order != 0 ? order : compare(true, a(x), a(y));
    // an attempt's relay and answer are not told to reports: they come last
    order = order != 0 ? order : compare(true, c(x), c(y));
    order = order != 0 ? order : compare(kind != Words.QUEUED, b(x), b(y));
    order = order != 0 ? order : compare(kind == Words.DELIVERY, d(x), d(y));
    return order != 0 ? order < 0 : rows[ox + 1] < rows[oy + 1];
  }

  private int compare(boolean areTexts, int x, int y) {
    if (x == y) {
      return 0;
    }
    int order = areTexts ? Long.compare(texts.hash(x), texts.hash(y)) : 0;
    return order != 0 ? order : Integer.compare(x, y);
  }
}
