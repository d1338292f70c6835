package mailweir.action.carry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import mailweir.action.Command;
import mailweir.action.Receipt;
import mailweir.action.Target;

/** Counts what became of messages; equal notes are told once, with how many and one example. */
final class Tally {
  private int done;
  private int gone;
  private int changed;
  private int failed;
  private final Map<String, Note> notes = new LinkedHashMap<>();

  private record Note(int count, String example) {}

  /** Does something with those that may have such an id; the others fail. */
  void add(
      List<Target> targets, Predicate<Target> mayBe, Function<List<Target>, List<Outcome>> deed) {
    List<Target> some = new ArrayList<>();
    for (Target t : targets) {
      if (mayBe.test(t)) {
        some.add(t);
      } else {
        add(Outcome.failed("its id is none of that server's"), t);
      }
    }
    if (some.isEmpty()) {
      return;
    }
    List<Outcome> outcomes = deed.apply(some);
    for (int i = 0; i < some.size(); i++) {
      add(outcomes.get(i), some.get(i));
    }
  }

  void add(Outcome outcome, Target target) {
    switch (outcome.result()) {
      case DONE -> done++;
      case GONE -> gone++;
      case CHANGED -> changed++;
      case FAILED -> failed++;
    }
    if (outcome.note() != null) {
      notes.merge(
          outcome.note(), new Note(1, target.id()), (a, b) -> new Note(a.count + 1, a.example));
    }
  }

  void failed(int messages, String why) {
    failed += messages;
    notes.put(why, new Note(messages, null));
  }

  Receipt receipt(Command command, String host, Instant at) {
    List<String> texts = new ArrayList<>();
    notes.forEach((text, note) ->
        texts.add(
            note.example == null
                ? text
                : note.count == 1
                    ? note.example + ": " + text
                    : note.count + " messages, " + note.example + " one of them: " + text));
    Receipt.State state =
        failed == 0
            ? Receipt.State.DONE
            : done + gone + changed > 0 ? Receipt.State.PARTLY : Receipt.State.FAILED;
    return new Receipt(command.id(), host, at, state, done, gone, changed, failed, texts);
  }
}
