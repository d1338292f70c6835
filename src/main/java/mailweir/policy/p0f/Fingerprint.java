package mailweir.policy.p0f;

import java.util.Objects;

/**
 * What p0f knows of an address.
 *
 * @param state whether it knows anything
 * @param os as in p0f's own list: {@code Windows}, {@code Linux}; empty unless {@code state} is {@link State#KNOWN}
 * @param flavor {@code 7 or 8}, {@code NT kernel}; may be empty
 * @param quality of the match, {@code os_match_q}: 0 exact, 1 fuzzy, 2 generic, 3 both; 2 and 3 are weak
 * @param distance in hops; -1: not known
 * @param link how it is connected, from its MTU: {@code Ethernet or modem}; may be empty
 * @param lastSeen Unix seconds; 0 unless p0f has an entry
 */
public record Fingerprint(
    State state, String os, String flavor, int quality, int distance, String link, long lastSeen) {
  /** Whether the system is known. */
  public enum State {
    /** It is. */
    KNOWN,
    /** p0f saw the connection and does not know the system. */
    UNKNOWN,
    /** p0f did not see the connection, or so long ago that it was another. */
    NO_MATCH,
    /** p0f does not run, or did not answer in time. */
    NO_ANSWER
  }

  /** p0f saw nothing. */
  public static final Fingerprint NO_MATCH = new Fingerprint(State.NO_MATCH, "", "", 0, -1, "", 0);

  /** p0f was not asked, or did not answer. */
  public static final Fingerprint NO_ANSWER =
      new Fingerprint(State.NO_ANSWER, "", "", 0, -1, "", 0);

  /** What a {@link #quality} is at least when half of the internet looks like that. */
  public static final int WEAK = 2;

  public Fingerprint {
    Objects.requireNonNull(state, "state");
  }

  /** Whether the system is of a family, as {@code Windows}; flavors are too many to be listed. */
  public boolean isOf(String family) {
    return state == State.KNOWN && os.regionMatches(true, 0, family, 0, family.length());
  }

  /** Whether the match says little. */
  public boolean isWeak() {
    return quality >= WEAK;
  }

  /** System and flavor: {@code Windows 7 or 8}, or {@code UNKNOWN}. */
  public String name() {
    return state == State.KNOWN ? flavor.isEmpty() ? os : os + " " + flavor : "UNKNOWN";
  }

  /** As amavisd's rules for SpamAssassin expect it: {@code Windows 7 or 8, (distance 15, link: Ethernet or modem)}. */
  public String text() {
    if (state != State.KNOWN) {
      return "UNKNOWN";
    }
    StringBuilder text = new StringBuilder(name());
    if (distance >= 0 || !link.isEmpty()) {
      text.append(", (");
      if (distance >= 0) {
        text.append("distance ").append(distance);
      }
      if (!link.isEmpty()) {
        text.append(distance >= 0 ? ", " : "").append("link: ").append(link);
      }
      text.append(')');
    }
    return text.toString();
  }
}
