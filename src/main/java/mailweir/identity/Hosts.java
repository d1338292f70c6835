package mailweir.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hosts met in one run under one name each, whatever alias a log calls them by: short name and FQDN are one host.
 *
 * <p>Safe for use by many threads. Ids are dense from 0 and hold within the run only; what is stored holds names.
 */
public final class Hosts {
  private final ConcurrentHashMap<String, Integer> ids = new ConcurrentHashMap<>();
  private volatile String[] names = new String[16];
  private volatile int size;

  /** The id of a host by any name it is logged by; {@code null} is the host that a line does not state. */
  public int id(String logged) {
    String name = canonical(logged);
    Integer id = ids.get(name);
    return id != null ? id : add(name);
  }

  /** Whether a host was met, by any name. */
  public boolean contains(String logged) {
    return ids.containsKey(canonical(logged));
  }

  /** The canonical name of an id; empty for the host that is not stated. */
  public String name(int id) {
    return names[id];
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Lower case, up to the first dot unless it is an address; empty for {@code null}. */
  public static String canonical(String logged) {
    if (logged == null) {
      return "";
    }
    String name = logged.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    return dot <= 0 || isAddress(name) ? name : name.substring(0, dot);
  }

  private static boolean isAddress(String name) {
    if (name.indexOf(':') >= 0) {
      return true;
    }
    int dots = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        dots++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return dots == 3;
  }

  private synchronized int add(String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    int id = size;
    String[] all = id < names.length ? names : Arrays.copyOf(names, id * 2);
    all[id] = name;
    names = all;
    size = id + 1;
    ids.put(name, id);
    return id;
  }
}
