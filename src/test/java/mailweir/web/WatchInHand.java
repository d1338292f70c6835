package mailweir.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on when the test says so. */
final class WatchInHand extends Clock {
  private volatile Instant now;

  WatchInHand(Instant now) {
    this.now = now;
  }

  void goOn(Duration length) {
    now = now.plus(length);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
