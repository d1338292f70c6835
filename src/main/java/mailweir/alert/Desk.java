package mailweir.alert;

import java.time.Instant;

/** Where pages and verbs see alerts, and verbs say what is to be done with them. */
public interface Desk {
  /** Where nothing is watched. */
  Desk NONE =
      new Desk() {
        @Override
        public Snapshot snapshot() {
          return Snapshot.nothing(Instant.EPOCH);
        }

        @Override
        public String act(Act act) {
          throw new IllegalArgumentException("nothing is watched here; nothing was done");
        }
      };

  /** All that is to be seen. */
  Snapshot snapshot();

  /**
   * Does what somebody wants; tells what became of it.
   *
   * @throws IllegalArgumentException when it cannot be done, with why
   */
  String act(Act act);

  /** What somebody wants. */
  record Act(Verb verb, String target, String conditions, long seconds, String by, String note) {
    /** What can be done. */
    public enum Verb {
      ACKNOWLEDGE,
      SILENCE,
      UNSILENCE,
      FORGET
    }
  }
}
