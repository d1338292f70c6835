package mailweir.collect.follow;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What stands between the follower and its files, each said once when it begins and once when it is over. */
final class Problems {
  private final Consumer<String> say;
  private final Troubles troubles;
  private final Map<Path, String> open = Collections.synchronizedMap(new LinkedHashMap<>());

  Problems(Consumer<String> say, Troubles troubles) {
    this.say = say;
    this.troubles = troubles;
  }

  /** The name has this problem: problem, consequence and remedy. */
  void at(Path name, String text) {
    at(name, false, text);
  }

  /** The same of what is not there because its file system seems not to be. */
  void away(Path name, String text) {
    at(name, true, text);
  }

  private void at(Path name, boolean stale, String text) {
    if (!text.equals(open.put(name, text))) {
      say.accept(name + ": " + text);
      troubles.begins(name.toString(), stale, text);
    }
  }

  /** Whether a problem of this name was said. */
  boolean isOpen(Path name) {
    return open.containsKey(name);
  }

  /** The name has none any more. */
  void over(Path name) {
    if (!open.isEmpty() && open.remove(name) != null) {
      say.accept(name + ": can be read now");
      troubles.over(name.toString());
    }
  }

  /** Something that happened and is over. */
  void once(Path name, String text) {
    say.accept(name + ": " + text);
  }

  Map<Path, String> open() {
    synchronized (open) {
      return Map.copyOf(open);
    }
  }
}
