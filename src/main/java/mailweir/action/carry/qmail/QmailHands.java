package mailweir.action.carry.qmail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Hands;
import mailweir.action.carry.Outcome;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.queue.Place;
import mailweir.queue.Problems;
import mailweir.queue.SpoolFile;
import mailweir.queue.qmail.Envelope;
import mailweir.queue.qmail.QmailQueue;

/**
 * Hands for one qmail.
 *
 * <p>A message is what {@code info}, {@code mess}, {@code local}, {@code remote} and {@code bounce} have under its number. {@code info} goes first and comes last: without it there is no
 * message. Its number is the inode of its {@code mess} file, so that what is put back has a new one: it is made first, under the number that it turns out to have.
 */
public final class QmailHands implements Hands {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PIECE = 1 << 16;
  private static final String INFO = "info";
  private static final String MESS = "mess";
  private static final String BOUNCE = "bounce";
  private static final List<String> CHANNELS = List.of("local", "remote");

  private final String name;
  private final Path root;
  private final List<String> stop;
  private final List<String> start;
  private final BooleanSupplier runs;
  private final Runner runner;

  /**
   * Hands.
   *
   * @param name of the place
   * @param root qmail's folder {@code queue}
   * @param stop what stops qmail-send and waits until it is down, {@code svc -wD …} or {@code sv -w 120 down …}; empty: it must not be stopped
   * @param start what starts it again, {@code svc -u …}
   * @param runs whether qmail-send has its lock; asked after it was stopped
   * @param runner runs both
   */
  public QmailHands(
      String name,
      Path root,
      List<String> stop,
      List<String> start,
      BooleanSupplier runs,
      Runner runner) {
    this.name = name;
    this.root = root;
    this.stop = List.copyOf(stop);
    this.start = List.copyOf(start);
    this.runs = runs;
    this.runner = runner;
  }

  @Override
  public Place place() {
    return new Place("qmail", name);
  }

  private static List<Outcome> all(int targets, Outcome outcome) {
    return Collections.nCopies(targets, outcome);
  }

  /** Not possible. */
  @Override
  public List<Outcome> hold(List<Target> targets) {
    return all(
        targets.size(),
        Outcome.failed(
            "qmail cannot hold single messages; block who sends them, or delete them: undo brings them back"));
  }

  /** Nothing is ever held. */
  @Override
  public List<Outcome> release(List<Target> targets) {
    return all(targets.size(), Outcome.done("qmail holds nothing; it waits for its next attempt"));
  }

  /**
   * qmail-send takes up its queue by the times of the files in {@code local} and {@code remote} when it starts: a time that is over is an attempt now. (A SIGALRM would try all
   * messages, not these alone.)
   */
  @Override
  public List<Outcome> retry(List<Target> targets) {
    return stopped(
        targets.size(),
        () -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (Target target : targets) {
            outcomes.add(
                each(
                    target,
                    found -> {
                      for (String channel : CHANNELS) {
                        Path file = found.file(channel);
                        if (SpoolFile.look(file) != null) {
                          Files.setLastModifiedTime(
                              file, FileTime.from(target.arrived(), TimeUnit.MICROSECONDS));
                        }
                      }
                      return Outcome.DONE;
                    }));
          }
          return outcomes;
        });
  }

  @Override
  public List<Outcome> remove(List<Target> targets, Archive to) {
    return stopped(
        targets.size(),
        () -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (Target target : targets) {
            outcomes.add(
                each(
                    target,
                    found -> {
                      if (to.entry(target) == null) {
                        archive(found, to);
                      }
                      return null;
                    }));
          }
          IOException unsealed = null;
          try {
            to.seal();
          } catch (IOException e) {
            unsealed = e;
          }
          for (int i = 0; i < targets.size(); i++) {
            Outcome outcome = outcomes.get(i);
            Target target = targets.get(i);
            if (outcome == null && unsealed != null) {
              outcomes.set(i, failed("could not be put into the archive", unsealed));
            } else if (outcome == null) {
              outcomes.set(i, each(target, QmailHands::unlink));
            } else if (outcome == Outcome.GONE && to.entry(target) != null) {
              outcomes.set(i, Outcome.DONE);
            }
          }
          return outcomes;
        });
  }

  @Override
  public List<Outcome> restore(Archive from, List<Archive.Entry> entries) {
    return stopped(
        entries.size(),
        () -> {
          List<Outcome> outcomes = new ArrayList<>();
          Map<Long, List<Path>> there = byArrival();
          for (Archive.Entry entry : entries) {
            if (from.isRestored(entry)) {
              outcomes.add(Outcome.DONE);
              continue;
            }
            try {
              String before = before(entry, there);
              String id = before == null ? put(from, entry) : before;
              from.restored(List.of(entry));
              outcomes.add(
                  id.equals(entry.target().id())
                      ? Outcome.DONE
                      : Outcome.done("is message " + id + " now"));
            } catch (IOException e) {
              outcomes.add(failed("could not be put back", e));
            }
          }
          return outcomes;
        });
  }

  private static Outcome failed(String what, IOException e) {
    return Outcome.failed(what + " (" + Problems.why(e) + ")");
  }

  /** What is done while qmail-send is down. */
  @FunctionalInterface
  private interface Work {
    List<Outcome> done() throws IOException;
  }

  private List<Outcome> stopped(int targets, Work work) {
    if (targets == 0) {
      return List.of();
    }
    if (stop.isEmpty() || start.isEmpty()) {
      return all(
          targets,
          Outcome.failed(
              "qmail's queue must not be touched while qmail-send runs, and how to stop and start it is not configured; nothing was done"));
    }
    List<Outcome> outcomes;
    String unstarted;
    try {
      Ran down = run(stop);
      if (down == null || !down.ok() || runs.getAsBoolean()) {
        outcomes =
            all(
                targets,
                Outcome.failed(
                    stop.getFirst()
                        + ": qmail-send is not down ("
                        + (down == null ? "it cannot be run" : down.complaint())
                        + "); nothing was done; it ends when its deliveries end, ask again then"));
      } else {
        outcomes = work.done();
      }
    } catch (IOException e) {
      outcomes = all(targets, failed("could not be done", e));
    } finally {
      // an agent that is being ended is interrupted: qmail-send is started all the same
      boolean interrupted = Thread.interrupted();
      Ran up = run(start);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      unstarted =
          up != null && up.ok()
              ? null
              : "qmail-send could not be started again ("
                  + (up == null ? start.getFirst() + " cannot be run" : up.complaint())
                  + "): start it by hand";
    }
    if (unstarted == null) {
      return outcomes;
    }
    UnaryOperator<Outcome> with =
        o -> new Outcome(o.result(), o.note() == null ? unstarted : o.note() + "; " + unstarted);
    return outcomes.stream().map(with).toList();
  }

  /** {@code null}: it cannot be run. */
  private Ran run(List<String> vector) {
    try {
      return runner.run(vector, "", LIMIT);
    } catch (IOException e) {
      return null;
    }
  }

  /** A message that is compared. */
  private record Found(Target target, Path root, String split) {
    Path file(String part) {
      return part.equals(BOUNCE)
          ? root.resolve(BOUNCE).resolve(target.id())
          : root.resolve(part).resolve(split).resolve(target.id());
    }
  }

  /** What is done with one message. */
  @FunctionalInterface
  private interface Deed {
    Outcome on(Found found) throws IOException;
  }

  private Outcome each(Target target, Deed deed) {
    if (!QmailQueue.isId(target.id())) {
      return Outcome.failed("is no message number of qmail; nothing was done");
    }
    try {
      Found found = new Found(target, root, split(target.id()));
      SpoolFile.Look info = SpoolFile.look(found.file(INFO));
      if (info == null) {
        return SpoolFile.look(root.resolve("todo").resolve(target.id())) == null
            ? Outcome.GONE
            : Outcome.failed(
                "qmail-send has not looked at it yet; nothing was done; ask again in a minute");
      }
      Envelope envelope;
      try (SpoolFile file = SpoolFile.open(found.file(INFO))) {
        envelope = file == null ? null : Envelope.read(file.at(0, (int) file.size()));
      }
      SpoolFile.Look mess = SpoolFile.look(found.file(MESS));
      boolean same =
          envelope != null
              && info.modified() == target.arrived()
              && envelope.sender() != null
              && envelope.sender().equals(target.sender())
              && (target.size() < 0 || mess != null && mess.size() == target.size());
      return same ? deed.on(found) : Outcome.CHANGED;
    } catch (IOException e) {
      return failed("could not be done", e);
    }
  }

  /** The folder that a number belongs into: its rest by how many folders there are. */
  private String split(String id) throws IOException {
    long[] folders = new long[1];
    SpoolFile.names(
        root.resolve(INFO),
        folder -> folders[0] += QmailQueue.isId(folder.getFileName().toString()) ? 1 : 0);
    if (folders[0] == 0) {
      throw new IOException(root + ": no queue is there");
    }
    try {
      return Long.toUnsignedString(Long.remainderUnsigned(Long.parseUnsignedLong(id), folders[0]));
    } catch (NumberFormatException e) {
      throw new IOException("no number of a file", e);
    }
  }

  private static void archive(Found found, Archive to) throws IOException {
    List<Archive.Piece> pieces = new ArrayList<>();
    List<FileChannel> open = new ArrayList<>();
    try {
      for (String part : List.of(INFO, MESS, "local", "remote", BOUNCE)) {
        Path file = found.file(part);
        if (SpoolFile.look(file) != null) {
          FileChannel channel =
              FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          open.add(channel);
          pieces.add(Archive.Piece.of(part, file, channel));
        }
      }
      to.put(found.target(), pieces);
    } finally {
      for (FileChannel channel : open) {
        channel.close();
      }
    }
  }

  private static Outcome unlink(Found found) throws IOException {
    for (String part : List.of(INFO, "local", "remote", BOUNCE, MESS)) {
      Files.deleteIfExists(found.file(part));
    }
    return Outcome.DONE;
  }

  /** The {@code info} files of all messages, by their times in microseconds. */
  private Map<Long, List<Path>> byArrival() throws IOException {
    Map<Long, List<Path>> all = new HashMap<>();
    List<Path> folders = new ArrayList<>();
    SpoolFile.names(root.resolve(INFO), folders::add);
    for (Path folder : folders) {
      List<Path> files = new ArrayList<>();
      SpoolFile.names(folder, files::add);
      for (Path file : files) {
        SpoolFile.Look look = SpoolFile.look(file);
        if (look != null) {
          all.computeIfAbsent(look.modified(), k -> new ArrayList<>()).add(file);
        }
      }
    }
    return all;
  }

  /** The number under which a crash left it put back already: same arrival, same text to the byte; {@code null}: it was not. */
  private String before(Archive.Entry entry, Map<Long, List<Path>> there) throws IOException {
    Archive.Kept text = entry.file(MESS);
    for (Path info : there.getOrDefault(entry.target().arrived(), List.of())) {
      String id = info.getFileName().toString();
      Path mess = root.resolve(MESS).resolve(info.getParent().getFileName()).resolve(id);
      SpoolFile.Look look = SpoolFile.look(mess);
      if (text != null && look != null && look.size() == text.size()) {
        try (SpoolFile file = SpoolFile.open(mess)) {
          if (file != null && sha256(file).equals(text.sha256())) {
            return id;
          }
        }
      }
    }
    return null;
  }

  private static String sha256(SpoolFile file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (long at = 0; at < file.size(); at += PIECE) {
        digest.update(file.at(at, PIECE));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Its number from now on. */
  private String put(Archive from, Archive.Entry entry) throws IOException {
    if (entry.file(INFO) == null || entry.file(MESS) == null || !from.verify(entry)) {
      throw new IOException("the archive was damaged");
    }
    // As qmail-queue does it: a file somewhere in the queue's file system, whose inode is the
    // number.
    Path born = root.resolve(MESS).resolve("0").resolve("mailweir-" + entry.target().id());
    Files.deleteIfExists(born);
    create(from, entry.file(MESS), born);
    String id =
        Files.readAttributes(born, "unix:ino", LinkOption.NOFOLLOW_LINKS).get("ino").toString();
    Found as =
        new Found(
            new Target(name, id, entry.target().arrived(), entry.target().sender(), 0),
            root,
            split(id));
    if (SpoolFile.look(as.file(MESS)) != null || SpoolFile.look(as.file(INFO)) != null) {
      Files.deleteIfExists(born);
      throw new IOException("its new number " + id + " is taken");
    }
    Files.move(born, as.file(MESS));
    for (String part : List.of("local", "remote", BOUNCE, INFO)) {
      Archive.Kept kept = entry.file(part);
      if (kept != null) {
        // info under another name first: with it, and its time, which is the arrival, it is a
        // message.
        Path beside = root.resolve(MESS).resolve("0").resolve("mailweir-" + part);
        Files.deleteIfExists(beside);
        create(from, kept, beside);
        if (part.equals(INFO)) {
          Files.setLastModifiedTime(
              beside, FileTime.from(entry.target().arrived(), TimeUnit.MICROSECONDS));
        }
        Files.move(beside, as.file(part), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return id;
  }

  private static void create(Archive from, Archive.Kept kept, Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      OutputStream out = Channels.newOutputStream(channel);
      if (!from.copy(kept, out)) {
        throw new IOException("the archive was damaged");
      }
      channel.force(true);
    }
    kept.dress(path);
  }
}
