package mailweir.policy.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import mailweir.policy.Addresses;
import mailweir.policy.Decider;
import mailweir.policy.Decision;
import mailweir.policy.Figures;
import mailweir.policy.Question;
import mailweir.policy.Seldom;
import mailweir.policy.Stage;

/**
 * Postfix's policy protocol: {@code name=value} lines and an empty one; {@code action=…} and an empty line. Attributes may come in any order
 * and any number; those that are not known are passed over. A request that makes no sense is answered {@code DUNNO}; one that does not fit the
 * buffer too, and then the connection is closed, for what follows cannot be told from it.
 *
 * @see <a href="https://www.postfix.org/SMTPD_POLICY_README.html">SMTPD_POLICY_README</a>
 */
final class PostfixDialogue implements Dialogue {
  private static final byte[] DUNNO = "action=DUNNO\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Decider decider;
  private final int most;
  private final Figures figures;
  private final Seldom seldom;

  /** Up to where the buffer was searched for an end in vain. */
  private int searched;

  /** A dialogue that holds so many bytes of a request. */
  PostfixDialogue(Decider decider, int most, Figures figures, Seldom seldom) {
    this.decider = decider;
    this.most = most;
    this.figures = figures;
    this.seldom = seldom;
  }

  @Override
  public void take(ByteBuffer in, Peer peer) {
    while (!peer.isBusy() && in.hasRemaining()) {
      int end = end(in);
      if (end < 0) {
        searched = in.remaining();
        if (in.remaining() >= most) {
          garbage("is longer than " + most + " bytes; it was answered DUNNO and closed");
          in.position(in.limit());
          peer.send(DUNNO);
          peer.close();
        }
        return;
      }
      searched = 0;
      Question question = question(in, end);
      if (question == NO_LINES) {
        continue;
      }
      if (question == null) {
        garbage("is no smtpd_access_policy request; it was answered DUNNO");
        peer.send(DUNNO);
        continue;
      }
      Optional<Decision> decision = decider.now(question);
      if (decision.isPresent()) {
        answer(question, decision.get(), peer);
      } else {
        peer.wait(() -> decider.inTime(question), d -> answer(question, d, peer));
      }
    }
  }

  private void garbage(String what) {
    figures.add(Figures.Count.GARBAGE);
    seldom.say("a request at the policy port", what);
  }

  /** The place behind the empty line that ends a request, or -1. */
  private int end(ByteBuffer in) {
    int from = in.position();
    for (int i = Math.max(from, from + searched - 2); i < in.limit(); i++) {
      if (in.get(i) == '\n'
          && (i == from
              || in.get(i - 1) == '\n'
              || in.get(i - 1) == '\r' && (i - 1 == from || in.get(i - 2) == '\n'))) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Stands for an empty line without a request before it. */
  private static final Question NO_LINES =
      new Question(Stage.OTHER, null, "", null, "", null, "", 0, "", "", "", 0, "");

  /** Reads a request and moves behind it; {@code null}: it is none. */
  private static Question question(ByteBuffer in, int end) {
    byte[] bytes = new byte[end - in.position()];
    in.get(bytes);
    Attributes a = new Attributes();
    int at = 0;
    while (at < bytes.length) {
      int lineEnd = at;
      while (bytes[lineEnd] != '\n') {
        lineEnd++;
      }
      int textEnd = lineEnd > at && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
      a.take(bytes, at, textEnd);
      at = lineEnd + 1;
    }
    return a.isEmpty ? NO_LINES : a.question();
  }

  /** The attributes of a request, as they come. */
  private static final class Attributes {
    private boolean isEmpty = true;
    private boolean isPolicy;
    private String state;
    private String address = "";
    private String name = "";
    private String reverse;
    private String helo = "";
    private String sender;
    private String recipient = "";
    private String count = "";
    private String queueId = "";
    private String instance = "";
    private String size = "";
    private String login = "";
    private String tls = "";

    void take(byte[] bytes, int from, int to) {
      isEmpty &= from == to;
      int equals = from;
      while (equals < to && bytes[equals] != '=') {
        equals++;
      }
      if (equals >= to) {
        return;
      }
      String key = new String(bytes, from, equals - from, StandardCharsets.ISO_8859_1);
      int start = equals + 1;
      switch (key) {
        case "request" -> isPolicy = text(bytes, start, to).equals("smtpd_access_policy");
        case "protocol_state" -> state = text(bytes, start, to);
        case "client_address" -> address = text(bytes, start, to);
        case "client_name" -> name = known(text(bytes, start, to));
        case "reverse_client_name" -> reverse = known(text(bytes, start, to));
        case "helo_name" -> helo = text(bytes, start, to);
        case "sender" -> sender = text(bytes, start, to);
        case "recipient" -> recipient = text(bytes, start, to);
        case "recipient_count" -> count = text(bytes, start, to);
        case "queue_id" -> queueId = text(bytes, start, to);
        case "instance" -> instance = text(bytes, start, to);
        case "size" -> size = text(bytes, start, to);
        case "sasl_username" -> login = text(bytes, start, to);
        case "encryption_protocol" -> tls = text(bytes, start, to);
        default -> {}
      }
    }

    private static String text(byte[] bytes, int from, int to) {
      return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static String known(String name) {
      return name.equals("unknown") ? "" : name;
    }

    private static long number(String text) {
      return !text.isEmpty()
              && text.length() < 16
              && text.chars().allMatch(c -> c >= '0' && c <= '9')
          ? Long.parseLong(text)
          : 0;
    }

    Question question() {
      if (!isPolicy) {
        return null;
      }
      // who writes requests by hand, as for Exim's readsocket, may leave it out
      Stage stage =
          state != null ? Stage.of(state) : recipient.isEmpty() ? Stage.OTHER : Stage.RCPT;
      boolean isBeforeMail =
          switch (stage) {
            case CONNECT, HELO, OTHER -> true;
            case MAIL, RCPT, DATA, END -> false;
          };
      return new Question(
          stage,
          Addresses.of(address),
          name,
          reverse,
          helo,
          isBeforeMail ? null : sender == null ? "" : sender,
          recipient,
          (int) Math.min(number(count), Integer.MAX_VALUE),
          instance,
          login,
          tls,
          number(size),
          queueId);
    }
  }

  private void answer(Question question, Decision decision, Peer peer) {
    switch (decision.answer()) {
      case Decision.LetIn in -> letIn(question, in.headers(), peer);
      case Decision.Slowly slowly ->
          peer.after(slowly.seconds(), () -> letIn(question, slowly.headers(), peer));
      case Decision.ComeAgain again ->
          peer.send(action("DEFER_IF_PERMIT " + again.enhanced() + " " + again.text()));
      case Decision.Refuse refuse ->
          peer.send(action("REJECT " + refuse.enhanced() + " " + refuse.text()));
    }
  }

  /** One answer has one action, so one header: another comes with the next answer on the message. */
  private void letIn(Question question, List<Decision.Header> headers, Peer peer) {
    if (headers.isEmpty()) {
      peer.send(DUNNO);
    } else {
      Decision.Header first = headers.getFirst();
      if (headers.size() > 1) {
        decider.owe(question.message(), headers.subList(1, headers.size()));
      }
      peer.send(action("PREPEND " + first.name() + ": " + first.value()));
    }
  }

  private static byte[] action(String text) {
    return ("action=" + Replies.safe(text) + "\n\n").getBytes(StandardCharsets.US_ASCII);
  }
}
