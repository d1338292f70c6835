package mailweir.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Counters over time, for charts.
 *
 * @param since start of the first step
 * @param stepSeconds width of a step
 * @param series by counter name (COUNTING's, also {@code accepted.inbound}, {@code delivered.outbound} and the like by direction): one number a
 *     step, so all have the same length
 * @param hosts hosts that have any figure in the span
 * @param asOf instant of the newest line that is in it
 */
public record Flow(
    Instant since,
    Instant until,
    int stepSeconds,
    Map<String, long[]> series,
    List<String> hosts,
    Instant asOf) {}
