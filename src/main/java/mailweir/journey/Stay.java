package mailweir.journey;

import java.util.Arrays;

/** One message's stay in one server's queue while it is being folded. Used again for the next one. */
final class Stay {
  /** Where it begins among the sorted marks. */
  int begins;

  long first;
  long last;
  long acceptedAt;
  int origin;
  int flags;
  int clientIp;
  int clientName;
  int account;
  int pid;
  int sender;
  long messageId;
  long before;
  long size;
  int nrcpt;
  int category;
  int action;
  int score;
  int signature;
  int finals;
  boolean removed;
  long removedAt;
  int[] deliveries = new int[8];
  int deliveryCount;

  void clear(long time) {
    first = time;
    last = time;
    acceptedAt = 0;
    origin = Words.ORIGIN_NONE;
    flags = 0;
    clientIp = 0;
    clientName = 0;
    account = 0;
    pid = 0;
    sender = 0;
    messageId = 0;
    before = 0;
    size = 0;
    nrcpt = 0;
    category = 0;
    action = 0;
    score = Hops.NO_SCORE;
    signature = 0;
    finals = 0;
    removed = false;
    removedAt = 0;
    deliveryCount = 0;
  }

  private void accepted(long time) {
    if (acceptedAt == 0 || time < acceptedAt) {
      acceptedAt = time;
    }
  }

  /** Takes what a mark says; marks come in their order. */
  void take(Marks marks, int m) {
    long time = marks.time(m);
    last = Math.max(last, time);
    switch (marks.kind(m)) {
      case Words.CLIENT -> {
        origin = marks.sub(m);
        clientIp = marks.a(m);
        clientName = marks.b(m);
        account = marks.c(m);
        pid = marks.d(m);
        if (marks.e(m) != 0) {
          before = marks.e(m);
        }
      }
      case Words.PICKUP -> {
        origin = Words.ORIGIN_PICKUP;
        if (sender == 0) {
          sender = marks.b(m);
        }
        if (marks.e(m) != 0) {
          before = marks.e(m);
        }
      }
      case Words.MESSAGE_ID -> {
        if (marks.e(m) != 0 && (messageId == 0 || marks.bits(m) == 0)) {
          messageId = marks.e(m);
        }
        flags |= Words.HAS_MESSAGE_ID;
      }
      case Words.RULING -> {
        int ruling = marks.sub(m);
        flags |= ruling;
        if ((ruling & (Words.HELD | Words.DISCARDED)) != 0) {
          accepted(time);
        }
      }
      case Words.REFUSAL -> flags |= Words.REFUSED;
      case Words.QUEUED -> {
        flags |= Words.ACTIVE;
        accepted(time);
        flags |= (marks.bits(m) & Words.SAYS_NO_REMOVAL) != 0 ? Words.UNREMOVED : 0;
        if ((marks.bits(m) & Words.SAYS_LITTLE) != 0) {
          flags |= Words.UNTOLD | (marks.sub(m) == 0 ? 0 : Words.NULL_SENDER);
          pid = marks.d(m);
          boolean bySmtpd = (marks.bits(m) & Words.SAYS_SMTPD) != 0;
          flags |= bySmtpd ? Words.BY_SMTPD : 0;
          if (origin == Words.ORIGIN_NONE && bySmtpd) {
            origin = Words.ORIGIN_SMTP;
          } else if (origin == Words.ORIGIN_NONE) {
            // until somebody says who brought it
            origin = marks.sub(m) == 0 ? Words.ORIGIN_PICKUP : Words.ORIGIN_NONE;
            flags |= marks.sub(m) == 0 ? 0 : Words.NOTICE_BIT;
          }
        }
        if (nrcpt == 0) {
          sender = marks.a(m);
          nrcpt = marks.b(m);
          size = marks.g(m);
        }
        if (marks.a(m) == Texts.EMPTY) {
          flags |= Words.NULL_SENDER;
        }
      }
      case Words.DELIVERY -> {
        int outcome = marks.sub(m) & 15;
        if (outcome == Words.PROBED) {
          flags |= Words.PROBE;
          finals++;
          return;
        }
        if (deliveryCount == deliveries.length) {
          deliveries = Arrays.copyOf(deliveries, deliveryCount * 2);
        }
        deliveries[deliveryCount++] = m;
        if (outcome == Words.SENT || outcome == Words.BOUNCED || outcome == Words.EXPIRED_RCPT) {
          finals++;
        }
      }
      case Words.VERDICT -> verdict(marks.sub(m), marks.sub2(m), marks.f(m), marks.a(m));
      case Words.NOTICE -> flags |= marks.sub(m) == 1 ? Words.NOTICE_BIT : 0;
      case Words.EXPIRED -> flags |= Words.EXPIRED_BIT;
      case Words.ACT ->
          flags |=
              marks.sub(m) == 1
                  ? Words.DELETED
                  : marks.sub(m) == 2 ? Words.REQUEUED : marks.sub(m) == 3 ? Words.HELD_BY_HAND : 0;
      case Words.REMOVED -> {
        removed = true;
        removedAt = time;
        flags |= Words.REMOVED_BIT;
      }
      default -> throw new IllegalStateException("mark of kind " + marks.kind(m));
    }
  }

  private static long millisecond(long micros) {
    return Math.floorDiv(micros, 1000) * 1000;
  }

  private void verdict(int newCategory, int newAction, int newScore, int newSignature) {
    if (newCategory > category || signature == 0 && newCategory == category) {
      category = newCategory;
      signature = newSignature;
    }
    action = Math.max(action, newAction);
    if (newScore != Hops.NO_SCORE && (score == Hops.NO_SCORE || newScore > score)) {
      score = newScore;
    }
  }

  /** Whether nothing that a figure needs is missing: a late line can only repeat or add a remark. */
  boolean isComplete() {
    if ((flags & Words.UNTOLD) != 0) {
      return removed;
    }
    return (removed || isSpent())
        && (origin != Words.ORIGIN_NONE || (flags & Words.NOTICE_BIT) != 0)
        && (flags & Words.HAS_MESSAGE_ID) != 0
        && (flags & Words.ACTIVE) != 0
        && finals >= nrcpt;
  }

  /** Whether a server that tells no removal has nothing left to deliver. */
  private boolean isSpent() {
    return (flags & Words.UNREMOVED) != 0 && nrcpt > 0 && finals >= nrcpt;
  }

  /** Writes the row. */
  void write(Marks marks, long key, long idHash, int host, Hops out) {
    int h = out.add();
    out.set(h, 0, key);
    out.set(h, 1, idHash);
    long begun = millisecond(first);
    out.set(h, 2, begun);
    out.set(h, 3, millisecond(last));
    out.set(h, 4, messageId);
    out.set(h, 5, before);
    out.set(h, 6, Hops.pair(clientIp, clientName));
    out.set(h, 7, Hops.pair(sender, account));
    out.set(h, 8, Math.min(size, (1L << 39) - 1) << 24 | Math.min(nrcpt, 0xFFFFFF));
    out.set(h, 9, (long) host << 32 | (long) origin << 24 | flags);
    out.set(h, 10, (long) out.attemptCount() << 24 | deliveryCount);
    long lag =
        acceptedAt == 0
            ? 0
            : Math.max(0, Math.min(Integer.MAX_VALUE, (millisecond(acceptedAt) - begun) / 1000));
    out.set(h, 11, lag << 32 | pid & 0xFFFFFFFFL);
    boolean judged = action != 0 || category != 0;
    out.set(
        h,
        12,
        judged
            ? Hops.verdictWord(
                (category << 4 | action) & 0xFF,
                score == Hops.NO_SCORE ? Double.NaN : score / 100.0,
                signature)
            : 0);
    for (int i = 0; i < deliveryCount; i++) {
      int m = deliveries[i];
      out.addAttempt(
          millisecond(marks.time(m)),
          marks.sub(m) >>> 4,
          marks.sub(m) & 15,
          marks.bits(m),
          marks.a(m),
          marks.b(m),
          marks.e(m),
          marks.c(m),
          marks.d(m),
          (int) marks.g(m),
          marks.f(m));
    }
  }
}
