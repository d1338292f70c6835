package mailweir.policy;

/**
 * What p0f says of the system that sends.
 *
 * @param os the system's family, as {@code Windows}; empty unless {@link State#OK}
 * @param flavor its flavor, as {@code 7 or 8}; may be empty
 * @param quality of the match: 0 normal, 1 fuzzy, 2 generic, 3 both
 * @param distance in hops; -1: unknown
 * @param link the kind of its link; may be empty
 * @param lastSeen when p0f saw it last, in seconds since 1970; 0: never
 */
public record Fingerprint(
    State state, String os, String flavor, int quality, int distance, String link, long lastSeen) {

  /** What kind of answer it is. */
  public enum State {
    /** The system is known. */
    OK,
    /** p0f saw it and does not know its system. */
    UNKNOWN,
    /** p0f has not seen it. */
    NO_MATCH,
    /** p0f did not answer in time, or is not there. */
    NO_ANSWER
  }

  /** No answer in time. */
  public static final Fingerprint NO_ANSWER =
      new Fingerprint(State.NO_ANSWER, "", "", 0, -1, "", 0);

  /** Family and flavor, {@code UNKNOWN}, or empty where p0f said nothing. */
  public String system() {
    return switch (state) {
      case OK -> flavor.isEmpty() ? os : os + " " + flavor;
      case UNKNOWN -> "UNKNOWN";
      case NO_MATCH, NO_ANSWER -> "";
    };
  }

  /** As filters expect it in a header: {@code Windows 7 or 8, (distance 15, link: Ethernet or modem)}; empty where p0f said nothing. */
  public String header() {
    String system = system();
    if (system.isEmpty() || distance < 0 && link.isEmpty()) {
      return system;
    }
    return system
        + ", ("
        + (distance < 0 ? "" : "distance " + distance)
        + (distance < 0 || link.isEmpty() ? "" : ", ")
        + (link.isEmpty() ? "" : "link: " + link)
        + ")";
  }
}
