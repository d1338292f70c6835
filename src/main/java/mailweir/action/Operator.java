package mailweir.action;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import mailweir.queue.Place;

/**
 * Where pages and verbs plan, confirm, see and undo. A wish becomes a plan, which changes nothing; a plan that is confirmed becomes a deed. What cannot
 * be done is an {@link IllegalArgumentException} with a message for the operator (subject, problem, consequence, remedy). Safe for threads.
 */
public interface Operator {
  /** Says what a wish would be. Changes nothing. */
  Plan plan(Wish wish);

  /**
   * Does what the plan says.
   *
   * @param plan {@link Plan#id()}
   * @param by who: the system user's name, or the page's user
   * @param reason why, in the operator's words; needed
   */
  Deed confirm(String plan, String by, String reason);

  /** What was done, the newest first. */
  List<Deed> deeds(int most);

  /** One of them; {@code null}: there is none of that id. */
  Deed deed(String id);

  /** Blocks that hold now, the newest first. */
  List<Deed> blocks();

  /** Hosts that may be told something, by name. */
  List<Able> hosts();

  /** Notes in the audit that somebody looked at something of others. */
  void looked(String by, String what);

  /** The looks that were noted, the newest first. */
  List<Look> looks(int most);

  /**
   * What a host says that it can and allows.
   *
   * @param heard when it asked for orders last; absent: it never did since the server began
   * @param allowed words of {@link Permit}; empty: it only reads
   * @param places where messages wait there
   * @param blocks servers for which it would write block lists
   * @param scanners that it can pause
   */
  record Able(
      String host,
      Instant heard,
      Set<Permit> allowed,
      List<Place> places,
      List<String> blocks,
      Set<Order.Scanner> scanners) {
    public Able {
      allowed = Set.copyOf(allowed);
      places = List.copyOf(places);
      blocks = List.copyOf(blocks);
      scanners = Set.copyOf(scanners);
    }
  }

  /** Somebody looked. */
  record Look(Instant at, String by, String what) {}

  /** Where nobody can be told anything. */
  Operator NONE =
      new Operator() {
        @Override
        public Plan plan(Wish wish) {
          throw new IllegalArgumentException(
              "orders: nobody can be told anything here; nothing was done; see docs/actions.md");
        }

        @Override
        public Deed confirm(String plan, String by, String reason) {
          throw new IllegalArgumentException(
              "orders: nobody can be told anything here; nothing was done; see docs/actions.md");
        }

        @Override
        public List<Deed> deeds(int most) {
          return List.of();
        }

        @Override
        public Deed deed(String id) {
          return null;
        }

        @Override
        public List<Deed> blocks() {
          return List.of();
        }

        @Override
        public List<Able> hosts() {
          return List.of();
        }

        @Override
        public void looked(String by, String what) {
          // there is no audit
        }

        @Override
        public List<Look> looks(int most) {
          return List.of();
        }
      };
}
