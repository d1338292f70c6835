package mailweir.queue.postfix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mailweir.queue.Bytes;
import mailweir.queue.Waiting;

/**
 * What a queue file says around its content. Reads the records before the content and those behind it; the content's own bytes are
 * jumped over, by the size record.
 *
 * @param arrived UTC microseconds
 * @param size of the content in bytes; -1: the file does not say (it was not taken in yet)
 * @param sender {@code ""}: the null sender
 * @param client textual address; may be absent
 * @param clientName may be absent
 * @param account SASL login; may be absent
 * @param waiting how many recipients are still to be tried
 * @param to the first of them
 * @param done how many recipients need no more attempts
 */
public record Envelope(
    long arrived,
    long size,
    String sender,
    String client,
    String clientName,
    String account,
    int waiting,
    List<String> to,
    int done) {
  private static final int SIZE_RECORD = 97;
  private static final int MOST_RECORDS = 500_000;
  private static final int MOST_JUMPS = 50_000;
  private static final long MICROS = 1_000_000L;

  public Envelope {
    to = List.copyOf(to);
  }

  /** Any bytes give an envelope or, where they are none or only half of one, {@code null}. */
  public static Envelope read(Bytes file) throws IOException {
    return new Reading(file).all();
  }

  /** State of one walk. */
  private static final class Reading {
    private final Records records;
    private final long[] numbers = new long[5];
    private final Set<String> to = new LinkedHashSet<>();
    private long arrived = -1;
    private long size = -1;
    private long content = -1;
    private String sender;
    private String client;
    private String clientName;
    private String peer;
    private String peerName;
    private String account;
    private int waiting;
    private int done;
    private boolean behind;
    private int jumps;

    Reading(Bytes file) {
      records = new Records(file, SIZE_RECORD);
    }

    Envelope all() throws IOException {
      for (int i = 0; i < MOST_RECORDS; i++) {
        int type = records.next();
        if (type < 0) {
          return null;
        }
        if (type == 'E' || !take(type)) {
          break;
        }
      }
      if (arrived < 0 || sender == null) {
        return null;
      }
      List<String> named = new ArrayList<>(to);
      return new Envelope(
          arrived,
          size,
          sender,
          known(client != null ? client : peer),
          known(client != null ? clientName : peerName),
          account,
          waiting,
          named,
          done);
    }

    /** False where there is no more to be learnt. */
    private boolean take(int type) throws IOException {
      switch (type) {
        case 'C' -> {
          if (size < 0) {
            records.numbers(numbers);
            if (numbers[0] >= 0 && numbers[1] > 0) {
              size = numbers[0];
              content = numbers[1];
              records.stopAt(content);
            }
          }
        }
        case 'T' -> {
          if (arrived < 0) {
            records.numbers(numbers);
            if (numbers[0] >= 0) {
              long seconds = Math.min(numbers[0], Long.MAX_VALUE / MICROS - 1);
              arrived = seconds * MICROS + Math.clamp(numbers[1], 0, MICROS - 1);
            }
          }
        }
        case 'S' -> {
          if (sender == null) {
            sender = records.text();
          }
        }
        case 'A' -> attribute();
        case 'R' -> {
          waiting++;
          if (to.size() < Waiting.MOST_TO) {
            to.add(records.text());
          }
        }
        case 'D' -> done++;
        case 'p' -> {
          records.numbers(numbers);
          if (numbers[0] > 0) {
            records.go(numbers[0]);
            return ++jumps < MOST_JUMPS;
          }
        }
        case 'M' -> {
          if (behind || content < 0) {
            return false;
          }
          behind = true;
          records.go(content + size);
        }
        case 'N', 'w' -> {
          return false;
        }
        case 'L' -> {
          return !behind;
        }
        // What else there is (X, O, F, W, c, K, >, f, d, r, e, P, V, <, i, o, n, m, /, I) concerns
        // nobody who looks at a queue.
        default -> {
          return true;
        }
      }
      return true;
    }

    private void attribute() {
      if (records.startsWith("log_client_address=")) {
        client = value();
      } else if (records.startsWith("log_client_name=")) {
        clientName = value();
      } else if (records.startsWith("client_address=")) {
        peer = value();
      } else if (records.startsWith("client_name=")) {
        peerName = value();
      } else if (records.startsWith("sasl_username=")) {
        account = value();
      }
    }

    private String value() {
      String text = records.text();
      String value = text.substring(text.indexOf('=') + 1);
      return value.isEmpty() ? null : value;
    }

    private static String known(String value) {
      return "unknown".equals(value) ? null : value;
    }
  }
}
