package mailweir.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Complaints that may come by the thousand: each subject is said once a minute, with how often it was meanwhile. Thread-safe. */
public final class Seldom {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int MOST_SUBJECTS = 200;

  private record Said(long nanos, long unsaid) {}

  private final Consumer<String> say;
  private final LongSupplier nanoTime;
  private final Map<String, Said> subjects = new HashMap<>();

  public Seldom(Consumer<String> say, LongSupplier nanoTime) {
    this.say = say;
    this.nanoTime = nanoTime;
  }

  /** A complaint; the subject is a fixed text. */
  public void say(String subject, String message) {
    String more;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      Said said = subjects.get(subject);
      if (said != null && now - said.nanos < MINUTE_NANOS) {
        subjects.put(subject, new Said(said.nanos, said.unsaid + 1));
        return;
      }
      if (subjects.size() >= MOST_SUBJECTS) {
        subjects.clear();
      }
      subjects.put(subject, new Said(now, 0));
      more =
          said == null || said.unsaid == 0 ? "" : " (" + said.unsaid + " more like this meanwhile)";
    }
    say.accept(subject + ": " + message + more);
  }
}
