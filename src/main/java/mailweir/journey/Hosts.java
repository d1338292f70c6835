package mailweir.journey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mailweir.parse.Name;
import mailweir.slice.Slice;

/**
 * The hosts of the site, each with a small number. Short name and FQDN are one host: the name is folded to lower case and
 * cut at its first dot, unless it is an address. Safe for several threads; each reader asks through its own {@link View}.
 */
public final class Hosts {
  /** The host of lines that name none. */
  public static final String UNNAMED = "localhost";

  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private volatile long[] hashes = new long[0];

  /** The number of a host, given when it is new; -1 never. */
  public synchronized int of(String asLogged) {
    String name = canonical(asLogged);
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    int id = names.size();
    names.add(name);
    ids.put(name, id);
    long[] longer = Arrays.copyOf(hashes, id + 1);
    longer[id] = Slice.of(name).hash();
    hashes = longer;
    return id;
  }

  /** The name that figures and stories show. */
  public synchronized String name(int id) {
    return names.get(id);
  }

  public synchronized List<String> names() {
    return List.copyOf(names);
  }

  /** What a queue id's hash is mixed with to be unique among hosts. */
  public long hash(int id) {
    return hashes[id];
  }

  /** The folded form of a host's name. */
  public static String canonical(String asLogged) {
    String name = asLogged == null || asLogged.isEmpty() ? UNNAMED : asLogged.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    if (dot > 0 && name.indexOf(':') < 0 && !name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9')) {
      return name.substring(0, dot);
    }
    return name;
  }

  /** A reader's way in: one array look-up for a name that it has asked for before. Confined to one thread. */
  public final class View {
    private int[] byName = new int[64];

    public int of(Name host) {
      if (host == null) {
        return Hosts.this.of((String) null);
      }
      int id = host.id();
      if (id >= byName.length) {
        byName = Arrays.copyOf(byName, Math.max(id + 1, byName.length * 2));
      }
      int known = byName[id] - 1;
      if (known < 0) {
        known = Hosts.this.of(host.text());
        byName[id] = known + 1;
      }
      return known;
    }
  }
}
