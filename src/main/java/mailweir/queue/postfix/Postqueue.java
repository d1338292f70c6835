package mailweir.queue.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mailweir.queue.Budget;
import mailweir.queue.LevelCount;
import mailweir.queue.Problems;
import mailweir.queue.Sample;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;

/** The queues of an instance by {@code postqueue -j}, which any user may run: no clients, no accounts, whole seconds, nothing of {@code corrupt}. */
final class Postqueue {
  private static final int LONGEST_LINE = 4 << 20;

  private final Path program;
  private final Instance instance;

  Postqueue(Path program, Instance instance) {
    this.program = program;
    this.instance = instance;
  }

  /** The exact arguments. */
  List<String> command() {
    return List.of(program.toString(), "-c", instance.configuration().toString(), "-j");
  }

  Scan read(long now, Budget budget) {
    Problems problems = new Problems();
    LevelCount levels = new LevelCount(PostfixQueue.QUEUES);
    Sample<Waiting> sample = new Sample<>(budget.messages());
    AtomicBoolean late = new AtomicBoolean();
    int exit = -1;
    try {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().clear();
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Process process = builder.start();
      process
          .onExit()
          .orTimeout(budget.time().toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(slow -> {
            late.set(true);
            process.destroyForcibly();
            return process;
          });
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        process.getOutputStream().close();
        for (String line = line(lines); line != null; line = line(lines)) {
          Waiting message = PostqueueJson.read(line);
          if (message != null) {
            levels.count(message.queue());
            sample.add(message.id(), message);
          } else {
            problems.add(program + ": a line that is no message; it is not counted");
          }
        }
        exit = process.waitFor();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      if (!late.get()) {
        problems.add(program + ": could not be run (" + Problems.why(e) + "); nothing is counted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(program + ": was interrupted; not all is counted");
    }
    if (late.get()) {
      problems.add(
          program
              + ": did not end within "
              + budget.time().toSeconds()
              + " s; not all is counted; let mailweir read the spool instead (as root)");
    } else if (exit > 0) {
      problems.add(
          program
              + ": ended with "
              + exit
              + "; not all is counted; is Postfix running, and may this user list its queue (authorized_mailq_users)?");
    }
    List<Waiting> messages = sample.taken();
    messages.forEach(message -> levels.list(message, now));
    return new Scan(now, levels.levels(), messages, problems.text());
  }

  /** {@code null}: the end. What is longer than any message's line is cut. */
  private static String line(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = lines.read(); ; c = lines.read()) {
      if (c < 0) {
        return line.isEmpty() ? null : line.toString();
      }
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() < LONGEST_LINE) {
        line.append((char) c);
      }
    }
  }
}
