package mailweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mailweir.collect.Found;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Sources;
import mailweir.parse.Dialect;
import mailweir.parse.Dialects;
import mailweir.parse.apache.AccessLog;
import mailweir.parse.courier.Courier;
import mailweir.parse.dovecot.Dovecot;
import mailweir.parse.exim.Exim;
import mailweir.parse.filter.Filters;
import mailweir.parse.mailbox.LoginFiles;
import mailweir.parse.mailbox.Mailboxes;
import mailweir.parse.mailbox.Qpopper;
import mailweir.parse.mimedefang.MimeDefang;
import mailweir.parse.postfix.PostfixDialect;
import mailweir.parse.qmail.QmailDialect;
import mailweir.parse.sendmail.SendmailDialect;

/** What several commands put together in the same way. */
final class Wiring {
  private Wiring() {}

  /** A fresh set of all dialects, for one reader. */
  static Dialects dialects() {
    return dialects(new PostfixDialect());
  }

  private static Dialects dialectsForFigures() {
    return dialects(PostfixDialect.forFigures());
  }

  private static Dialects dialects(PostfixDialect postfix) {
    List<Dialect> all = new ArrayList<>(Filters.all());
    // its services have names that operators choose: it is asked of most lines of programs that
    // nobody claims
    all.add(new QmailDialect());
    all.add(new Dovecot());
    all.add(new Mailboxes());
    all.add(new Qpopper());
    all.add(new LoginFiles());
    all.add(new Courier());
    all.add(postfix);
    all.add(new SendmailDialect());
    all.add(new MimeDefang());
    all.add(new Exim());
    all.add(new AccessLog());
    return new Dialects(all);
  }

  /** Makes sets of all dialects, with one for every line where it is named. */
  static Supplier<Dialects> dialects(String forced) {
    return dialects(forced, Wiring::dialects);
  }

  /** The same, for who wants figures and no stories. */
  static Supplier<Dialects> dialectsForFigures(String forced) {
    return dialects(forced, Wiring::dialectsForFigures);
  }

  private static Supplier<Dialects> dialects(String forced, Supplier<Dialects> make) {
    if (forced == null) {
      return make;
    }
    if (make.get().force(forced) == null) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          "--dialect "
              + forced
              + ": there is no such dialect; nothing was done; there are "
              + String.join(", ", make.get().names()));
    }
    return () -> make.get().force(forced);
  }

  /** How logs are read: the zone of stamps without one, the year of the earliest line, a forced host. */
  static Reading reading(ZoneId zone, Integer year, String host, Clock clock) {
    if (year != null && (year < 1970 || year > 9999)) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          "--year "
              + year
              + ": no year that a log can be of; nothing was done; write it with four digits, 1970 or later");
    }
    Reading reading = Reading.of(zone, clock.instant().toEpochMilli() * 1000);
    reading = year == null ? reading : reading.withFirstYear(year);
    return host == null ? reading : reading.withHost(host);
  }

  /** A zone as it is named on the command line. */
  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          "--tz "
              + name
              + ": no such time zone; nothing was done; names are like Europe/Berlin, UTC or +02:00");
    }
  }

  /** What the arguments name; what is wrong with them is told at once. */
  static Found discover(List<String> arguments, Reading reading, PrintWriter err) {
    Found found = Sources.discover(arguments, reading);
    complain(found.problems(), err);
    return found;
  }

  static void complain(List<Problem> problems, PrintWriter err) {
    for (Problem p : problems) {
      err.println("mailweir: " + p.message().replaceAll("\\p{Cntrl}", "?"));
    }
    err.flush();
  }

  /** Whether something asked for was not read: exit 1. */
  static boolean anyFailure(List<Problem> problems) {
    return problems.stream().anyMatch(Problem::failure);
  }

  /** What this machine calls itself, and syslog writes into its lines; {@code localhost} when that cannot be told. */
  static String machine() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      if (!name.isEmpty()) {
        return name;
      }
    } catch (IOException e) {
      // not Linux
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Why a file could not be read or written, in words. */
  static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such file: " + missing.getFile();
      case AccessDeniedException denied -> "permission denied: " + denied.getFile();
      case CharacterCodingException coded -> "it is no text in UTF-8";
      default -> e.getMessage();
    };
  }
}
