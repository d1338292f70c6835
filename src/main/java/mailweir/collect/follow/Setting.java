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
 * @param troubles is told the same of each problem that lasts, for those who watch
 * @param patience after so long a quiet log that was rotated away counts as ended
 */
public record Setting(
    Reading reading,
    Names hosts,
    Names programs,
    InstantSource clock,
    Consumer<String> say,
    Troubles troubles,
    Disk disk,
    Duration patience) {

  /** With names of its own, on the disks of this machine. */
  public static Setting of(Reading reading, InstantSource clock, Consumer<String> say) {
    return new Setting(
        reading,
        new Names(),
        new Names(),
        clock,
        say,
        Troubles.NONE,
        Disk.LOCAL,
        Duration.ofMinutes(1));
  }

  /** On another disk. */
  public Setting withDisk(Disk other) {
    return new Setting(reading, hosts, programs, clock, say, troubles, other, patience);
  }

  /** With another patience. */
  public Setting withPatience(Duration other) {
    return new Setting(reading, hosts, programs, clock, say, troubles, disk, other);
  }

  /** With somebody who is told of problems that last. */
  public Setting withTroubles(Troubles other) {
    return new Setting(reading, hosts, programs, clock, say, other, disk, patience);
  }
}
