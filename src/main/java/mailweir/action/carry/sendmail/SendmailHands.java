package mailweir.action.carry.sendmail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Hands;
import mailweir.action.carry.Modes;
import mailweir.action.carry.Outcome;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.queue.Place;
import mailweir.queue.Problems;
import mailweir.queue.SpoolFile;
import mailweir.queue.sendmail.Folders;
import mailweir.queue.sendmail.QueueFile;
import mailweir.queue.sendmail.SendmailId;

/** Hands for one queue of a Sendmail, or one of a scanner that has Sendmail's form. */
public final class SendmailHands implements Hands {
  /** Messages whose files are open at once, and ids that a program is told in one run. */
  static final int BATCH = 200;

  /** What a held message's file says of why. */
  static final String WHY = "held by an operator, with mailweir";

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long LONGEST_ENVELOPE = 1 << 24;
  private static final String ENVELOPE = "qf";
  private static final String HELD = "hf";
  private static final String BODY = "df";
  private static final String TRANSCRIPT = "xf";
  private static final String BESIDE = "tf";

  private final String name;
  private final Path root;
  private final String wild;
  private final List<String> sendmail;
  private final Runner runner;

  /**
   * Hands.
   *
   * @param name of the place
   * @param root the queue's folder
   * @param wild of folders below it only those whose names begin so
   * @param sendmail the program, and the arguments that let it have this queue ({@code -Ac} for the client queue); empty: Sendmail does not run this queue, a scanner
   *     takes what is in it
   * @param runner runs it
   */
  public SendmailHands(String name, Path root, String wild, List<String> sendmail, Runner runner) {
    this.name = name;
    this.root = root;
    this.wild = wild;
    this.sendmail = List.copyOf(sendmail);
    this.runner = runner;
  }

  @Override
  public Place place() {
    return new Place("sendmail", name);
  }

  /** A message that is compared and locked. */
  private record Subject(
      Target target, Folders.Folder folder, boolean held, Path file, LockedFile lock) {
    Path file(String kind) {
      return switch (kind) {
        case BODY -> folder.bodies().resolve(kind + target.id());
        case TRANSCRIPT -> folder.transcripts().resolve(kind + target.id());
        default -> folder.envelopes().resolve(kind + target.id());
      };
    }
  }

  /** Either a message in hand, or what became of it. */
  private record Found(Subject subject, Outcome outcome) {}

  /** What is done with one message in hand. */
  @FunctionalInterface
  private interface Deed {
    Outcome on(Subject subject) throws IOException;
  }

  private List<Folders.Folder> folders() throws IOException {
    if (!SpoolFile.isFolder(root)) {
      throw new IOException("is no folder, or a link to one");
    }
    return Folders.of(root, wild).all();
  }

  private static Found find(Target target, List<Folders.Folder> folders) {
    if (!SendmailId.isOne(target.id())) {
      return new Found(null, Outcome.failed("is no queue id of Sendmail; nothing was done"));
    }
    try {
      for (Folders.Folder folder : folders) {
        for (String kind : List.of(ENVELOPE, HELD)) {
          Path file = folder.envelopes().resolve(kind + target.id());
          LockedFile lock = LockedFile.of(file);
          if (lock != null) {
            return compared(new Subject(target, folder, kind.equals(HELD), file, lock));
          }
        }
      }
      return new Found(null, Outcome.GONE);
    } catch (LockedFile.BusyException e) {
      return new Found(
          null,
          Outcome.failed(
              "Sendmail works at it at this moment; nothing was done; ask again in a minute"));
    } catch (IOException e) {
      return new Found(null, failed(e));
    }
  }

  private static Outcome failed(IOException e) {
    return Outcome.failed(
        "cannot be read or written (" + Problems.why(e) + "); it is where it was");
  }

  private static Found compared(Subject subject) throws IOException {
    Outcome differs = null;
    try {
      byte[] bytes = bytes(subject.lock().channel());
      Target target = subject.target();
      QueueFile file = QueueFile.read(bytes);
      SpoolFile.Look body = SpoolFile.look(subject.file(BODY));
      if (bytes.length == 0) {
        differs = Outcome.GONE;
      } else if (file.arrived() != target.arrived()
          || file.sender() == null
          || !file.sender().equals(target.sender())
          || target.size() >= 0 && (body == null || body.size() != target.size())) {
        differs = Outcome.CHANGED;
      } else if (!file.complete()) {
        differs = Outcome.failed("its envelope is not whole; nothing was done");
      }
      return differs == null ? new Found(subject, null) : new Found(null, differs);
    } catch (IOException e) {
      differs = failed(e);
      return new Found(null, differs);
    } finally {
      if (differs != null) {
        subject.lock().close();
      }
    }
  }

  private static byte[] bytes(FileChannel channel) throws IOException {
    if (channel.size() > LONGEST_ENVELOPE) {
      throw new IOException("is too long for an envelope");
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
      // until all of it is there
    }
    return java.util.Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** One after the other: a message's lock is held no longer than needed. */
  private List<Outcome> each(List<Target> targets, Deed deed) {
    List<Outcome> outcomes = new ArrayList<>(targets.size());
    List<Folders.Folder> folders;
    try {
      folders = folders();
    } catch (IOException e) {
      targets.forEach(t -> outcomes.add(Outcome.failed(root + ": " + e.getMessage())));
      return outcomes;
    }
    for (Target target : targets) {
      Found found = find(target, folders);
      if (found.subject() == null) {
        outcomes.add(found.outcome());
        continue;
      }
      try (LockedFile lock = found.subject().lock()) {
        outcomes.add(deed.on(found.subject()));
      } catch (IOException e) {
        outcomes.add(failed(e));
      }
    }
    return outcomes;
  }

  /** As Sendmail quarantines: the reason in the file, and the file called {@code hf}. */
  @Override
  public List<Outcome> hold(List<Target> targets) {
    return each(
        targets,
        subject -> {
          if (!subject.held()) {
            rewrite(subject, HELD, WHY);
          }
          return Outcome.DONE;
        });
  }

  @Override
  public List<Outcome> release(List<Target> targets) {
    return each(
        targets,
        subject -> {
          if (subject.held()) {
            rewrite(subject, ENVELOPE, null);
          }
          return Outcome.DONE;
        });
  }

  /**
   * Writes the envelope beside, with or without a reason, in the place of the old one, and gives it its other name. Between the two renamings the message is there once, as it
   * is after each of them: a crash leaves one that Sendmail puts right, or that is held or released the next time.
   */
  private static void rewrite(Subject subject, String kind, String why) throws IOException {
    Path wanted = subject.file(kind);
    if (SpoolFile.look(wanted) != null) {
      throw new IOException("both qf and hf of it are there");
    }
    Path beside = subject.file(BESIDE);
    Archive.Piece was = Archive.Piece.of(kind, subject.file(), subject.lock().channel());
    byte[] bytes = Quarantine.with(bytes(subject.lock().channel()), why);
    create(beside, was.mode(), was.uid(), was.gid(), out -> out.write(bytes));
    try (LockedFile lock = LockedFile.of(beside)) {
      if (lock == null || !subject.lock().isAt(subject.file())) {
        Files.deleteIfExists(beside);
        throw new IOException("somebody else changed it in the same moment");
      }
      Files.move(beside, subject.file(), StandardCopyOption.ATOMIC_MOVE);
      Files.move(subject.file(), wanted, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** What writes a file's bytes; false-like results are exceptions. */
  @FunctionalInterface
  private interface Content {
    void to(OutputStream out) throws IOException;
  }

  /** A new file, on the disk for good when this returns; there must be none. */
  private static void create(Path path, int mode, int uid, int gid, Content content)
      throws IOException {
    boolean whole = false;
    try (FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      try {
        OutputStream out = Channels.newOutputStream(channel);
        content.to(out);
        own(path, mode, uid, gid);
        channel.force(true);
        whole = true;
      } finally {
        if (!whole) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static void own(Path path, int mode, int uid, int gid) throws IOException {
    Map<String, Object> now = Files.readAttributes(path, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
    if (!now.get("uid").equals(uid)) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
    if (!now.get("gid").equals(gid)) {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
    Modes.set(path, mode);
  }

  /** By {@code sendmail -qI<id> …}: it begins, and goes on by itself. Where the load is above the configuration's {@code QueueLA}, Sendmail tries nothing, and does not say so. */
  @Override
  public List<Outcome> retry(List<Target> targets) {
    List<String> ids = new ArrayList<>();
    List<Outcome> outcomes =
        new ArrayList<>(
            each(
                targets,
                subject -> {
                  if (subject.held()) {
                    return Outcome.failed("is held; it is not tried; release it first");
                  }
                  if (sendmail.isEmpty()) {
                    return Outcome.failed(
                        "waits for the scanner, which takes it by itself; see whether the scanner runs");
                  }
                  ids.add(subject.target().id());
                  return null;
                }));
    for (int i = 0; i < outcomes.size(); i += BATCH) {
      int end = Math.min(outcomes.size(), i + BATCH);
      List<String> vector = new ArrayList<>(sendmail);
      for (int n = i; n < end; n++) {
        if (outcomes.get(n) == null) {
          vector.add("-qI" + targets.get(n).id());
        }
      }
      if (vector.size() > sendmail.size()) {
        Outcome outcome = run(vector);
        for (int n = i; n < end; n++) {
          if (outcomes.get(n) == null) {
            outcomes.set(n, outcome);
          }
        }
      }
    }
    return outcomes;
  }

  private Outcome run(List<String> vector) {
    try {
      Ran ran = runner.run(vector, "", LIMIT);
      return ran.ok()
          ? Outcome.DONE
          : Outcome.failed("sendmail -qI: " + ran.complaint() + "; it waits as before");
    } catch (IOException e) {
      return Outcome.failed("sendmail -qI: " + e.getMessage() + "; it waits as before");
    }
  }

  /** The lock is as good as holding: Sendmail passes over what another process has locked. */
  @Override
  public List<Outcome> remove(List<Target> targets, Archive to) {
    List<Outcome> outcomes = new ArrayList<>(targets.size());
    List<Folders.Folder> folders;
    try {
      folders = folders();
    } catch (IOException e) {
      targets.forEach(t -> outcomes.add(Outcome.failed(root + ": " + e.getMessage())));
      return outcomes;
    }
    for (int i = 0; i < targets.size(); i += BATCH) {
      outcomes.addAll(
          removeSome(targets.subList(i, Math.min(targets.size(), i + BATCH)), folders, to));
    }
    return outcomes;
  }

  private List<Outcome> removeSome(List<Target> targets, List<Folders.Folder> folders, Archive to) {
    List<Found> all = new ArrayList<>();
    try {
      for (Target target : targets) {
        Found found = find(target, folders);
        all.add(found);
        if (found.subject() != null && to.entry(target) == null) {
          try {
            archive(found.subject(), to);
          } catch (IOException e) {
            all.set(all.size() - 1, new Found(null, notArchived(e)));
            found.subject().lock().close();
          }
        }
      }
      IOException unsealed = null;
      try {
        to.seal();
      } catch (IOException e) {
        unsealed = e;
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        Found found = all.get(i);
        if (found.subject() != null) {
          outcomes.add(unsealed == null ? unlink(found.subject()) : notArchived(unsealed));
        } else {
          boolean before = found.outcome() == Outcome.GONE && to.entry(targets.get(i)) != null;
          outcomes.add(before ? Outcome.DONE : found.outcome());
        }
      }
      return outcomes;
    } finally {
      for (Found found : all) {
        if (found.subject() != null) {
          found.subject().lock().close();
        }
      }
    }
  }

  private static Outcome notArchived(IOException e) {
    return Outcome.failed(
        "could not be put into the archive (" + e.getMessage() + "); it is where it was");
  }

  private static void archive(Subject subject, Archive to) throws IOException {
    List<Archive.Piece> pieces = new ArrayList<>();
    List<FileChannel> open = new ArrayList<>();
    try {
      pieces.add(
          Archive.Piece.of(
              subject.held() ? HELD : ENVELOPE, subject.file(), subject.lock().channel()));
      for (String kind : List.of(BODY, TRANSCRIPT)) {
        Path file = subject.file(kind);
        if (SpoolFile.look(file) != null) {
          FileChannel channel =
              FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          open.add(channel);
          pieces.add(Archive.Piece.of(kind, file, channel));
        }
      }
      to.put(subject.target(), pieces);
    } finally {
      for (FileChannel channel : open) {
        channel.close();
      }
    }
  }

  /** The envelope first: what a crash leaves then is no message. */
  private static Outcome unlink(Subject subject) {
    try {
      if (!subject.lock().isAt(subject.file())) {
        return Outcome.failed(
            "somebody else changed it in the same moment; it is where it was; the archive has a copy of it");
      }
      Files.delete(subject.file());
      Files.deleteIfExists(subject.file(BODY));
      Files.deleteIfExists(subject.file(TRANSCRIPT));
      return Outcome.DONE;
    } catch (IOException e) {
      return Outcome.failed(
          "is in the archive, but could not be removed (" + Problems.why(e) + ")");
    }
  }

  /** The body first, and the envelope at last and at once: before that it is no message. */
  @Override
  public List<Outcome> restore(Archive from, List<Archive.Entry> entries) {
    List<Outcome> outcomes = new ArrayList<>(entries.size());
    List<Archive.Entry> back = new ArrayList<>();
    List<Folders.Folder> folders;
    try {
      folders = folders();
      if (folders.isEmpty()) {
        throw new IOException("has no folder for messages");
      }
    } catch (IOException e) {
      entries.forEach(t -> outcomes.add(Outcome.failed(root + ": " + e.getMessage())));
      return outcomes;
    }
    for (Archive.Entry entry : entries) {
      try {
        Outcome outcome = from.isRestored(entry) ? Outcome.DONE : restore(from, entry, folders);
        outcomes.add(outcome);
        if (outcome == Outcome.DONE && !from.isRestored(entry)) {
          back.add(entry);
        }
      } catch (IOException e) {
        outcomes.add(
            Outcome.failed(
                "could not be put back (" + Problems.why(e) + "); it is in the archive"));
      }
    }
    try {
      from.restored(back);
    } catch (IOException e) {
      // It is there: the next time it is found there, and not put back twice.
    }
    return outcomes;
  }

  private static Outcome restore(Archive from, Archive.Entry entry, List<Folders.Folder> folders)
      throws IOException {
    Target target = entry.target();
    if (!SendmailId.isOne(target.id())) {
      return Outcome.failed("is no queue id of Sendmail; nothing was done");
    }
    Found there = find(target, folders);
    if (there.subject() != null) {
      there.subject().lock().close();
      return Outcome.DONE;
    }
    if (there.outcome() != Outcome.GONE) {
      return there.outcome() == Outcome.CHANGED
          ? Outcome.failed("another message has its id by now; it is in the archive")
          : there.outcome();
    }
    Archive.Kept envelope = entry.file(ENVELOPE) == null ? entry.file(HELD) : entry.file(ENVELOPE);
    if (envelope == null || !from.verify(entry)) {
      return Outcome.failed("the archive was damaged; it cannot be put back");
    }
    Folders.Folder folder = folders.getLast();
    Archive.Kept body = entry.file(BODY);
    if (body != null) {
      Path file = folder.bodies().resolve(BODY + target.id());
      SpoolFile.Look look = SpoolFile.look(file);
      if (look == null) {
        put(from, body, folder.bodies().resolve(BESIDE + target.id()), file);
      } else if (look.size() != body.size()) {
        return Outcome.failed("another message comes in under its id; it is in the archive");
      }
    }
    Archive.Kept transcript = entry.file(TRANSCRIPT);
    Path file = folder.transcripts().resolve(TRANSCRIPT + target.id());
    if (transcript != null && SpoolFile.look(file) == null) {
      put(from, transcript, folder.transcripts().resolve(BESIDE + target.id()), file);
    }
    String kind = entry.file(ENVELOPE) == null ? HELD : ENVELOPE;
    put(
        from,
        envelope,
        folder.envelopes().resolve(BESIDE + target.id()),
        folder.envelopes().resolve(kind + target.id()));
    return Outcome.DONE;
  }

  private static void put(Archive from, Archive.Kept kept, Path beside, Path file)
      throws IOException {
    // What a crash left of an earlier attempt: while there is no envelope, nobody else has such a
    // file.
    Files.deleteIfExists(beside);
    create(
        beside,
        kept.mode(),
        kept.uid(),
        kept.gid(),
        out -> {
          if (!from.copy(kept, out)) {
            throw new IOException("the archive was damaged");
          }
        });
    kept.time(beside);
    Files.createLink(file, beside);
    Files.delete(beside);
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
