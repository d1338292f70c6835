package mailweir.policy;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The signs of one question, with the time that may be waited for them. Without leave to wait, a sign that may still come is left open and
 * {@link #isWaiting} says so: then the question is to be asked again by who may wait.
 */
final class Patience implements Signs {
  private static final long MILLION = 1_000_000;
  private static final long ASK_AGAIN_NANOS = 100 * MILLION;

  private final Question question;
  private final Gathering gathering;
  private final Greylist greylist;
  private final String pool;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final boolean mayWait;
  private final long endNanos;
  private boolean waiting;
  private int timedOut;

  Patience(
      Question question,
      Gathering gathering,
      Greylist greylist,
      String pool,
      Limits limits,
      LongSupplier nanoTime,
      boolean mayWait) {
    this.question = question;
    this.gathering = gathering;
    this.greylist = greylist;
    this.pool = pool;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.mayWait = mayWait;
    this.endNanos = nanoTime.getAsLong() + limits.total() * MILLION;
  }

  /** Whether a sign was left open that may still come. */
  boolean isWaiting() {
    return waiting;
  }

  /** How many signs did not come in time. */
  int timedOut() {
    return timedOut;
  }

  @Override
  public Fingerprint fingerprint() {
    return gathering == null
        ? Fingerprint.NO_ANSWER
        : inTime(
            gathering.fingerprint(nanoTime.getAsLong(), ASK_AGAIN_NANOS),
            limits.fingerprint(),
            Fingerprint.NO_ANSWER);
  }

  @Override
  public Listing listed(String zone) {
    return gathering == null
        ? Listing.NO_ANSWER
        : inTime(gathering.listed(zone, nanoTime.getAsLong()), limits.dns(), Listing.NO_ANSWER);
  }

  @Override
  public Spf spf() {
    return gathering == null || question.sender() == null
        ? Spf.NO_ANSWER
        : inTime(
            gathering.spf(question.helo(), question.sender(), nanoTime.getAsLong()),
            limits.dns(),
            Spf.NO_ANSWER);
  }

  @Override
  public Optional<String> reverse() {
    return gathering == null
        ? Optional.empty()
        : inTime(gathering.reverse(nanoTime.getAsLong()), limits.dns(), Optional.empty());
  }

  @Override
  public Greylist.Earlier earlier() {
    return gathering == null
        ? Greylist.Earlier.NEVER_SEEN
        : greylist.earlier(gathering.client, pool);
  }

  private <T> T inTime(Gathering.Asked<T> asked, int limit, T otherwise) {
    try {
      T now = asked.answer.getNow(null);
      if (now != null) {
        return now;
      }
      long end = Math.min(asked.sinceNanos + limit * MILLION, endNanos);
      long left = end - nanoTime.getAsLong();
      if (left > 0 && !mayWait) {
        waiting = true;
        return otherwise;
      }
      if (left > 0) {
        return asked.answer.get(left, TimeUnit.NANOSECONDS);
      }
      timedOut++;
      return otherwise;
    } catch (TimeoutException e) {
      timedOut++;
      return otherwise;
    } catch (ExecutionException | java.util.concurrent.CompletionException e) {
      return otherwise;
    } catch (java.util.concurrent.CancellationException e) {
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }
}
