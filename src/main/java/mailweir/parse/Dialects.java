package mailweir.parse;

import java.util.Arrays;
import java.util.List;
import mailweir.event.Event;

/**
 * The choice of the dialect of a line: by the program that wrote it, and where nobody claims the program or none is named, by what the
 * line looks like. Confined to one thread.
 */
public final class Dialects {
  private static final Dialect NOBODY =
      new Dialect() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public boolean claims(String program) {
          return true;
        }

        @Override
        public Event parse(Line line) {
          return Event.NOT_UNDERSTOOD;
        }
      };

  private final List<Dialect> dialects;

  /** Those that recognise lines at all. */
  private final Recogniser[] recognising;

  private final Dialect forced;
  private Dialect[] byProgram = new Dialect[64];

  /** The first of the dialects that claims a program, or recognises a line, has it. */
  public Dialects(List<Dialect> dialects) {
    this(dialects, null);
  }

  private Dialects(List<Dialect> dialects, Dialect forced) {
    this.dialects = List.copyOf(dialects);
    this.recognising =
        dialects.stream().filter(Recogniser.class::isInstance).toArray(Recogniser[]::new);
    this.forced = forced;
  }

  /** The same with one dialect for every line, whatever wrote it; null when there is none of that name. */
  public Dialects force(String name) {
    for (Dialect d : dialects) {
      if (d.name().equals(name)) {
        return new Dialects(dialects, d);
      }
    }
    return null;
  }

  /** The dialects' names, in the order in which they are asked. */
  public List<String> names() {
    return dialects.stream().map(Dialect::name).toList();
  }

  /** What the line says; never null. */
  public Event parse(Line line) {
    return of(line).parse(line);
  }

  /** {@link Twofold#wordsOfCopy}; -1 for lines of servers that write nothing twice. */
  public int wordsOfCopy(Line line, Event event) {
    boolean counts =
        event instanceof Event.Refusal
            || event instanceof Event.Login
            || event instanceof Event.LostConnection;
    return counts && of(line) instanceof Twofold dialect ? dialect.wordsOfCopy(line, event) : -1;
  }

  /** Whether some dialect claims the line's program, or recognises the line. */
  public boolean knows(Line line) {
    return of(line) != NOBODY;
  }

  /** The dialect of the line. */
  public Dialect of(Line line) {
    if (forced != null) {
      return forced;
    }
    Name program = line.program;
    if (program == null) {
      return recognise(line);
    }
    int id = program.id();
    if (id >= byProgram.length) {
      byProgram = Arrays.copyOf(byProgram, Math.max(id + 1, byProgram.length * 2));
    }
    Dialect known = byProgram[id];
    if (known == null) {
      known = choose(program.text());
      byProgram[id] = known;
    }
    return known == NOBODY ? recognise(line) : known;
  }

  private Dialect choose(String program) {
    for (Dialect d : dialects) {
      if (d.claims(program)) {
        return d;
      }
    }
    return NOBODY;
  }

  /** Each is asked in its order, so that what a line is does not depend on the lines before it. */
  private Dialect recognise(Line line) {
    for (Recogniser d : recognising) {
      if (d.recognises(line)) {
        return d;
      }
    }
    return NOBODY;
  }
}
