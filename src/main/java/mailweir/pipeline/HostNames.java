package mailweir.pipeline;

import java.util.AbstractList;
import java.util.List;
import mailweir.store.duckdb.FactReader;

/** Names of hosts by their number, read again when a host is asked for that a round has brought meanwhile. Safe for threads. */
final class HostNames extends AbstractList<String> {
  private final FactReader facts;
  private volatile List<String> names;

  HostNames(FactReader facts) {
    this.facts = facts;
    this.names = facts.hosts();
  }

  @Override
  public String get(int host) {
    List<String> known = names;
    if (host >= known.size()) {
      known = facts.hosts();
      names = known;
    }
    return known.get(host);
  }

  @Override
  public int size() {
    return names.size();
  }
}
