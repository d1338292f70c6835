package mailweir.alert;

import java.time.Instant;
import java.util.Map;

/** Figures that rules look at, by host. */
public interface Gauges {
  /** The sums of a counter of mail in whole minutes from an instant on, of hosts that have lines in them; also those whose sum is 0. */
  Map<String, Double> counter(String name, Instant since, Instant until);

  /** The newest value of a metric since an instant, by host. */
  Map<String, Double> metric(String name, Instant since);

  /** Minutes since 1970, ascending, in which hosts had mail. */
  Map<String, long[]> mail(Instant since, Instant until);

  /** The same of one host: minutes with lines, and with mail. */
  long[][] minutes(String host, Instant since, Instant until);
}
