package mailweir.parcel;

import java.util.List;
import mailweir.queue.Report;

/**
 * What stands on a parcel.
 *
 * @param host the sender's name for itself; lines that state no host are of it
 * @param epoch of the sender's numbering: another one when it has lost its memory, so that no number means two parcels
 * @param number from 1, each once in an epoch, in the order of making
 * @param made when it was made by the sender's clock, UTC microseconds
 * @param late whether it waited before it could be sent: live ones are stored before it
 * @param parts the lines, by source
 * @param samples figures of any kind
 * @param states how the sources are, those without news too
 * @param queues what changed in the queues
 */
public record Label(
    String host,
    String epoch,
    long number,
    long made,
    boolean late,
    List<Part> parts,
    List<Sample> samples,
    List<SourceState> states,
    List<Report> queues) {

  /** One that tells nothing of queues. */
  public Label(
      String host,
      String epoch,
      long number,
      long made,
      boolean late,
      List<Part> parts,
      List<Sample> samples,
      List<SourceState> states) {
    this(host, epoch, number, made, late, parts, samples, states, List.of());
  }

  /**
   * Lines of one source that follow one another.
   *
   * @param source the source's own name, unique at its sender for good (a content's name and generation)
   * @param name where it was read, for people: a path
   * @param print hash of the first bytes of the content
   * @param from offset of the first line in the content, in bytes
   * @param to offset behind the last one
   * @param lines how many
   * @param bytes what they take in the parcel
   * @param host of all lines, whatever they say; absent: as they say
   */
  public record Part(
      String source,
      String name,
      long print,
      long from,
      long to,
      int lines,
      int bytes,
      String host) {}

  /**
   * A figure.
   *
   * @param host absent: the sender's
   * @param metric its name, lower case, levels by dots: {@code load.1m}
   * @param time UTC microseconds
   */
  public record Sample(String host, String metric, long time, double value) {}

  /**
   * How a source is.
   *
   * @param name as people know it: a path, a pattern, {@code journal}
   * @param problem why it cannot be read now; absent when it can
   * @param last instant of its last line, UTC microseconds; 0 when there was none
   */
  public record SourceState(String name, String problem, long last) {}
}
