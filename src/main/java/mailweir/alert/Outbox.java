package mailweir.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Notices that wait for their channels. Each is kept until its channel has taken it: tried again after 10 s, 20 s and so on, at most every
 * ten minutes, in order. Beyond {@value #MOST} the oldest are dropped and counted. Not safe for several threads.
 */
final class Outbox {
  /** The rule of findings about channels that fail. */
  static final String RULE = "channel";

  static final String OUT = "out\t";
  private static final String CHANNEL = "channel\t";
  static final int MOST = 500;
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration FAILING = Duration.ofMinutes(1);

  /** A notice on its way. */
  record Item(long number, String channel, Notice notice) {}

  /** What is kept of a channel. */
  private record State(
      Instant lastSent, String failing, Instant failingSince, int failures, long sent, long lost) {}

  private static final class Box {
    final String kind;
    final List<Item> items = new ArrayList<>();
    Instant next;
    Instant lastSent;
    String failing;
    Instant failingSince;
    int failures;
    long sent;
    long lost;

    Box(String kind) {
      this.kind = kind;
    }

    State state() {
      return new State(lastSent, failing, failingSince, failures, sent, lost);
    }

    void load(State s) {
      lastSent = s.lastSent;
      failing = s.failing;
      failingSince = s.failingSince;
      failures = s.failures;
      sent = s.sent;
      lost = s.lost;
    }
  }

  private final Map<String, Box> boxes = new TreeMap<>();
  private final Map<String, String> changes = new LinkedHashMap<>();
  private long number;

  /** {@code kinds}: of channels, by name. */
  Outbox(Map<String, String> kinds) {
    kinds.forEach((name, kind) -> boxes.put(name, new Box(kind)));
  }

  void load(Map<String, String> kept) {
    List<Item> items = new ArrayList<>();
    kept.forEach((key, body) -> {
      if (key.startsWith(CHANNEL)) {
        Box box = boxes.get(key.substring(CHANNEL.length()));
        if (box == null) {
          changes.put(key, null);
        } else {
          Kept.read(body, State.class).ifPresent(box::load);
        }
      } else if (key.startsWith(OUT)) {
        Kept.read(body, Item.class).ifPresentOrElse(items::add, () -> changes.put(key, null));
      }
    });
    items.sort(java.util.Comparator.comparing(Item::number));
    for (Item i : items) {
      number = Math.max(number, i.number);
      Box box = boxes.get(i.channel);
      if (box == null) {
        // the channel is not configured any more
        changes.put(OUT + i.number, null);
      } else {
        box.items.add(i);
      }
    }
  }

  Map<String, String> changes() {
    Map<String, String> all = new LinkedHashMap<>(changes);
    changes.clear();
    return all;
  }

  void put(Alerts.Post post) {
    Box box = boxes.get(post.channel());
    if (box == null) {
      return;
    }
    Item item = new Item(++number, post.channel(), post.notice());
    box.items.add(item);
    changes.put(OUT + item.number, Kept.text(item));
    if (box.items.size() > MOST) {
      // the first may be under way
      changes.put(OUT + box.items.remove(1).number, null);
      box.lost++;
    }
  }

  /** What a channel is to send now; {@code null} for nothing. */
  Notice next(String channel, Instant now) {
    Box box = boxes.get(channel);
    boolean waits =
        box.items.isEmpty()
            || box.next != null
                && now.isBefore(box.next)
                && Duration.between(now, box.next).compareTo(LONGEST) <= 0;
    return waits ? null : box.items.getFirst().notice;
  }

  /** A channel took it. */
  void sent(String channel, Notice notice, Instant now) {
    Box box = boxes.get(channel);
    box.items.removeIf(i -> {
      boolean is = i.notice.id().equals(notice.id());
      if (is) {
        changes.put(OUT + i.number, null);
      }
      return is;
    });
    box.sent++;
    works(channel, now);
    changes.put(CHANNEL + channel, Kept.text(box.state()));
  }

  /** A channel works, whatever it was told. */
  void works(String channel, Instant now) {
    Box box = boxes.get(channel);
    boolean failed = box.failing != null;
    box.lastSent = now;
    box.failing = null;
    box.failingSince = null;
    box.failures = 0;
    box.next = null;
    if (failed) {
      changes.put(CHANNEL + channel, Kept.text(box.state()));
    }
  }

  /** A channel did not. */
  void failed(String channel, String why, Instant now) {
    Box box = boxes.get(channel);
    box.failing = why;
    box.failingSince = box.failingSince == null ? now : box.failingSince;
    Duration pause = FIRST.multipliedBy(1L << Math.min(box.failures, 10));
    box.failures++;
    box.next = now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
    changes.put(CHANNEL + channel, Kept.text(box.state()));
  }

  /** Whether a channel that failed is to be left alone yet. */
  boolean pauses(String channel, Instant now) {
    Instant next = boxes.get(channel).next;
    return next != null
        && now.isBefore(next)
        && Duration.between(now, next).compareTo(LONGEST) <= 0;
  }

  /** Channels that fail. */
  List<Finding> findings(Instant now) {
    List<Finding> found = new ArrayList<>();
    boxes.forEach((name, box) -> {
      if (box.failing != null && box.failures > 1) {
        found.add(
            new Finding(
                RULE,
                Finding.labels("channel", name),
                Severity.CRITICAL,
                "the channel " + name + " (" + box.kind + ") does not take alerts",
                box.failing,
                FAILING,
                null));
      }
    });
    return found;
  }

  List<Snapshot.ChannelState> states() {
    List<Snapshot.ChannelState> all = new ArrayList<>();
    boxes.forEach((name, box) ->
        all.add(
            new Snapshot.ChannelState(
                name,
                box.kind,
                box.failing != null ? "failing" : box.lastSent == null ? "unused" : "ok",
                box.lastSent,
                box.failing,
                box.failingSince,
                box.items.size(),
                box.sent,
                box.lost)));
    return all;
  }
}
