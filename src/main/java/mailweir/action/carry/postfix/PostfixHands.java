package mailweir.action.carry.postfix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Hands;
import mailweir.action.carry.Outcome;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Runner;
import mailweir.queue.Place;
import mailweir.queue.SpoolFile;
import mailweir.queue.postfix.Envelope;
import mailweir.queue.postfix.Instance;

/** Hands for an instance of Postfix, which may run or not. */
public final class PostfixHands implements Hands {
  /** Messages whose files are open at once, and ids that a program is told in one run. */
  static final int BATCH = 1000;

  static final String DEFERRED = "deferred";
  private static final List<String> LOGS = List.of("defer", "bounce", "trace");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int LOOKS = 40;
  private static final Duration BETWEEN = Duration.ofMillis(50);

  private final Instance instance;
  private final String postsuper;
  private final String postqueue;
  private final Runner runner;

  /**
   * Hands.
   *
   * @param instance whose queues
   * @param postsuper the program, a path or a name
   * @param postqueue the program, a path or a name
   * @param runner runs them
   */
  public PostfixHands(Instance instance, String postsuper, String postqueue, Runner runner) {
    this.instance = instance;
    this.postsuper = postsuper;
    this.postqueue = postqueue;
    this.runner = runner;
  }

  @Override
  public Place place() {
    return new Place("postfix", instance.name());
  }

  @Override
  public List<Outcome> hold(List<Target> targets) {
    return batches(
        targets,
        subjects -> {
          holdAll(subjects);
          subjects.stream().filter(Subject::isOpen).forEach(s -> s.became(Outcome.DONE));
        });
  }

  @Override
  public List<Outcome> release(List<Target> targets) {
    return batches(
        targets,
        subjects -> {
          subjects.stream()
              .filter(Subject::isOpen)
              .filter(s -> !s.queue().equals(Subject.HOLD))
              .forEach(s -> s.became(Outcome.DONE));
          releaseAll(subjects.stream().filter(Subject::isOpen).toList());
        });
  }

  /**
   * By {@code postqueue -i}, which takes one id: the server itself moves the file from {@code deferred} to {@code incoming}, whole, under its id. ({@code postsuper -r} takes
   * many, but lets the message in anew: under another id, through header checks, filters and milters again.)
   */
  @Override
  public List<Outcome> retry(List<Target> targets) {
    return batches(
        targets,
        subjects -> {
          for (Subject s : subjects) {
            if (s.isOpen()) {
              s.became(retry(s));
            }
          }
        });
  }

  private Outcome retry(Subject subject) {
    if (subject.queue().equals(Subject.HOLD)) {
      return Outcome.failed("is held; it is not tried; release it first");
    }
    if (!subject.queue().equals(DEFERRED)) {
      return Outcome.done("is being tried at this moment");
    }
    try {
      Ran ran =
          runner.run(
              List.of(
                  postqueue, "-c", instance.configuration().toString(), "-i", subject.target.id()),
              "",
              LIMIT);
      return ran.ok()
          ? Outcome.DONE
          : Outcome.failed("postqueue -i: " + ran.complaint() + "; it waits as before");
    } catch (IOException e) {
      return Outcome.failed("postqueue -i: " + e.getMessage() + "; it waits as before");
    }
  }

  @Override
  public List<Outcome> remove(List<Target> targets, Archive to) {
    return batches(targets, subjects -> removeAll(subjects, to));
  }

  private void removeAll(List<Subject> subjects, Archive to) {
    for (Subject s : subjects) {
      if (s.outcome() == Outcome.GONE && to.entry(s.target) != null) {
        s.became(Outcome.DONE);
      }
    }
    holdAll(subjects);
    for (Subject s : subjects) {
      if (s.isOpen() && to.entry(s.target) == null) {
        archive(s, to);
      }
    }
    try {
      to.seal();
    } catch (IOException e) {
      subjects.stream().filter(Subject::isOpen).forEach(s -> s.became(notArchived(e)));
    }
    delete(subjects.stream().filter(Subject::isOpen).toList());
  }

  private static Outcome notArchived(IOException e) {
    return Outcome.failed(
        "could not be put into the archive (" + e.getMessage() + "); it is held, not removed");
  }

  private void archive(Subject subject, Archive to) {
    List<Archive.Piece> pieces = new ArrayList<>();
    List<FileChannel> open = new ArrayList<>();
    try {
      Path file = instance.file(Subject.HOLD, subject.target.id());
      pieces.add(
          Archive.Piece.of(
              subject.queue().equals(Subject.HOLD) ? Subject.HOLD : DEFERRED,
              file,
              subject.channel()));
      for (String log : LOGS) {
        Path path = instance.file(log, subject.target.id());
        if (SpoolFile.look(path) == null) {
          continue;
        }
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        open.add(channel);
        pieces.add(Archive.Piece.of(log, path, channel));
      }
      to.put(subject.target, pieces);
    } catch (IOException e) {
      subject.became(notArchived(e));
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

  /** Removes what is held and in the archive. */
  private void delete(List<Subject> subjects) {
    Ran ran = tell("-d", subjects, List.of(Subject.HOLD));
    for (Subject s : subjects) {
      if (!s.isOpen()) {
        continue;
      }
      try {
        if (s.isAt(instance.file(Subject.HOLD, s.target.id()))) {
          s.became(
              Outcome.failed(
                  "postsuper -d: "
                      + ran.complaint()
                      + "; it is held and in the archive, not removed"));
        } else if (ran.err().contains(": " + s.target.id() + ": removed")) {
          s.became(Outcome.DONE);
        } else {
          s.became(
              Outcome.failed(
                  "somebody else released or removed it in the same moment; the archive has a copy of it"));
        }
      } catch (IOException e) {
        s.became(Outcome.failed("cannot be looked at after its removal (" + e + ")"));
      }
    }
  }

  /** Puts on hold what is not; afterwards those that are still open are held, compared, and no process works at them. */
  private void holdAll(List<Subject> subjects) {
    List<Subject> free =
        subjects.stream()
            .filter(Subject::isOpen)
            .filter(s -> !s.queue().equals(Subject.HOLD))
            .toList();
    if (free.isEmpty()) {
      return;
    }
    Ran ran = tell("-h", free, List.of());
    for (Subject s : free) {
      if (s.isOpen()) {
        s.became(heldOrNot(s, ran));
      }
    }
    List<Subject> held = free.stream().filter(Subject::isOpen).toList();
    quiet(held);
    List<Subject> delivered = new ArrayList<>();
    for (Subject s : held) {
      if (s.isOpen()) {
        try {
          Envelope now = s.envelope();
          if (now != null && now.waiting() == 0) {
            delivered.add(s);
          }
        } catch (IOException e) {
          s.became(Outcome.failed("cannot be read (" + e + "); it is held"));
        }
      }
    }
    // What was delivered while it was put on hold: the server clears its file away when it gets at
    // it.
    releaseAll(delivered);
    delivered.forEach(s -> s.became(Outcome.GONE));
  }

  /** {@code null}: it is held. */
  private Outcome heldOrNot(Subject subject, Ran ran) {
    try {
      if (subject.isAt(instance.file(Subject.HOLD, subject.target.id()))) {
        return null;
      }
      for (String queue : Subject.QUEUES) {
        if (subject.isAt(instance.file(queue, subject.target.id()))) {
          return Outcome.failed("postsuper -h: " + ran.complaint() + "; nothing was done");
        }
      }
      return Outcome.GONE;
    } catch (IOException e) {
      return Outcome.failed("cannot be looked at (" + e + ")");
    }
  }

  private void releaseAll(List<Subject> subjects) {
    if (subjects.isEmpty()) {
      return;
    }
    Ran ran = tell("-H", subjects, List.of());
    for (Subject s : subjects) {
      try {
        if (s.isOpen()) {
          s.became(
              s.isAt(instance.file(Subject.HOLD, s.target.id()))
                  ? Outcome.failed("postsuper -H: " + ran.complaint() + "; it is held")
                  : Outcome.DONE);
        }
      } catch (IOException e) {
        s.became(Outcome.failed("cannot be looked at (" + e + ")"));
      }
    }
  }

  /** Waits until no process has the files open: a delivery that had begun goes on after the file was moved. */
  private void quiet(List<Subject> held) {
    Set<String> wanted = new HashSet<>();
    for (Subject s : held) {
      wanted.add(real(s));
    }
    if (isHidden()) {
      for (Subject s : held) {
        s.became(
            Outcome.failed(
                "it cannot be told whether it is being delivered, for other processes' files below /proc cannot be read; it is held; the agent needs to be root, with CAP_SYS_PTRACE"));
      }
      return;
    }
    for (int i = 0; !wanted.isEmpty() && i < LOOKS; i++) {
      if (i > 0) {
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
      wanted.retainAll(opened(wanted));
    }
    for (Subject s : held) {
      if (wanted.contains(real(s))) {
        s.became(
            Outcome.failed(
                "is being delivered at this moment; it is held now, what is delivered is delivered; ask again in a minute"));
      }
    }
  }

  /** Where the held file is, without links on the way, as /proc names it. */
  private String real(Subject s) {
    Path file = instance.file(Subject.HOLD, s.target.id());
    try {
      return file.toRealPath().toString();
    } catch (IOException e) {
      // it is gone; nobody has it under this name
      return file.toString();
    }
  }

  /** Whether there is a process whose open files may not be seen. */
  private static boolean isHidden() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try {
          Files.newDirectoryStream(process.resolve("fd")).close();
        } catch (AccessDeniedException e) {
          return true;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
          // The process has ended.
        }
      }
      return false;
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return true;
    }
  }

  /** Those of the files that another process has open. */
  private static Set<String> opened(Set<String> files) {
    Set<String> opened = new HashSet<>();
    String own = Long.toString(ProcessHandle.current().pid());
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (!process.getFileName().toString().equals(own)) {
          opened(process.resolve("fd"), files, opened);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // Without /proc it cannot be told; what was read after the hold decides.
    }
    return opened;
  }

  private static void opened(Path descriptors, Set<String> files, Set<String> opened) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        try {
          String file = Files.readSymbolicLink(descriptor).toString();
          if (files.contains(file)) {
            opened.add(file);
          }
        } catch (NoSuchFileException e) {
          // It was closed meanwhile.
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // The process has ended.
    }
  }

  /** Tells {@code postsuper} ids. */
  private Ran tell(String option, List<Subject> subjects, List<String> folders) {
    if (subjects.isEmpty()) {
      return new Ran(0, "", "");
    }
    List<String> vector =
        new ArrayList<>(List.of(postsuper, "-c", instance.configuration().toString(), option, "-"));
    vector.addAll(folders);
    StringBuilder ids = new StringBuilder();
    subjects.forEach(s -> ids.append(s.target.id()).append('\n'));
    try {
      return runner.run(vector, ids.toString(), LIMIT);
    } catch (IOException e) {
      return new Ran(127, "", String.valueOf(e.getMessage()));
    }
  }

  private List<Outcome> batches(List<Target> targets, Consumer<List<Subject>> deed) {
    List<Outcome> outcomes = new ArrayList<>(targets.size());
    for (int from = 0; from < targets.size(); from += BATCH) {
      List<Subject> subjects = new ArrayList<>();
      try {
        Set<Target> met = new HashSet<>();
        for (Target target : targets.subList(from, Math.min(targets.size(), from + BATCH))) {
          Subject subject = Subject.find(instance, target);
          subjects.add(subject);
          if (!met.add(target) && subject.isOpen()) {
            subject.became(Outcome.done("was named twice"));
          }
        }
        deed.accept(subjects);
        subjects.forEach(s -> outcomes.add(s.outcome()));
      } finally {
        subjects.forEach(Subject::close);
      }
    }
    return outcomes;
  }

  @Override
  public List<Outcome> restore(Archive from, List<Archive.Entry> entries) {
    return new WayBack(instance).restore(from, entries);
  }
}
