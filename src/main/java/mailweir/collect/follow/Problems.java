package mailweir.collect.follow;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What stands between the follower and its files, each said once when it begins and once when it is over. */
final class Problems {
  private final Consumer<String> say;
  private final Map<Path, String> open = Collections.synchronizedMap(new LinkedHashMap<>());

  Problems(Consumer<String> say) {
    this.say = say;
  }

  /** The name has this problem: problem, consequence and remedy. */
  void at(Path name, String text) {
    if (!text.equals(open.put(name, text))) {
      say.accept(name + ": " + text);
    }
  }

  /** The name has none any more. */
  void over(Path name) {
    if (!open.isEmpty() && open.remove(name) != null) {
      say.accept(name + ": can be read now");
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
