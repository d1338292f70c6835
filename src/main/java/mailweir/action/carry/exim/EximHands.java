package mailweir.action.carry.exim;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Hands;
import mailweir.action.carry.Outcome;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.queue.Place;
import mailweir.queue.SpoolFile;
import mailweir.queue.exim.EximId;
import mailweir.queue.exim.EximQueue;

/** Hands for an Exim, whose daemon may run or not. Messages of named queues are not theirs. */
public final class EximHands implements Hands {
  /** Ids that Exim is told in one run. */
  static final int BATCH = 500;

  /** What the archive calls a header file of a message that nobody had frozen before. */
  static final String TO_THAW = "-H, not frozen before";

  static final String LOG = "msglog";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final String name;
  private final Path spool;
  private final String exim;
  private final Runner runner;

  /**
   * Hands.
   *
   * @param name of the place
   * @param spool Exim's {@code spool_directory}
   * @param exim the program, a path or a name
   * @param runner runs it
   */
  public EximHands(String name, Path spool, String exim, Runner runner) {
    this.name = name;
    this.spool = spool;
    this.exim = exim;
    this.runner = runner;
  }

  @Override
  public Place place() {
    return new Place("exim", name);
  }

  @Override
  public List<Outcome> hold(List<Target> targets) {
    return batches(
        targets,
        all -> {
          freeze(all);
          all.stream().filter(Spooled::isOpen).forEach(s -> s.became(Outcome.DONE));
        });
  }

  @Override
  public List<Outcome> release(List<Target> targets) {
    return batches(
        targets,
        all -> {
          thaw(all.stream().filter(Spooled::isOpen).filter(Spooled::wasFrozen).toList());
          all.stream().filter(Spooled::isOpen).forEach(s -> s.became(Outcome.DONE));
        });
  }

  /**
   * By {@code exim -M}, one process for the batch, which goes on by itself: attempts take as long as they take, and a delivery must not be
   * cut off.
   */
  @Override
  public List<Outcome> retry(List<Target> targets) {
    return batches(
        targets,
        all -> {
          for (Spooled s : all) {
            if (s.isOpen() && s.wasFrozen()) {
              s.became(Outcome.failed("is frozen; it is not tried; release it first"));
            }
          }
          List<Spooled> open = all.stream().filter(Spooled::isOpen).toList();
          Ran ran = tell(List.of("setsid", "--fork", exim, "-M"), open);
          open.forEach(s ->
              s.became(
                  ran.ok()
                      ? Outcome.DONE
                      : Outcome.failed("exim -M: " + ran.complaint() + "; it waits as before")));
        });
  }

  @Override
  public List<Outcome> remove(List<Target> targets, Archive to) {
    return batches(targets, all -> removeAll(all, to));
  }

  private void removeAll(List<Spooled> all, Archive to) {
    for (Spooled s : all) {
      if (s.outcome() == Outcome.GONE && to.entry(s.target) != null) {
        s.became(Outcome.DONE);
      }
    }
    freeze(all);
    for (Spooled s : all) {
      if (s.isOpen()) {
        archive(s, to);
      }
    }
    try {
      to.seal();
    } catch (IOException e) {
      all.stream().filter(Spooled::isOpen).forEach(s -> s.became(notArchived(e)));
    }
    // Exim takes the same locks to remove them. They are frozen: nobody else does anything to them.
    all.forEach(Spooled::close);
    List<Spooled> sealed = all.stream().filter(Spooled::isOpen).toList();
    Ran ran = tell(List.of(exim, "-Mrm"), sealed);
    for (Spooled s : sealed) {
      try {
        if (SpoolFile.look(s.file(Spooled.HEADER)) != null) {
          s.became(
              Outcome.failed(
                  "exim -Mrm: "
                      + ran.complaint()
                      + "; it is frozen and in the archive, not removed"));
        } else if (ran.out().contains("Message " + s.target.id() + " has been removed\n")) {
          s.became(Outcome.DONE);
        } else {
          s.became(
              Outcome.failed(
                  "somebody else thawed or removed it in the same moment; the archive has a copy of it"));
        }
      } catch (IOException e) {
        s.became(Outcome.failed("cannot be looked at after its removal (" + e + ")"));
      }
    }
  }

  private static Outcome notArchived(IOException e) {
    return Outcome.failed(
        "could not be put into the archive (" + e.getMessage() + "); it is frozen, not removed");
  }

  /** Under Exim's own lock: compared once more, and copied. */
  private void archive(Spooled spooled, Archive to) {
    List<FileChannel> open = new ArrayList<>();
    try {
      if (!spooled.lock()) {
        spooled.became(
            Outcome.failed("Exim works at it at this moment; it is frozen; ask again in a minute"));
        return;
      }
      if (!spooled.isFrozenNow()) {
        if (spooled.isOpen()) {
          spooled.became(Outcome.failed("somebody thawed it in the same moment; not removed"));
        }
        return;
      }
      if (to.entry(spooled.target) != null) {
        return;
      }
      List<Archive.Piece> pieces = new ArrayList<>();
      pieces.add(Archive.Piece.of(Spooled.DATA, spooled.file(Spooled.DATA), spooled.data()));
      piece(
          spooled.wasFrozen() ? Spooled.HEADER : TO_THAW,
          spooled.file(Spooled.HEADER),
          pieces,
          open);
      piece(Spooled.JOURNAL, spooled.file(Spooled.JOURNAL), pieces, open);
      piece(LOG, log(spooled.folder(), spooled.target.id()), pieces, open);
      to.put(spooled.target, pieces);
    } catch (IOException e) {
      spooled.became(notArchived(e));
    } finally {
      for (FileChannel channel : open) {
        try {
          channel.close();
        } catch (IOException e) {
          // It was open for reading: nothing is lost.
        }
      }
    }
  }

  private static void piece(
      String called, Path file, List<Archive.Piece> pieces, List<FileChannel> open)
      throws IOException {
    if (SpoolFile.look(file) != null) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      open.add(channel);
      pieces.add(Archive.Piece.of(called, file, channel));
    }
  }

  private Path log(Path folder, String id) {
    Path logs = spool.resolve(LOG);
    return (folder.endsWith(EximQueue.INPUT) ? logs : logs.resolve(EximId.folder(id))).resolve(id);
  }

  /** Freezes what is not; afterwards those that are still open are frozen. */
  private void freeze(List<Spooled> all) {
    List<Spooled> free = all.stream().filter(Spooled::isOpen).filter(s -> !s.wasFrozen()).toList();
    Ran ran = tell(List.of(exim, "-Mf"), free);
    for (Spooled s : free) {
      try {
        if (!s.isFrozenNow() && s.isOpen()) {
          s.became(
              Outcome.failed(
                  ran.out().contains(s.target.id() + " is locked") || ran.ok()
                      ? "is being delivered at this moment; nothing was done; ask again in a minute"
                      : "exim -Mf: " + ran.complaint() + "; nothing was done"));
        }
      } catch (IOException e) {
        s.became(Outcome.failed("cannot be read (" + e + ")"));
      }
    }
  }

  private void thaw(List<Spooled> frozen) {
    Ran ran = tell(List.of(exim, "-Mt"), frozen);
    for (Spooled s : frozen) {
      try {
        if (s.isFrozenNow()) {
          s.became(Outcome.failed("exim -Mt: " + ran.complaint() + "; it is frozen"));
        } else if (s.isOpen() || s.outcome() == Outcome.GONE) {
          s.became(Outcome.DONE);
        }
      } catch (IOException e) {
        s.became(Outcome.failed("cannot be read (" + e + ")"));
      }
    }
  }

  private Ran tell(List<String> program, List<Spooled> all) {
    if (all.isEmpty()) {
      return new Ran(0, "", "");
    }
    List<String> vector = new ArrayList<>(program);
    all.forEach(s -> vector.add(s.target.id()));
    try {
      return runner.run(vector, "", LIMIT);
    } catch (IOException e) {
      return new Ran(127, "", String.valueOf(e.getMessage()));
    }
  }

  private List<Outcome> batches(List<Target> targets, Consumer<List<Spooled>> deed) {
    List<Outcome> outcomes = new ArrayList<>(targets.size());
    for (int from = 0; from < targets.size(); from += BATCH) {
      List<Spooled> all = new ArrayList<>();
      try {
        Set<String> met = new HashSet<>();
        for (Target target : targets.subList(from, Math.min(targets.size(), from + BATCH))) {
          Spooled spooled = Spooled.find(spool, target);
          all.add(spooled);
          if (!met.add(target.id()) && spooled.isOpen()) {
            spooled.became(Outcome.done("was named twice"));
          }
        }
        deed.accept(all);
        all.forEach(s -> outcomes.add(s.outcome()));
      } finally {
        all.forEach(Spooled::close);
      }
    }
    return outcomes;
  }

  @Override
  public List<Outcome> restore(Archive from, List<Archive.Entry> entries) {
    WayBack way = new WayBack(spool);
    List<Outcome> outcomes = new ArrayList<>();
    List<Target> thaw = new ArrayList<>();
    List<Archive.Entry> back = new ArrayList<>();
    for (Archive.Entry entry : entries) {
      Outcome outcome = way.restore(from, entry);
      outcomes.add(outcome);
      if (outcome.result() == Outcome.Result.DONE && !from.isRestored(entry)) {
        back.add(entry);
        if (entry.file(TO_THAW) != null) {
          thaw.add(entry.target());
        }
      }
    }
    release(thaw);
    try {
      from.restored(back);
    } catch (IOException e) {
      // What is there already is found when it is asked for again.
    }
    return outcomes;
  }
}
