package mailweir.policy.grey;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that is remembered: triplets, clients, and what an operator allows. */
final class State {
  static final int TRIPLETS = 0;
  static final int CLIENTS = 1;
  static final int RULES = 2;

  private static final int TRIPLET_BITS = 10;
  private static final int CLIENT_BITS = 8;

  final Table triplets;
  final Table clients;

  /** What an operator allows, with since when; guarded by itself. */
  final Map<String, Long> rules = new LinkedHashMap<>();

  State(int most) {
    triplets = new Table(TRIPLETS, TRIPLET_BITS, most);
    clients = new Table(CLIENTS, CLIENT_BITS, most);
  }

  /** A change from a journal; one of a kind that is not known is left out. */
  void replay(Record r) {
    if (r.table() == RULES) {
      rule(new String(r.text() == null ? new byte[0] : r.text(), StandardCharsets.UTF_8), r.word());
      return;
    }
    Table table = r.table() == TRIPLETS ? triplets : r.table() == CLIENTS ? clients : null;
    if (table != null) {
      table.segment(r.key()).replay(r.sequence(), r.key(), r.word(), r.text());
    }
  }

  void rule(String text, long since) {
    synchronized (rules) {
      if (since == 0) {
        rules.remove(text);
      } else {
        rules.put(text, since);
      }
    }
  }
}
