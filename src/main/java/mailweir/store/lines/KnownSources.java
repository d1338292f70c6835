package mailweir.store.lines;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The sources and what each has told of minutes that it did not tell exactly as they are stored, kept in one log.
 *
 * <p>{@code sources.3.src}: records of a source's number and key, of identities told, of minutes done with. 8 bytes an identity, and
 * only while two sources are apart.
 */
final class KnownSources {
  static final String ENDING = ".src";
  private static final long SMALL_LOG = 1 << 20;
  private static final int SOURCE = 1;
  private static final int TOLD = 2;
  private static final int DONE = 3;
  private static final int GONE = 4;

  /** A source. Numbers are from 1 and never used again. */
  static final class Known {
    final int number;
    final String key;
    final Map<Long, ToldLines> told = new HashMap<>();
    final Set<Long> changed = new LinkedHashSet<>();

    /** Minutes of which the log has identities. */
    final Set<Long> inLog = new HashSet<>();

    /** Latest minute that it has told of. */
    long newest;

    /** {@link #newest} when old identities were let go last. */
    long swept = -1;

    /** No more lines are expected. */
    boolean finished;

    Known(int number, String key) {
      this.number = number;
      this.key = key;
    }

    ToldLines told(long key) {
      return told.computeIfAbsent(key, k -> new ToldLines());
    }

    void put(long key, ToldLines lines) {
      lines.logged = -1;
      told.put(key, lines);
      changed.add(key);
    }

    void done(long key) {
      if (told.remove(key) != null) {
        changed.add(key);
      }
    }
  }

  private final CommittedFiles files;
  private final LineVault vault;
  private final IntSupplier highest;
  private final Map<String, Known> byKey = new LinkedHashMap<>();
  private final Map<Integer, Known> byNumber = new HashMap<>();
  private final RecordWriter record = new RecordWriter();
  private String file;
  private int last;
  private int writing;

  /**
   * @param highest the highest number that any digest names: asked when the log is lost
   */
  KnownSources(CommittedFiles files, LineVault vault, IntSupplier highest) {
    this.files = files;
    this.vault = vault;
    this.highest = highest;
    load();
  }

  /** The source of a key; a new one when there is none, or when it begins anew. */
  Known source(String key, boolean anew) {
    Known known = byKey.get(key);
    if (known == null || anew) {
      if (known != null) {
        record.number(GONE);
        record.number(known.number);
        byNumber.remove(known.number);
      }
      known = new Known(++last, key);
      byKey.put(key, known);
      byNumber.put(last, known);
      introduce(known);
    }
    return known;
  }

  /** A source by number; {@code null} for one that is gone. */
  Known get(int number) {
    return byNumber.get(number);
  }

  Iterable<Known> all() {
    return byNumber.values();
  }

  /** No more lines of it are expected. */
  void finish(Known source) {
    source.finished = true;
    introduce(source);
  }

  /** Writes what changed. */
  void write() {
    for (Known source : byNumber.values()) {
      for (long key : source.changed) {
        ToldLines told = source.told.get(key);
        if ((told == null || told.logged < 0) && source.inLog.remove(key)) {
          head(DONE, source, key);
        }
        if (told != null && told.logged < told.lines) {
          identities(source, key, told, Math.max(0, told.logged));
        }
      }
      source.changed.clear();
    }
    if (!record.isEmpty()) {
      if (file == null) {
        file = name();
      }
      record.appendTo(files, file);
      if (files.length(file) > SMALL_LOG + 4 * size()) {
        writeAnew();
      }
    }
  }

  /** What the files say holds. */
  void load() {
    byKey.clear();
    byNumber.clear();
    record.reset();
    file = null;
    for (String name : files.committed().keySet()) {
      if (name.endsWith(ENDING)) {
        file = name;
        writing = Math.max(writing, Day.writing(name));
      }
    }
    if (file == null) {
      last = Math.max(last, highest.getAsInt());
      return;
    }
    try {
      RecordReader in = new RecordReader(files.disk, file, files.length(file));
      while (in.next()) {
        while (in.hasMore()) {
          read(in);
        }
      }
    } catch (IOException e) {
      lost(e);
    }
  }

  /** Without the log all sources are new ones: their lines are compared with those stored. */
  private void lost(IOException cause) {
    byKey.clear();
    byNumber.clear();
    vault
        .damageNotes()
        .add(
            files.disk.path(file)
                + ": cannot be read ("
                + cause.getMessage()
                + "); lines read again are compared with those stored; nothing is to be done");
    files.remove(file);
    file = null;
    last = Math.max(last, highest.getAsInt());
  }

  private void read(RecordReader in) {
    int kind = (int) in.number();
    int number = (int) in.number();
    if (kind == SOURCE) {
      String key = in.text();
      Known source = byNumber.computeIfAbsent(number, n -> new Known(n, key));
      source.finished = in.number() == 1;
      source.newest = in.number();
      byKey.put(key, source);
      last = Math.max(last, number);
      return;
    }
    Known source = byNumber.get(number);
    if (kind == GONE) {
      byNumber.remove(number);
      byKey.remove(source.key, source);
      return;
    }
    long minute = in.number();
    long key = KnownLines.key(vault.hostId(in.text()), minute);
    if (kind == DONE) {
      source.told.remove(key);
      source.inLog.remove(key);
      return;
    }
    ToldLines told = source.told(key);
    for (int n = (int) in.number(); n > 0; n--) {
      told.add(in.eight());
    }
    told.logged = told.lines;
    source.inLog.add(key);
    source.newest = Math.max(source.newest, minute);
  }

  private void writeAnew() {
    files.remove(file);
    file = name();
    List<Known> sources = new ArrayList<>(byNumber.values());
    sources.sort((a, b) -> Integer.compare(a.number, b.number));
    for (Known source : sources) {
      introduce(source);
      source.inLog.clear();
      source.told.forEach((key, told) -> identities(source, key, told, 0));
    }
    if (last > 0 && byNumber.get(last) == null) {
      // Its number must not be given again: digests of minutes may still name it.
      Known none = new Known(last, "");
      introduce(none);
      record.number(GONE);
      record.number(last);
    }
    record.appendTo(files, file);
  }

  private void introduce(Known source) {
    record.number(SOURCE);
    record.number(source.number);
    record.text(source.key);
    record.number(source.finished ? 1 : 0);
    record.number(source.newest);
  }

  private void head(int kind, Known source, long key) {
    record.number(kind);
    record.number(source.number);
    record.number(key & 0xFFFFFFFFL);
    record.text(vault.host((int) (key >>> 32)));
  }

  private void identities(Known source, long key, ToldLines told, int from) {
    head(TOLD, source, key);
    record.number(told.lines - from);
    for (int i = from; i < told.lines; i++) {
      record.eight(told.identity(i));
    }
    told.logged = told.lines;
    source.inLog.add(key);
  }

  private long size() {
    long size = 64L * byNumber.size();
    for (Known source : byNumber.values()) {
      for (ToldLines told : source.told.values()) {
        size += 24 + 8L * told.lines;
      }
    }
    return size;
  }

  private String name() {
    return "sources." + ++writing + ENDING;
  }
}
