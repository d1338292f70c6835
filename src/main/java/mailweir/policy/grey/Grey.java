package mailweir.policy.grey;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The greylist: what was tried before, and what follows for a try now. Thread-safe; time comes with each call. {@link #look} waits for no disk.
 *
 * <p>One process has a folder open at a time. What is answered is on the disk within 100 ms; a disk that fails is told and changes no answer.
 */
public final class Grey implements AutoCloseable {
  /** What follows for a try. */
  public sealed interface Answer {}

  /** Not seen before, or too long ago: it has to come again. */
  public record New(long secondsLeft) implements Answer {}

  /** It came again too early. */
  public record Early(long secondsLeft) implements Answer {}

  /** It came again in time, for the first time; times in milliseconds. */
  public record Passed(long firstSeen, long waited) implements Answer {}

  /** It passed before. */
  public record Known() implements Answer {}

  /** It need not wait. */
  public record Allowed(Why why) implements Answer {}

  /** Why it need not wait. */
  public enum Why {
    CLIENT_LIST,
    RECIPIENT_LIST,
    OPERATOR,
    /** So many triplets of its network or pool passed. */
    PASSED_OFTEN,
    /** The memory is full: it could not be known when it came again. */
    NO_ROOM
  }

  /** How a client behaved before. */
  public enum Earlier {
    NEVER_SEEN,
    WAITING,
    PASSED,
    PASSED_OFTEN
  }

  /** Who waits now. {@code pool} is empty where there is none; times in milliseconds. */
  public record Waiting(
      String client,
      String pool,
      String sender,
      String recipient,
      long first,
      long from,
      long until) {}

  /** What an operator allows. */
  public record Rule(AllowList.Kind kind, String entry, long since) {}

  private record Lists(AllowList clients, AllowList recipients) {}

  private static final Known KNOWN = new Known();
  private static final int LONGEST_ADDRESS = 320;

  /** Of four bytes a letter, three such texts and an address fit a record. */
  private static final int SHORTENED = 90;

  private static final int LONGEST_ENTRY = 500;
  private static final int MANY_JOURNALS = 8;

  private final Settings how;
  private final State state;
  private final Keys keys;
  private final Keeping keeping;
  private final FileChannel lockFile;
  private volatile Lists lists = new Lists(new AllowList(), new AllowList());
  private volatile Lists operator = new Lists(new AllowList(), new AllowList());

  private Grey(Settings how, State state, Keys keys, Keeping keeping, FileChannel lockFile) {
    this.how = how;
    this.state = state;
    this.keys = keys;
    this.keeping = keeping;
    this.lockFile = lockFile;
    state.triplets.tell(keeping);
    state.clients.tell(keeping);
    compileRules();
  }

  /**
   * Opens a folder, which is made when it is not there.
   *
   * @param say takes what an operator has to know
   * @throws GreyFault when it is in use, cannot be read, or is of a newer version
   */
  public static Grey open(Path folder, Settings how, Consumer<String> say) {
    return open(folder, how, Disk.REAL, say);
  }

  static Grey open(Path folder, Settings how, Disk disk, Consumer<String> say) {
    FileChannel lockFile = null;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      lockFile = lock(folder);
      State state = new State(how.most());
      List<Path> files = Keeping.files(folder);
      Path table = null;
      Format format = null;
      long highest = 0;
      for (Path file : files) {
        Format its = Keeping.isTable(file) ? TableFile.format(file) : JournalFile.format(file);
        highest = Math.max(highest, Keeping.number(file));
        if (its == null && Files.size(file) >= Format.LENGTH) {
          say.accept(
              file
                  + ": its beginning is damaged; what it holds is forgotten, and its senders are asked to come again once; look after the disk");
        } else if (its != null) {
          format = its;
          table = Keeping.isTable(file) ? file : table;
        }
      }
      long tableBytes = 0;
      if (table != null) {
        TableFile.read(table, state, say);
        tableBytes = Files.size(table);
      }
      long from = table == null ? 0 : Keeping.number(table);
      long unsaved = 0;
      int journals = 0;
      for (Path file : files) {
        if (!Keeping.isTable(file)
            && Keeping.number(file) >= from
            && JournalFile.format(file) != null) {
          unsaved += JournalFile.read(file, state::replay, say) * Record.SHORTEST;
          journals++;
        }
      }
      if (format == null) {
        SecureRandom random = new SecureRandom();
        format = new Format(random.nextLong(), random.nextLong(), 0);
      }
      Format next = new Format(format.k0(), format.k1(), highest + 1);
      Keeping keeping = new Keeping(folder, state, how, disk, next, unsaved, tableBytes, say);
      if (journals >= MANY_JOURNALS) {
        keeping.copySoon();
      }
      return new Grey(how, state, new Keys(next.k0(), next.k1()), keeping, lockFile);
    } catch (IOException e) {
      closeQuietly(lockFile);
      throw new GreyFault(
          folder
              + ": the greylist's memory cannot be read ("
              + e
              + "); nobody is greylisted; mend the folder and start again",
          e);
    } catch (GreyFault e) {
      closeQuietly(lockFile);
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new GreyFault(
          folder
              + ": another process has the greylist's memory open; nothing was read or changed; end that one, or name another folder");
    }
    return channel;
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // the fault that is thrown says more
      }
    }
  }

  /** Puts these lists in the place of those before; looks under way end with the old ones. */
  public void lists(AllowList clients, AllowList recipients) {
    lists = new Lists(clients, recipients);
  }

  private static String cut(String address) {
    return address.length() > LONGEST_ADDRESS ? address.substring(0, LONGEST_ADDRESS) : address;
  }

  /** One try by a client whose name is not known. */
  public Answer look(InetAddress client, String pool, String sender, String recipient, long now) {
    return look(client, null, pool, sender, recipient, now);
  }

  /**
   * One try, which is remembered.
   *
   * @param name the client's verified name, or {@code null}
   * @param pool what the client's addresses have in common, in place of its network, or {@code null}
   * @param now in milliseconds since 1970
   */
  public Answer look(
      InetAddress client, String name, String pool, String sender, String recipient, long now) {
    keeping.isNow(now);
    String to = cut(recipient).toLowerCase(Locale.ROOT);
    String by = Sender.normal(cut(sender));
    byte[] of = Keys.client(client, pool);
    long key = keys.ofTriplet(of, by, to);
    Why listed = listed(client, name, to);
    if (listed != null) {
      settle(key, now);
      return new Allowed(listed);
    }
    long clientKey = keys.ofClient(of);
    long known = client(clientKey, now);
    if (how.autoAllow() > 0 && Word.count(known) >= how.autoAllow()) {
      if (now - Word.time(known) > how.refresh()) {
        changeClient(clientKey, now, 0);
      }
      settle(key, now);
      return new Allowed(Why.PASSED_OFTEN);
    }
    long cut = Word.hasCut(known) ? Word.time(state.clients.get(keys.ofCut(of))) : 0;
    Answer answer = triplet(key, cut, now, client, pool, sender, to);
    int passed = answer instanceof Passed ? 1 : 0;
    if (passed > 0 || known == 0 || now - Word.time(known) > how.refresh()) {
      changeClient(clientKey, now, passed);
    }
    return answer;
  }

  private Why listed(InetAddress client, String name, String recipient) {
    Lists now = lists;
    Lists own = operator;
    if (now.clients.hasClient(client, name)) {
      return Why.CLIENT_LIST;
    }
    if (now.recipients.hasRecipient(recipient)) {
      return Why.RECIPIENT_LIST;
    }
    return own.clients.hasClient(client, name) || own.recipients.hasRecipient(recipient)
        ? Why.OPERATOR
        : null;
  }

  /** One that waited and is let in for another reason has passed all the same. */
  private void settle(long key, long now) {
    Segment s = state.triplets.segment(key);
    synchronized (s) {
      long word = s.get(key);
      if (Word.kind(word) == Word.WAITING && !Word.isOver(word, now, how)) {
        state.triplets.change(s, key, Word.passed(now), null);
      }
    }
  }

  private Answer triplet(
      long key, long cut, long now, InetAddress client, String pool, String sender, String to) {
    Segment s = state.triplets.segment(key);
    synchronized (s) {
      long word = s.get(key);
      boolean isOver = word == 0 || Word.isOver(word, now, how) || Word.time(word) <= cut;
      if (isOver) {
        if (word == 0 && state.triplets.isFull(s)) {
          return new Allowed(Why.NO_ROOM);
        }
        if (word != 0 && Word.time(word) <= cut && !Word.isOver(word, now, how)) {
          state.triplets.change(s, key, Word.FORGOTTEN, null);
        }
        // behind the cut, even when it was made in this millisecond or the clock went back
        long first = Math.max(now, cut + 1);
        state.triplets.change(s, key, Word.waiting(first), text(client, pool, sender, to));
        return new New(seconds(how.delay()));
      }
      long time = Word.time(word);
      if (Word.kind(word) == Word.WAITING) {
        long left = Math.min(how.delay(), time + how.delay() - now);
        if (left > 0) {
          return new Early(seconds(left));
        }
        state.triplets.change(s, key, Word.passed(now), null);
        return new Passed(time, now - time);
      }
      if (now - time > how.refresh()) {
        state.triplets.change(s, key, Word.passed(now), null);
      }
      return KNOWN;
    }
  }

  private static long seconds(long millis) {
    return (millis + 999) / 1000;
  }

  private static byte[] text(InetAddress client, String pool, String sender, String to) {
    byte[] text = text(client, pool, sender, to, LONGEST_ADDRESS);
    return text.length > Record.LONGEST_TEXT ? text(client, pool, sender, to, SHORTENED) : text;
  }

  private static byte[] text(
      InetAddress client, String pool, String sender, String to, int longest) {
    return String.join(
            "\0",
            client.getHostAddress(),
            pool == null ? "" : shown(pool, longest),
            shown(sender, longest),
            shown(to, longest))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String shown(String text, int longest) {
    return text.substring(0, Math.min(text.length(), longest)).replace('\0', '?');
  }

  /** The word of a client, or 0. */
  private long client(long key, long now) {
    long word = state.clients.get(key);
    return word != 0 && Word.isOver(word, now, how) ? 0 : word;
  }

  private void changeClient(long key, long now, int passed) {
    Segment s = state.clients.segment(key);
    synchronized (s) {
      long word = s.get(key);
      if (word == 0 && state.clients.isFull(s)) {
        return;
      }
      if (word != 0 && Word.isOver(word, now, how)) {
        word = 0;
      }
      long last = Math.max(now, Word.time(word));
      state.clients.change(
          s, key, Word.client(Word.count(word) + passed, Word.hasCut(word), last), null);
    }
  }

  /** How a client behaved before; nothing is remembered by it. */
  public Earlier earlier(InetAddress client, String pool, long now) {
    long word = client(keys.ofClient(Keys.client(client, pool)), now);
    if (word == 0) {
      return Earlier.NEVER_SEEN;
    }
    int passed = Word.count(word);
    return how.autoAllow() > 0 && passed >= how.autoAllow()
        ? Earlier.PASSED_OFTEN
        : passed > 0 ? Earlier.PASSED : Earlier.WAITING;
  }

  // ---- what an operator does ----

  private static String ruleText(AllowList.Kind kind, String entry) {
    return kind + " " + entry;
  }

  /**
   * Lets a client or a recipient in from now on, in a form of {@link AllowList}.
   *
   * @throws IllegalArgumentException says what is wrong with the entry
   */
  public void allow(AllowList.Kind kind, String entry, long now) {
    String wrong =
        entry.length() > LONGEST_ENTRY ? "is too long" : AllowList.objection(kind, entry);
    if (wrong != null) {
      throw new IllegalArgumentException(entry + " " + wrong);
    }
    rule(ruleText(kind, entry), now);
  }

  /** Takes back what an operator allowed; false: it was not allowed. */
  public boolean disallow(AllowList.Kind kind, String entry) {
    String text = ruleText(kind, entry);
    synchronized (state.rules) {
      if (!state.rules.containsKey(text)) {
        return false;
      }
    }
    rule(text, 0);
    return true;
  }

  private void rule(String text, long since) {
    synchronized (state.rules) {
      state.rule(text, since);
      keeping.changed(State.RULES, 0, 0, since, text.getBytes(StandardCharsets.UTF_8));
      compileRules();
    }
  }

  private void compileRules() {
    Lists compiled = new Lists(new AllowList(), new AllowList());
    for (Rule rule : rules()) {
      (rule.kind() == AllowList.Kind.CLIENT ? compiled.clients : compiled.recipients)
          .add(rule.kind(), rule.entry());
    }
    operator = compiled;
  }

  /** What an operator allows, the oldest first. */
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    synchronized (state.rules) {
      state.rules.forEach((text, since) -> {
        int space = text.indexOf(' ');
        for (AllowList.Kind kind : AllowList.Kind.values()) {
          if (space > 0 && text.substring(0, space).equals(kind.name())) {
            rules.add(new Rule(kind, text.substring(space + 1), since));
          }
        }
      });
    }
    return rules;
  }

  /** Forgets one triplet; false: it was not known. */
  public boolean forget(InetAddress client, String pool, String sender, String recipient) {
    byte[] of = Keys.client(client, pool);
    long key =
        keys.ofTriplet(of, Sender.normal(cut(sender)), cut(recipient).toLowerCase(Locale.ROOT));
    return forget(state.triplets, key);
  }

  private static boolean forget(Table table, long key) {
    Segment s = table.segment(key);
    synchronized (s) {
      if (s.get(key) == 0) {
        return false;
      }
      table.change(s, key, Word.FORGOTTEN, null);
      return true;
    }
  }

  /**
   * Forgets a client's network, or a pool, with all its triplets: those that wait, those that passed, and that it passed often.
   *
   * @param client not used when there is a pool
   */
  public boolean forget(InetAddress client, String pool, long now) {
    byte[] of = Keys.client(client, pool);
    long key = keys.ofClient(of);
    boolean wasKnown = client(key, now) != 0;
    long cutKey = keys.ofCut(of);
    Segment cuts = state.clients.segment(cutKey);
    synchronized (cuts) {
      state.clients.change(cuts, cutKey, Word.cut(now), null);
    }
    Segment s = state.clients.segment(key);
    synchronized (s) {
      state.clients.change(s, key, Word.client(0, true, now), null);
    }
    for (Segment segment : state.triplets.segments) {
      synchronized (segment) {
        for (Map.Entry<Long, byte[]> e : Map.copyOf(segment.texts).entrySet()) {
          Waiting w = waiting(e.getValue(), 0);
          if (pool != null
              ? w.pool().equalsIgnoreCase(pool)
              : w.pool().isEmpty()
                  && java.util.Arrays.equals(
                      of, Keys.client(InetAddress.ofLiteral(w.client()), null))) {
            state.triplets.change(segment, e.getKey(), Word.FORGOTTEN, null);
          }
        }
      }
    }
    return wasKnown;
  }

  private Waiting waiting(byte[] text, long first) {
    String[] parts = new String(text, StandardCharsets.UTF_8).split("\0", 4);
    return new Waiting(
        parts[0], parts[1], parts[2], parts[3], first, first + how.delay(), first + how.window());
  }

  /**
   * Who waits now, the longest first; not more than so many. Texts are kept of the newest {@value Segment#MOST_TEXTS} of each segment, some 260,000 in
   * all; {@link Costs#waiting} counts the others too.
   */
  public List<Waiting> list(int most, long now) {
    List<Waiting> all = new ArrayList<>();
    for (Segment s : state.triplets.segments) {
      synchronized (s) {
        s.texts.forEach((key, text) -> {
          long word = s.get(key);
          if (Word.kind(word) == Word.WAITING && !Word.isOver(word, now, how)) {
            all.add(waiting(text, Word.time(word)));
          }
        });
      }
    }
    all.sort(Comparator.comparingLong(Waiting::first).thenComparing(Waiting::client));
    return all.size() > most ? List.copyOf(all.subList(0, most)) : all;
  }

  /** What it cost until now. It goes through the whole memory, segment by segment: ask it by the minute, not by the mail. */
  public Costs costs(long now) {
    Tally sum = new Tally();
    long[] waitingAndOver = new long[2];
    for (Segment s : state.triplets.segments) {
      synchronized (s) {
        sum.add(s.tally);
        s.count(now, how, waitingAndOver);
      }
    }
    return sum.costs(
        waitingAndOver[0], waitingAndOver[1], state.triplets.used(), state.clients.used());
  }

  /** Whether the disk takes what is answered. */
  public boolean isDurable() {
    return !keeping.isTroubled();
  }

  /** Writes the whole memory anew, in the background. */
  void compact() {
    keeping.copySoon();
  }

  /** Removes all whose time is over, at once; the memory does so by itself, bit by bit. */
  void sweep(long now) {
    for (Table table : new Table[] {state.triplets, state.clients}) {
      for (int i = 0; i < table.segments.length; i++) {
        while (table.sweep(i, now, how) > 0) {
          continue;
        }
      }
    }
  }

  /** Returns when all is on the disk; nobody looks any more. */
  @Override
  public void close() {
    keeping.close();
    state.triplets.close();
    state.clients.close();
    closeQuietly(lockFile);
  }
}
