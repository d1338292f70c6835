package mailweir.listen;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that may be taken up by what is being received. What is live passes before what is late, and the late have half of it at most,
 * so that a backlog keeps nobody waiting. Safe for threads.
 */
final class Room {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final long size;
  private long used;
  private int liveWaiting;

  Room(long bytes) {
    this.size = bytes;
  }

  /** Takes so much; false when there was no room within that time, or never can be. */
  boolean take(long bytes, boolean live, Duration patience) throws InterruptedException {
    long most = live ? size : size / 2;
    if (bytes > most) {
      return false;
    }
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      if (live) {
        liveWaiting++;
      }
      try {
        while (used + bytes > most || !live && liveWaiting > 0) {
          if (left <= 0) {
            return false;
          }
          left = freed.awaitNanos(left);
        }
        used += bytes;
        return true;
      } finally {
        if (live) {
          liveWaiting--;
          freed.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void give(long bytes) {
    lock.lock();
    try {
      used -= bytes;
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is taken now. */
  long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }
}
