package mailweir.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import mailweir.collect.Found;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Sources;
import mailweir.parse.Dialect;
import mailweir.parse.Dialects;
import mailweir.parse.courier.Courier;
import mailweir.parse.dovecot.Dovecot;
import mailweir.parse.filter.Filters;
import mailweir.parse.mailbox.LoginFiles;
import mailweir.parse.mailbox.Mailboxes;
import mailweir.parse.mailbox.Qpopper;
import mailweir.parse.postfix.PostfixDialect;

/** What several commands put together in the same way. */
final class Wiring {
  private Wiring() {}

  /** A fresh set of all dialects, for one reader. */
  static Dialects dialects() {
    List<Dialect> all = new ArrayList<>(Filters.all());
    all.add(new Dovecot());
    all.add(new Mailboxes());
    all.add(new Qpopper());
    all.add(new LoginFiles());
    all.add(new Courier());
    all.add(new PostfixDialect());
    return new Dialects(all);
  }

  /** How logs are read: the zone of stamps without one, the year of the earliest line, a forced host. */
  static Reading reading(String zone, Integer year, String host, Clock clock) {
    if (year != null && (year < 1970 || year > 9999)) {
      throw new CannotGoOn(
          ExitCode.USAGE,
          "--year "
              + year
              + ": no year that a log can be of; nothing was done; write it with four digits, 1970 or later");
    }
    Reading reading = Reading.of(zone(zone), clock.instant().toEpochMilli() * 1000);
    reading = year == null ? reading : reading.withFirstYear(year);
    return host == null ? reading : reading.withHost(host);
  }

  static ZoneId zone(String name) {
    if (name == null) {
      return ZoneId.systemDefault();
    }
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
}
