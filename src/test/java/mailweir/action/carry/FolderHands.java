package mailweir.action.carry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import mailweir.action.Target;
import mailweir.queue.Place;

/**
 * A server that keeps a message as a file: its name is the id, {@code .held} behind it when it is held; its text is arrival, sender and body, a line
 * each. It tells of each step, so that a test can stop the machine there.
 */
final class FolderHands implements Hands {
  private final Path folder;
  private final Consumer<String> step;

  FolderHands(Path folder, Consumer<String> step) {
    this.folder = folder;
    this.step = step;
  }

  static Target put(Path folder, String id, long arrived, String sender, String body)
      throws IOException {
    String text = arrived + "\n" + sender + "\n" + body;
    Files.writeString(folder.resolve(id), text);
    return new Target("spool", id, arrived, sender, text.length());
  }

  @Override
  public Place place() {
    return new Place("postfix", "spool");
  }

  private Path plain(Target t) {
    return folder.resolve(t.id());
  }

  private Path held(Target t) {
    return folder.resolve(t.id() + ".held");
  }

  private Outcome compared(Path file, Target t) throws IOException {
    String text = Files.readString(file);
    List<String> lines = text.lines().toList();
    return Long.parseLong(lines.get(0)) == t.arrived()
            && lines.get(1).equals(t.sender())
            && text.length() == t.size()
        ? null
        : Outcome.CHANGED;
  }

  private List<Outcome> each(List<Target> targets, Function<Target, Outcome> deed) {
    List<Outcome> all = new ArrayList<>();
    targets.forEach(t -> all.add(deed.apply(t)));
    return all;
  }

  private Outcome move(Target t, Path from, Path to) {
    try {
      if (Files.exists(to)) {
        Outcome differs = compared(to, t);
        return differs == null ? Outcome.DONE : differs;
      }
      if (!Files.exists(from)) {
        return Outcome.GONE;
      }
      Outcome differs = compared(from, t);
      if (differs == null) {
        Files.move(from, to);
      }
      return differs == null ? Outcome.DONE : differs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Outcome> hold(List<Target> targets) {
    return each(targets, t -> move(t, plain(t), held(t)));
  }

  @Override
  public List<Outcome> release(List<Target> targets) {
    return each(targets, t -> move(t, held(t), plain(t)));
  }

  @Override
  public List<Outcome> retry(List<Target> targets) {
    return each(targets, t -> Files.exists(plain(t)) ? Outcome.DONE : Outcome.GONE);
  }

  @Override
  public List<Outcome> remove(List<Target> targets, Archive to) {
    step.accept("begin");
    List<Outcome> outcomes = new ArrayList<>(hold(targets));
    step.accept("held");
    try {
      for (int i = 0; i < targets.size(); i++) {
        Target t = targets.get(i);
        if (outcomes.get(i).result() == Outcome.Result.DONE && to.entry(t) == null) {
          try (FileChannel in = FileChannel.open(held(t), StandardOpenOption.READ)) {
            to.put(t, List.of(Archive.Piece.of("message", held(t), in)));
          }
        }
      }
      step.accept("copied");
      to.seal();
      step.accept("sealed");
      for (int i = 0; i < targets.size(); i++) {
        Target t = targets.get(i);
        if (to.entry(t) != null) {
          Files.deleteIfExists(held(t));
          outcomes.set(i, Outcome.DONE);
          step.accept("removed");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return outcomes;
  }

  @Override
  public List<Outcome> restore(Archive from, List<Archive.Entry> entries) {
    List<Outcome> all = new ArrayList<>();
    for (Archive.Entry e : entries) {
      try {
        if (!Files.exists(plain(e.target()))) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          if (!from.copy(e.file("message"), bytes)) {
            all.add(Outcome.failed("damaged"));
            continue;
          }
          Files.writeString(plain(e.target()), bytes.toString(StandardCharsets.UTF_8));
        }
        all.add(Outcome.DONE);
      } catch (IOException x) {
        all.add(Outcome.failed(x.getMessage()));
      }
    }
    return all;
  }
}
