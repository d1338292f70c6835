package mailweir.alert;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * An alert from the first sight of what is wrong until it is history.
 *
 * @param id short, for people; never used twice
 * @param since when it was first found
 * @param fired when it had lasted long enough; {@code null} while it is pending
 * @param resolved when it was over; {@code null} while it lasts
 * @param resolution how it ended
 * @param ack who has taken it; {@code null} for nobody
 * @param told when channels were last told; {@code null}: not yet
 * @param channels which were told, and will hear of its end
 * @param thread the first alert of the notice that told it: mails hang together by it
 * @param escalated whether the further channels were told
 * @param endTold whether its end was told, or need not be
 */
public record Alert(
    String id,
    String rule,
    SortedMap<String, String> labels,
    Severity severity,
    String summary,
    String text,
    Instant since,
    Instant fired,
    Instant resolved,
    String resolution,
    Ack ack,
    Instant told,
    Set<String> channels,
    String thread,
    boolean escalated,
    boolean endTold) {

  /** Who has taken it. */
  public record Ack(String by, Instant at, String note) {}

  /** Where it stands. */
  public enum State {
    PENDING,
    FIRING,
    ACKNOWLEDGED,
    RESOLVED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Alert of(String id, Finding f, Instant now) {
    return new Alert(
        id,
        f.rule(),
        f.labels(),
        f.severity(),
        f.summary(),
        f.text(),
        now,
        null,
        null,
        null,
        null,
        null,
        Set.of(),
        null,
        false,
        false);
  }

  /** One to test a channel with. */
  public static Alert test(
      SortedMap<String, String> labels, Severity severity, String summary, Instant now) {
    return of(
        "test",
        new Finding("test", labels, severity, summary, "", java.time.Duration.ZERO, null),
        now);
  }

  public State state() {
    if (resolved != null) {
      return State.RESOLVED;
    }
    return fired == null ? State.PENDING : ack == null ? State.FIRING : State.ACKNOWLEDGED;
  }

  String key() {
    return rule + "\t" + labels;
  }

  String label(String name) {
    return switch (name) {
      case "severity" -> severity.word();
      case "rule" -> rule;
      default -> labels.getOrDefault(name, "");
    };
  }

  private Alert with(Instant fired, Instant resolved, String resolution, Ack ack) {
    return new Alert(
        id,
        rule,
        labels,
        severity,
        summary,
        text,
        since,
        fired,
        resolved,
        resolution,
        ack,
        told,
        channels,
        thread,
        escalated,
        endTold);
  }

  private Alert told(Instant told, Set<String> channels, String thread, boolean far, boolean end) {
    return new Alert(
        id,
        rule,
        labels,
        severity,
        summary,
        text,
        since,
        fired,
        resolved,
        resolution,
        ack,
        told,
        channels,
        thread,
        far,
        end);
  }

  Alert said(Finding f) {
    return new Alert(
        id,
        rule,
        labels,
        f.severity(),
        f.summary(),
        f.text(),
        since,
        fired,
        resolved,
        resolution,
        ack,
        told,
        channels,
        thread,
        escalated,
        endTold);
  }

  Alert fired(Instant now) {
    return with(now, null, null, ack);
  }

  Alert over(Instant now, String how) {
    return with(fired, now, how, ack);
  }

  /** It was over for a moment only, and nobody was told. */
  Alert again() {
    return with(fired, null, null, ack);
  }

  Alert acknowledged(Ack by) {
    return with(fired, resolved, resolution, by);
  }

  Alert toldTo(Instant now, Set<String> more, String root) {
    Set<String> all = new TreeSet<>(channels);
    all.addAll(more);
    return told(now, all, thread == null ? root : thread, escalated, endTold);
  }

  Alert escalatedTo(Instant now, Set<String> more, String root) {
    Alert all = toldTo(now, more, root);
    return all.told(all.told, all.channels, all.thread, true, endTold);
  }

  Alert endIsTold() {
    return told(told, channels, thread, escalated, true);
  }
}
