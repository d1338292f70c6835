package mailweir.store.lines;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mailweir.identity.Hosts;

/**
 * Which lines are stored already: law 2 in the store, by digests of host-minutes instead of a set of all identities.
 *
 * <pre>
 *   admit(line) ─► true: new for certain, straight on to parser and vault
 *               └► false: put aside (copied), and released unseen as soon as its source has told the minute as it is stored
 *   settle(…)   ─► at the end of the round: lines put aside in minutes that differ are compared with the stored lines one by one;
 *                  those that are new are handed out
 *   finish()    ─► files and lengths to commit, in one transaction with those of the vault, the facts and the sources' checkpoints
 * </pre>
 *
 * <p><b>Why it is right.</b> What is stored of a minute is, for every identity, the highest number of equal lines that any source has
 * told. For each minute one source is its speaker: it has told exactly what is stored, so whatever it tells next is more than
 * any has told. That is the whole cost of the common case, one source a host: no copy, no comparison, no list. Of any other
 * source the identities told so far are kept, so that its third equal line is known as its third, in whatever round it comes. When
 * they make the same digest as what is stored, all of them repeat it, and the source may take over as speaker. When they do not,
 * the stored lines of that minute are read, identified again and counted.
 *
 * <p><b>Why a kill does not matter.</b> Nothing is remembered outside of the files whose lengths are committed in the same transaction
 * as the lines, the facts and the positions of the sources. After a kill all of them are what they were at the end of the last
 * committed round, and the source is read again from there.
 *
 * <p><b>What is let go.</b> Identities told in a minute that then was complete, an hour after; in one that was not, two days after (by the
 * source's own time). If the source then goes on in that minute, its lines are still compared, but a line equal to one that it
 * told before counts as the same one. A day that retention dropped is not known any more: whoever reads such old lines again has to refuse
 * them before they come here.
 *
 * <p>Confined to one thread.
 */
public final class KnownLines implements AutoCloseable {
  private static final long MICROS_AN_HOUR = 3_600_000_000L;
  private static final long MICROS_A_MINUTE = 60_000_000L;
  private static final long COMPLETE_KEPT = 60;
  private static final long INCOMPLETE_KEPT = 48 * 60;

  /** Tells a stored line's identity again, from its bytes. */
  @FunctionalInterface
  public interface Recall {
    long identity(String host, long micros, byte[] array, int from, int to);
  }

  /** Receives lines that were put aside and are new. The bytes are valid during the call only. */
  @FunctionalInterface
  public interface Survivor {
    void line(
        int source, int host, long micros, long identity, long tag, byte[] array, int from, int to);
  }

  private final Hosts hosts;
  private final LineVault vault;
  private final Recall recall;
  private final CommittedFiles files;
  private final KnownDays days;
  private final KnownSources sources;
  private final Straight straight = new Straight();
  private final Map<Long, List<Integer>> aside = new HashMap<>();
  private KnownSources.Known current;
  private long held;
  private long repeated;

  /** Identities that went straight on in this round: the vault does not show them yet. */
  private static final class Straight {
    long[] keys = new long[1 << 10];
    long[] identities = new long[1 << 10];
    int size;

    void add(long key, long identity) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size + (size >> 1));
        identities = Arrays.copyOf(identities, keys.length);
      }
      keys[size] = key;
      identities[size++] = identity;
    }
  }

  /**
   * Opens what is known.
   *
   * @param committed file name to valid length, of the vault and of this; names of other kinds are not looked at
   * @param hosts those of the vault
   */
  public static KnownLines open(
      Disk disk, Map<String, Long> committed, Hosts hosts, LineVault vault, Recall recall) {
    return new KnownLines(disk, committed, hosts, vault, recall);
  }

  private KnownLines(
      Disk disk, Map<String, Long> committed, Hosts hosts, LineVault vault, Recall recall) {
    this.hosts = hosts;
    this.vault = vault;
    this.recall = recall;
    this.files = new CommittedFiles(disk, committed, KnownDays.ENDING, KnownSources.ENDING);
    this.days = new KnownDays(files, vault, recall);
    this.sources = new KnownSources(files, vault, days::highestSpeaker);
  }

  /**
   * The number of a source.
   *
   * @param key the same as long as the source goes on from its checkpoint: what identifies the file, the stream
   * @param anew whether it is read from its beginning: then it is another source, whatever it told before
   */
  public int source(String key, boolean anew) {
    return sources.source(key, anew).number;
  }

  /** No more lines of this source are expected. If some come all the same, nothing is wrong. */
  public void finished(int source) {
    KnownSources.Known known = sources.get(source);
    if (known != null && !known.finished) {
      sources.finish(known);
      sweep(known);
    }
  }

  /**
   * Whether a line is new for certain and goes straight on. Else it was put aside; if it is new, {@link #settle} hands it out.
   *
   * @param source its number
   * @param micros its time, the one that its identity was made of and that the vault is given
   * @param tag handed back with the line
   */
  public boolean admit(
      int source, int host, long micros, long identity, long tag, byte[] array, int from, int to) {
    KnownSources.Known teller = current;
    if (teller == null || teller.number != source) {
      teller = sources.get(source);
      if (teller == null) {
        throw new IllegalArgumentException("source " + source + " is not known");
      }
      current = teller;
    }
    long time = Day.clamp(micros);
    KnownHour hour = days.hour(host, hour(time));
    int i = minute(time);
    long minute = hour.hour * 60L + i;
    if (minute > teller.newest) {
      teller.newest = minute;
    }
    long key = key(host, minute);
    if (hour.speakers[i] != source) {
      if (!mayTakeOver(teller, hour, i, key)) {
        putAside(teller, hour, i, key, micros, identity, tag, array, from, to);
        return false;
      }
      days.changed(hour);
      hour.speaker(i, source);
    }
    days.changed(hour);
    hour.add(i, identity);
    straight.add(key, identity);
    return true;
  }

  /** Whether the source, which does not speak for the minute, has told all that is stored; what it told is then handed on. */
  private boolean mayTakeOver(KnownSources.Known teller, KnownHour hour, int i, long key) {
    ToldLines told = teller.told.get(key);
    if (hour.lines[i] == 0) {
      teller.done(key);
      return true;
    }
    if (told == null || !told.equalTo(hour, i)) {
      return false;
    }
    if (told.aside != null) {
      // The speaker has told meanwhile what was put aside.
      release(told, key, teller.number);
    }
    teller.done(key);
    KnownSources.Known before = sources.get(hour.speakers[i]);
    if (isAlive(before, key)) {
      before.put(key, told);
    }
    return true;
  }

  private void putAside(
      KnownSources.Known teller,
      KnownHour hour,
      int i,
      long key,
      long micros,
      long identity,
      long tag,
      byte[] array,
      int from,
      int to) {
    ToldLines told = teller.told(key);
    teller.changed.add(key);
    if (told.aside == null) {
      aside.computeIfAbsent(key, k -> new ArrayList<>(1)).add(teller.number);
    }
    told.add(identity);
    told.putAside(hour.host, micros, tag, array, from, to);
    held += to - from;
    if (told.equalTo(hour, i)) {
      release(told, key, teller.number);
      takeOverFromFinished(teller, hour, i, key);
    }
  }

  /** What was put aside of a minute that is told as it is stored repeats it. */
  private void release(ToldLines told, long key, int source) {
    repeated += told.aside.lines;
    held -= told.release();
    List<Integer> who = aside.get(key);
    if (who.size() == 1) {
      aside.remove(key);
    } else {
      who.remove((Integer) source);
    }
  }

  /** A complete copy of what nobody tells any more needs no list. */
  private void takeOverFromFinished(KnownSources.Known teller, KnownHour hour, int i, long key) {
    if (!isAlive(sources.get(hour.speakers[i]), key)) {
      days.changed(hour);
      hour.speaker(i, teller.number);
      teller.done(key);
    }
  }

  /** Whether a source may still go on in a minute. */
  private static boolean isAlive(KnownSources.Known source, long key) {
    return source != null
        && (!source.finished || (key & 0xFFFFFFFFL) >= source.newest - COMPLETE_KEPT);
  }

  /** Ends the round: hands out the lines put aside that are new, host by host and minute by minute. */
  public void settle(Survivor to) {
    if (!aside.isEmpty()) {
      TreeMap<Long, List<Integer>> contested = new TreeMap<>(aside);
      Map<Long, List<Long>> unseen = new HashMap<>();
      for (int n = 0; n < straight.size; n++) {
        if (contested.containsKey(straight.keys[n])) {
          unseen
              .computeIfAbsent(straight.keys[n], k -> new ArrayList<>())
              .add(straight.identities[n]);
        }
      }
      contested.forEach((key, who) -> settle(key, who, unseen.getOrDefault(key, List.of()), to));
      aside.clear();
    }
    held = 0;
  }

  private void settle(long key, List<Integer> who, List<Long> unseen, Survivor to) {
    int host = (int) (key >>> 32);
    long minute = key & 0xFFFFFFFFL;
    KnownHour hour = days.hour(host, (int) (minute / 60));
    int i = (int) (minute % 60);
    Counted stored = new Counted(hour.lines[i]);
    unseen.forEach(stored::add);
    vault.scan(
        hosts.name(host),
        minute * MICROS_A_MINUTE,
        (minute + 1) * MICROS_A_MINUTE,
        (name, micros, array, from, to1) ->
            stored.add(recall.identity(name, micros, array, from, to1)));
    int lost = Math.max(0, hour.lines[i] - stored.lines);
    if (lost == 0 && stored.sum != hour.sums[i]) {
      // Identified otherwise by the version that stored them: what is compared now is what counts.
      days.changed(hour);
      hour.set(i, stored.lines, stored.sum);
    }
    for (int number : who) {
      KnownSources.Known teller = sources.get(number);
      ToldLines told = teller.told.get(key);
      lost = handOut(teller, told, hour, i, key, stored, lost, to);
      told.release();
      if (told.equalTo(hour, i)) {
        takeOverFromFinished(teller, hour, i, key);
      }
    }
  }

  /**
   * Hands out the lines of a source that are more than is stored.
   *
   * @param lost so many stored lines cannot be read any more: lines that are not found are taken for those
   * @return what is left of them
   */
  private int handOut(
      KnownSources.Known teller,
      ToldLines told,
      KnownHour hour,
      int i,
      long key,
      Counted stored,
      int lost,
      Survivor to) {
    LineBuffer lines = told.aside;
    int first = told.lines - lines.lines;
    Counted own = new Counted(told.lines);
    int missing = lost;
    boolean more = false;
    for (int n = 0; n < told.lines; n++) {
      long identity = told.identity(n);
      int k = own.add(identity);
      if (n < first) {
        continue;
      }
      if (k <= stored.of(identity)) {
        repeated++;
      } else if (missing > 0) {
        missing--;
        repeated++;
        stored.add(identity);
      } else {
        if (!more) {
          more = true;
          overtake(hour, i, key, stored);
        }
        stored.add(identity);
        days.changed(hour);
        hour.add(i, identity);
        straight.add(key, identity);
        int line = n - first;
        to.line(
            teller.number,
            hour.host,
            lines.micros[line],
            identity,
            told.tag(line),
            lines.data,
            lines.start(line),
            lines.ends[line]);
      }
    }
    return missing;
  }

  /** The minute's speaker has not told all any more; what it has told is what was stored until now. */
  private void overtake(KnownHour hour, int i, long key, Counted stored) {
    KnownSources.Known speaker = sources.get(hour.speakers[i]);
    if (isAlive(speaker, key)) {
      ToldLines told = new ToldLines();
      stored.each(told::add);
      speaker.put(key, told);
    }
    days.changed(hour);
    hour.speaker(i, KnownHour.NOBODY);
  }

  /** Lines turned away in this round as repetitions of others; final after {@link #settle}. */
  public long repeated() {
    return repeated;
  }

  /** Bytes put aside at present: a caller that sees many ends the round. */
  public long held() {
    return held;
  }

  /**
   * Writes and forces what the round changed.
   *
   * @return the files that changed, each with its new valid length; 0 for one that is gone
   */
  public Map<String, Long> finish() {
    if (!aside.isEmpty()) {
      throw new IllegalStateException("lines are put aside: settle first");
    }
    try {
      for (KnownSources.Known source : sources.all()) {
        if (source.newest > source.swept && !source.told.isEmpty()) {
          sweep(source);
        }
      }
      days.write();
      sources.write();
      return files.force();
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  /** What {@link #finish} or {@link #drop} told is committed. */
  public void committed() {
    files.commit();
    days.rest();
    straight.size = 0;
    repeated = 0;
  }

  /** The round was not committed and will not be: all is as it was before. */
  public void abandon() {
    files.abandon();
    days.forget();
    sources.load();
    aside.clear();
    straight.size = 0;
    held = 0;
    repeated = 0;
    current = null;
  }

  /** Forgets a day, with the vault's. A change between rounds. */
  public Map<String, Long> drop(LocalDate day) {
    days.drop((int) day.toEpochDay());
    return files.force();
  }

  @Override
  public void close() {
    days.forget();
  }

  /** Lets go of identities told long ago. */
  private void sweep(KnownSources.Known source) {
    source.swept = source.newest;
    for (long key : List.copyOf(source.told.keySet())) {
      ToldLines told = source.told.get(key);
      long age = source.newest - (key & 0xFFFFFFFFL);
      if (told.aside != null || age <= COMPLETE_KEPT) {
        continue;
      }
      long minute = key & 0xFFFFFFFFL;
      KnownHour hour = days.hour((int) (key >>> 32), (int) (minute / 60));
      if (told.equalTo(hour, (int) (minute % 60))) {
        takeOverFromFinished(source, hour, (int) (minute % 60), key);
        source.done(key);
      } else if (source.finished || age > INCOMPLETE_KEPT) {
        source.done(key);
      }
    }
  }

  /** Hours since 1970 of a time of the vault. */
  static int hour(long micros) {
    return (int) (micros / MICROS_AN_HOUR);
  }

  /** The minute of its hour. */
  static int minute(long micros) {
    return (int) (micros / MICROS_A_MINUTE % 60);
  }

  static long key(int host, long minute) {
    return (long) host << 32 | (minute & 0xFFFFFFFFL);
  }
}
