package mailweir.web;

import java.util.List;

/** The states of recipients and stories in the order in which a postmaster wants to see them: errors first. */
final class States {
  private static final List<String> ERRORS_FIRST =
      List.of(
          "bounced",
          "expired",
          "rejected",
          "quarantined",
          "discarded",
          "deferred",
          "held",
          "queued",
          "mixed",
          "delivered");

  private States() {}

  static int rank(String state) {
    int rank = ERRORS_FIRST.indexOf(state);
    return rank < 0 ? ERRORS_FIRST.size() : rank;
  }

  /** The style class of a state's pill; a state that is not known has the plain one. */
  static String style(String state) {
    return ERRORS_FIRST.contains(state) ? "pill " + state : "pill";
  }
}
