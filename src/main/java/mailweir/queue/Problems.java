package mailweir.queue;

import java.nio.file.AccessDeniedException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers what goes wrong in a look into the few words of {@link Scan#problem()}: each kind once, with how often. Not safe for threads. */
public final class Problems {
  private static final int MOST = 5;

  private final Map<String, Integer> problems = new LinkedHashMap<>();

  /** {@code text}: subject, problem, consequence, remedy. */
  public void add(String text) {
    if (problems.size() < MOST || problems.containsKey(text)) {
      problems.merge(text, 1, Integer::sum);
    }
  }

  /** Why a file or folder cannot be read, in words. */
  public static String why(java.io.IOException e) {
    return e instanceof AccessDeniedException
        ? "permission denied"
        : e.getClass().getSimpleName().replaceFirst("Exception$", "")
            + (e.getMessage() == null ? "" : " " + e.getMessage());
  }

  /** {@code null}: none. */
  public String text() {
    if (problems.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    problems.forEach((problem, times) ->
        text.append(text.isEmpty() ? "" : "; ")
            .append(problem)
            .append(times > 1 ? " (" + times + " times)" : ""));
    return text.toString();
  }
}
