package mailweir.alert;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * All that pages and verbs show.
 *
 * @param now when it was so
 * @param beyond hosts and sources that are too many to be watched
 * @param dropped alerts that were too many to be kept
 */
public record Snapshot(
    Instant now,
    List<Source> sources,
    List<Alert> open,
    List<String> silenced,
    List<Alert> history,
    List<Silence> silences,
    List<ChannelState> channels,
    long beyond,
    long dropped) {

  /** Of who watches nothing. */
  public static Snapshot nothing(Instant now) {
    return new Snapshot(
        now, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), 0, 0);
  }

  /** How a source is, the worst first. */
  public enum Being {
    SILENT,
    TROUBLE,
    CLOCK,
    RECOVERING,
    QUIET,
    NEW,
    ALIVE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A source on a host.
   *
   * @param kind {@code log agent mail}
   * @param what what is wrong, in words; empty when nothing is
   * @param since since when
   * @param lastLine its last line's own time
   * @param lastContact when it was last heard, by our clock
   * @param clockAhead seconds that its clock is ahead; {@code null} when not known
   * @param linesToday since midnight
   * @param hours lines of each hour of today
   * @param silentSeconds for how long it has said nothing, of watched time
   * @param limitSeconds for how long it may; 0: for ever
   */
  public record Source(
      String host,
      String source,
      String kind,
      Being being,
      String what,
      Instant since,
      Instant lastLine,
      Instant lastContact,
      Long clockAhead,
      long linesToday,
      List<Integer> hours,
      long silentSeconds,
      long limitSeconds) {}

  /**
   * A channel.
   *
   * @param kind {@code mail webhook alertmanager xymon command}
   * @param state {@code ok failing unused}
   * @param failing what it said last; {@code null} when all is well
   * @param waiting notices that wait for it
   * @param lost notices that were dropped because too many wait
   */
  public record ChannelState(
      String name,
      String kind,
      String state,
      Instant lastSent,
      String failing,
      Instant failingSince,
      int waiting,
      long sent,
      long lost) {}
}
