package mailweir.listen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mailweir.parcel.BadParcel;
import mailweir.parcel.Packing;
import mailweir.parcel.Parcel;
import mailweir.pipeline.Intake;
import mailweir.store.StoreFault;

/** {@code POST /agent/v1/parcel}: stores a parcel and answers when it is permanent. */
final class ParcelService implements Service {
  static final String PATH = "/agent/v1/parcel";

  /** The most that a parcel may have, packed. */
  static final int LARGEST = 8 << 20;

  /** At once so many of those that are late give their lines to the store: a live one waits for them at most. */
  private static final int LATE_AT_ONCE = 2;

  private static final Duration LIVE_WAITS = Duration.ofSeconds(10);

  /** What is late waits long rather than to be sent twice; less than an agent waits for its answer. */
  private static final Duration LATE_WAITS = Duration.ofSeconds(15);

  private static final long COMMIT_SECONDS = 60;

  private final Intake intake;
  private final Room room;
  private final Semaphore late = new Semaphore(LATE_AT_ONCE, true);

  ParcelService(Intake intake, Room room) {
    this.intake = intake;
    this.room = room;
  }

  @Override
  public Reply answer(Call call) throws IOException, InterruptedException {
    if (call.agent() == null) {
      return Reply.refused(401, "not enrolled here, or revoked");
    }
    long length = call.length();
    if (length < 0) {
      return Reply.refused(411, "the length is not said");
    }
    if (length > LARGEST) {
      return Reply.refused(413, "larger than " + LARGEST + " bytes");
    }
    boolean live = call.header("Mailweir-Late") == null;
    long unpacked = Math.min(Packing.LARGEST, call.number("Mailweir-Unpacked", Packing.LARGEST));
    long room = length + unpacked;
    call.waits();
    if (!this.room.take(room, live, live ? LIVE_WAITS : LATE_WAITS)) {
      return Reply.later(503, "busy", 1);
    }
    CompletableFuture<Intake.Receipt> permanent;
    try {
      byte[] body = call.body((int) length);
      if (body.length >= 8 && ByteBuffer.wrap(body, 4, 4).getInt() > unpacked) {
        return Reply.refused(400, "the parcel is larger than was said");
      }
      permanent = take(call, Parcel.of(body), live);
    } catch (BadParcel e) {
      return Reply.refused(400, "the parcel " + e.getMessage());
    } catch (StoreFault e) {
      return Reply.later(503, "the store cannot be written now", 5);
    } finally {
      this.room.give(room);
    }
    try {
      Intake.Receipt receipt = permanent.get(COMMIT_SECONDS, TimeUnit.SECONDS);
      return Reply.ok("{\"known\":" + receipt.known() + ",\"lines\":" + receipt.lines() + "}");
    } catch (ExecutionException | TimeoutException e) {
      return Reply.later(503, "the store cannot be written now", 5);
    }
  }

  private CompletableFuture<Intake.Receipt> take(Call call, Parcel parcel, boolean live)
      throws InterruptedException {
    Intake.Arrival arrival =
        new Intake.Arrival(call.number("Mailweir-Clock", parcel.label().made()), !live);
    if (live) {
      return intake.take(call.agent(), parcel, arrival);
    }
    late.acquire();
    try {
      return intake.take(call.agent(), parcel, arrival);
    } finally {
      late.release();
    }
  }
}
