package mailweir.alert;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A way to tell people. Used by one thread at a time. */
public interface Channel {
  /** As it is configured: {@code mail webhook alertmanager xymon command}. */
  String kind();

  /**
   * Tells a notice; returns when the other side has taken it.
   *
   * @throws IOException when it did not: it is sent again later, so that a notice whose answer was lost comes twice
   */
  void send(Notice notice) throws IOException, InterruptedException;

  /** How often the other side wants to hear how all is; zero: never. */
  default Duration every() {
    return Duration.ZERO;
  }

  /** Tells how all is: alerts that fire (and are not silenced) and those that ended lately. */
  default void tell(List<Alert> firing, List<Alert> ended)
      throws IOException, InterruptedException {}
}
