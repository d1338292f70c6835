package mailweir.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import mailweir.answer.Answers;
import mailweir.answer.BadQuery;
import mailweir.answer.Query;
import mailweir.answer.Story;

/**
 * Stories page by page, newest first. A cursor names the last story shown, its second, and how many of that second were shown,
 * so that new mail shifts nothing and a burst within one second loses nothing.
 *
 * @param next cursor of the following page, or null on the last
 */
record Paging(List<Story> stories, String next) {
  private static final int MOST_SKIPPED = 100_000;

  private record Cursor(Instant second, int skip, String id) {
    static Cursor of(String text) {
      String[] parts = text.split("\\.", 3);
      try {
        Instant second = Instant.ofEpochSecond(Long.parseLong(parts[0]));
        int skip = Integer.parseInt(parts[1]);
        String id = new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8);
        if (skip >= 0
            && skip <= MOST_SKIPPED
            && Math.abs(second.getEpochSecond()) < 10_000_000_000L) {
          return new Cursor(second, skip, id);
        }
      } catch (RuntimeException wrong) {
        // Told below, as for a number out of bounds.
      }
      throw new BadQuery(
          "cursor", "not one that this program gave; leave it out to begin with the newest");
    }

    String text() {
      return second.getEpochSecond()
          + "."
          + skip
          + "."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }
  }

  static Paging of(Answers answers, Query query, boolean lines, String cursorText) {
    int size = query.limit();
    if (cursorText == null || cursorText.isEmpty()) {
      return cut(answers.trace(query.atMost(size + 1), lines), size, null);
    }
    Cursor cursor = Cursor.of(cursorText);
    Instant end = cursor.second.plusSeconds(1);
    Instant until = query.until() == null || query.until().isAfter(end) ? end : query.until();
    if (query.since() != null && !query.since().isBefore(until)) {
      return new Paging(List.of(), null);
    }
    int wanted = size + 1 + cursor.skip;
    while (true) {
      List<Story> found = answers.trace(query.between(query.since(), until).atMost(wanted), lines);
      List<Story> rest = found.subList(shown(found, cursor), found.size());
      if (rest.size() > size || found.size() < wanted || wanted > 2 * MOST_SKIPPED) {
        return cut(rest, size, cursor);
      }
      wanted *= 2;
    }
  }

  /** How many of the found stories were on earlier pages. */
  private static int shown(List<Story> found, Cursor cursor) {
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).id().equals(cursor.id)) {
        return i + 1;
      }
    }
    int i = 0;
    while (i < found.size() && i < cursor.skip && second(found.get(i)).equals(cursor.second)) {
      i++;
    }
    return i;
  }

  private static Paging cut(List<Story> rest, int size, Cursor before) {
    if (rest.size() <= size) {
      return new Paging(rest, null);
    }
    List<Story> page = rest.subList(0, size);
    Story last = page.getLast();
    Instant second = second(last);
    int skip = (int) page.stream().filter(story -> second(story).equals(second)).count();
    if (before != null && before.second.equals(second)) {
      skip += before.skip;
    }
    return new Paging(page, new Cursor(second, Math.min(skip, MOST_SKIPPED), last.id()).text());
  }

  private static Instant second(Story story) {
    return story.time().truncatedTo(ChronoUnit.SECONDS);
  }
}
