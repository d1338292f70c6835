package mailweir.parse;

import java.util.Arrays;
import java.util.List;
import mailweir.event.Event;

/** The choice of the dialect by the program that wrote the line. Confined to one thread. */
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
  private Dialect[] byProgram = new Dialect[64];

  /** The first of the dialects that claims a program has its lines. */
  public Dialects(List<Dialect> dialects) {
    this.dialects = List.copyOf(dialects);
  }

  /** What the line says; never null. */
  public Event parse(Line line) {
    return of(line).parse(line);
  }

  /** The dialect of the line's program. */
  public Dialect of(Line line) {
    Name program = line.program;
    if (program == null) {
      return NOBODY;
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
    return known;
  }

  private Dialect choose(String program) {
    for (Dialect d : dialects) {
      if (d.claims(program)) {
        return d;
      }
    }
    return NOBODY;
  }
}
