package mailweir.collect.follow;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import mailweir.collect.Reading;
import mailweir.parse.Names;

/**
 * What a follower works with.
 *
 * @param reading what to assume of lines, as for files that are read once
 * @param hosts the names of hosts, shared with whoever takes the lines
 * @param programs likewise
 * @param say takes each problem once, when it begins and when it is over: subject, problem, consequence, remedy
 * @param patience after so long a quiet log that was rotated away counts as ended
 */
public record Setting(
    Reading reading,
    Names hosts,
    Names programs,
    InstantSource clock,
    Consumer<String> say,
    Disk disk,
    Duration patience) {

  /** With names of its own, on the disks of this machine. */
  public static Setting of(Reading reading, InstantSource clock, Consumer<String> say) {
    return new Setting(
        reading, new Names(), new Names(), clock, say, Disk.LOCAL, Duration.ofMinutes(1));
  }

  /** On another disk. */
  public Setting withDisk(Disk other) {
    return new Setting(reading, hosts, programs, clock, say, other, patience);
  }

  /** With another patience. */
  public Setting withPatience(Duration other) {
    return new Setting(reading, hosts, programs, clock, say, disk, other);
  }
}
