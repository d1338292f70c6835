package mailweir.pipeline;

import java.util.AbstractList;
import java.util.List;
import mailweir.store.duckdb.FactReader;

/** Names of hosts by their number, read again when a host is asked for that a round has brought meanwhile. Confined to one thread. */
final class HostNames extends AbstractList<String> {
  private final FactReader facts;
  private List<String> names;

  HostNames(FactReader facts) {
    this.facts = facts;
    this.names = facts.hosts();
  }

  @Override
  public String get(int host) {
    if (host >= names.size()) {
      names = facts.hosts();
    }
    return names.get(host);
  }

  @Override
  public int size() {
    return names.size();
  }
}
