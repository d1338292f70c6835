package mailweir.collect;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mailweir.parse.Line;
import mailweir.parse.syslog.Calendar;

/**
 * Finds what the arguments of a command mean: files, folders with their logs, {@code -} for standard input.
 *
 * <p>A folder means the files in it, and in the folders right under it (one for each host), whose names are those of logs, rotated and
 * packed ones too, and whose first lines are lines of syslog; of multilog's folders, also farther below, what multilog wrote. Partial copies (mail.err, mail.warn) are read as well: a line that is
 * in two files counts once. A file that was named itself is read whatever its name and its first lines are, if it is text.
 */
public final class Sources {
  private static final Pattern LOG =
      Pattern.compile(
          "(?:mail|maillog|syslog|mail\\.(?:log|err|warn|warning|info|notice|all)|.+\\.log)"
              + "(?:[-._](?:\\d{1,4}|\\d{8}(?:[-.T_]?\\d{2,6})?|\\d{4}-\\d{2}(?:-\\d{2})?(?:[-.T_]\\d{2,6})?|\\d{10}|old))*"
              + "(?:\\.(?:gz|zst|xz|bz2))?");
  private static final int LINES_LOOKED_AT = 200;

  private final Reading options;
  private final List<Dated> dated = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /** A source, and whether its first stamp has no year. */
  private record Dated(Source source, boolean yearless) {}

  private Sources(Reading options) {
    this.options = options;
  }

  /** The sources, oldest first, and what could not be read. Opens every file once for its first lines. */
  public static Found discover(List<String> args, Reading options) {
    Sources search = new Sources(options);
    for (String arg : args) {
      search.argument(arg);
    }
    return search.found();
  }

  /** Whether a file of this name in a folder is taken for a log. */
  static boolean named(String name) {
    return LOG.matcher(name).matches();
  }

  private void argument(String arg) {
    if (arg.equals("-")) {
      dated.add(new Dated(Source.stdin(), false));
      return;
    }
    Path path;
    try {
      path = Path.of(arg);
    } catch (java.nio.file.InvalidPathException e) {
      problems.add(Opening.missing(arg));
      return;
    }
    if (Files.isDirectory(path)) {
      folder(arg, path);
    } else if (!Files.exists(path)) {
      problems.add(Opening.missing(arg));
    } else if (!Files.isRegularFile(path)) {
      dated.add(new Dated(Source.of(path), false));
    } else {
      file(path, true);
    }
  }

  private void folder(String name, Path folder) {
    int before = dated.size();
    int troubles = problems.size();
    Set<Path> taken = new HashSet<>();
    try {
      List<Path> entries = children(folder);
      logs(entries, taken, true);
      below(entries, 1, taken);
    } catch (IOException e) {
      problems.add(Opening.unreadable(name, Opening.reason(e)));
      return;
    }
    if (dated.size() == before
        && problems.subList(troubles, problems.size()).stream().noneMatch(Problem::failure)) {
      problems.add(
          Problem.of(
              name,
              Problem.Kind.NO_LOGS,
              "no log is in this folder, nor right under it (looked for mail.log, maillog, *.log and their rotated and packed copies, and for multilog's current and @… files); nothing is read from it; name the files themselves"));
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(all::add);
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    all.sort(Comparator.naturalOrder());
    return all;
  }

  /** The logs in the folders right under one, and multilog's farther below. */
  private void below(List<Path> entries, int depth, Set<Path> taken) {
    for (Path sub : entries) {
      if (Files.isDirectory(sub) && !sub.getFileName().toString().startsWith(".")) {
        try {
          List<Path> own = children(sub);
          logs(own, taken, depth == 1);
          if (depth < Multilog.DEPTH) {
            below(own, depth + 1, taken);
          }
        } catch (IOException e) {
          problems.add(Opening.unreadable(sub.toString(), Opening.reason(e)));
        }
      }
    }
  }

  /** The logs among a folder's entries; {@code named}: those that are named as logs are, else multilog's only. */
  private void logs(List<Path> entries, Set<Path> taken, boolean named) throws IOException {
    boolean multilog =
        Multilog.isFolder(entries.stream().map(e -> e.getFileName().toString()).toList());
    for (Path file : entries) {
      String name = file.getFileName().toString();
      if ((named && named(name) || multilog && Multilog.named(name))
          && Files.isRegularFile(file)
          && taken.add(file.toRealPath())) {
        file(file, false);
      }
    }
  }

  /** Looks into a file; {@code asked}: it was named itself. */
  private void file(Path path, boolean asked) {
    Source source = Source.of(path);
    try (Opening opened = Opening.of(source, options, null)) {
      if (opened.contents == Contents.EMPTY) {
        if (asked) {
          problems.add(
              Problem.of(
                  source.name(),
                  Problem.Kind.EMPTY,
                  "it is empty; no line comes from it; look whether the log is written elsewhere"));
          dated.add(new Dated(source, false));
        }
        return;
      }
      if (opened.envelopes(LINES_LOOKED_AT) == 0 && !padded(opened)) {
        problems.add(
            Problem.of(
                source.name(),
                Problem.Kind.NOT_A_LOG,
                asked
                    ? "its first lines are no lines of a mail server's log; they are read, and told as not understood; check the name"
                    : "its first lines are no lines of syslog; it is left out; name it itself to have it read"));
        if (!asked) {
          return;
        }
      }
      Line first = opened.contents == Contents.JOURNAL_EXPORT ? null : opened.first();
      boolean yearless = first != null && first.stamp.year < 0;
      long time = Line.NO_TIME;
      if (first != null) {
        Calendar calendar =
            new Calendar(options.zone(), yearless ? guess(path, first) : -1, options.zones());
        time = calendar.resolve(first);
      }
      dated.add(new Dated(new Source(source.name(), path, time, -1), yearless));
    } catch (UnreadableSource e) {
      if (asked || e.problem().kind() != Problem.Kind.BINARY) {
        problems.add(e.problem());
      } else {
        problems.add(
            Problem.of(
                source.name(), Problem.Kind.NOT_A_LOG, "it is not a text log; it is left out"));
      }
    } catch (IOException e) {
      problems.add(Opening.unreadable(source.name(), Opening.reason(e)));
    }
  }

  /** Nothing but NULs so far: the lines may come behind them. */
  private static boolean padded(Opening opened) {
    for (byte b : opened.head) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The year by the first line alone: good enough for the order of files. */
  private int guess(Path path, Line first) throws IOException {
    return FirstYear.alone(first, options, FirstYear.modified(path));
  }

  private Found found() {
    List<Dated> all = options.firstYear() >= 0 ? given(dated) : dated;
    Comparator<Dated> oldest =
        Comparator.comparingLong(
            d -> d.source.firstTime() == Line.NO_TIME ? Long.MAX_VALUE : d.source.firstTime());
    List<Source> sources = new ArrayList<>(all.size());
    try (Stream<Dated> sorted = all.stream().sorted(oldest)) {
      sorted.forEach(d -> sources.add(d.source));
    }
    return new Found(sources, problems);
  }

  /**
   * The year of the earliest line is given: the files keep the distances that they have by their own stamps and modification times,
   * and all are moved so that the earliest begins in that year.
   */
  private List<Dated> given(List<Dated> files) {
    Reading free = options.withFirstYear(-1);
    int[] years = new int[files.size()];
    int earliest = -1;
    long earliestTime = Long.MAX_VALUE;
    for (int i = 0; i < years.length; i++) {
      years[i] = -1;
      Dated d = files.get(i);
      if (!d.yearless || d.source.isStdin()) {
        continue;
      }
      try {
        years[i] = FirstYear.of(d.source.path(), free);
        long time = first(d.source, years[i]);
        if (time != Line.NO_TIME && time < earliestTime) {
          earliestTime = time;
          earliest = i;
        }
      } catch (IOException e) {
        // The reader of this file tells of it.
      }
    }
    if (earliest < 0) {
      return files;
    }
    int move;
    try {
      move = FirstYear.of(files.get(earliest).source.path(), options) - years[earliest];
    } catch (IOException e) {
      return files;
    }
    List<Dated> moved = new ArrayList<>(files.size());
    for (int i = 0; i < years.length; i++) {
      Source s = files.get(i).source;
      if (years[i] < 0) {
        moved.add(files.get(i));
        continue;
      }
      int year = years[i] + move;
      moved.add(new Dated(new Source(s.name(), s.path(), first(s, year), year), true));
    }
    return moved;
  }

  /** The instant of a source's first stamp in a year. */
  private long first(Source source, int year) {
    try (Opening opened = Opening.of(source, options, null)) {
      Line first = opened.first();
      return first == null
          ? Line.NO_TIME
          : new Calendar(options.zone(), year, options.zones()).resolve(first);
    } catch (IOException e) {
      return Line.NO_TIME;
    }
  }
}
