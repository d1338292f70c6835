package mailweir.policy.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import mailweir.policy.Addresses;
import mailweir.policy.Decider;
import mailweir.policy.Decision;
import mailweir.policy.Figures;
import mailweir.policy.Question;
import mailweir.policy.Seldom;
import mailweir.policy.Stage;

/**
 * The milter protocol, versions 2 to 6, from the filter's side: {@code length(4) command(1) data}. It asks the mail server for nothing that the
 * server did not offer. Bodies and long headers are passed over as they come. A packet that cannot be read ends the connection, and the mail
 * server then does what its {@code milter_default_action} or {@code F=} says.
 */
final class MilterDialogue implements Dialogue {
  private static final int VERSION = 6;
  private static final int ADD_HEADERS = 1;
  private static final int CHANGE_HEADERS = 0x10;
  private static final int WITHOUT_BODY = 0x10;
  private static final int WITHOUT_END_OF_HEADERS = 0x40;
  private static final int NO_REPLY_TO_HEADER = 0x80;
  private static final int WITHOUT_UNKNOWN = 0x100;
  private static final int NO_REPLY_TO_CONNECT = 0x1000;
  private static final int NO_REPLY_TO_HELO = 0x2000;
  private static final int NO_REPLY_TO_MAIL = 0x4000;
  private static final int LONGEST_PACKET = 1 << 24;

  /** So much of a header is looked at: its name. */
  private static final int HEADER_PART = 256;

  private static final int MOST_FOREIGN = 200;
  private static final String OS_HEADER = "X-P0f-OS";
  private static final Set<String> MACROS =
      Set.of("i", "_", "auth_authen", "tls_version", "client_ptr", "client_resolve");
  private static final AtomicLong NEXT = new AtomicLong();

  private final Decider decider;
  private final int most;
  private final Figures figures;
  private final Seldom seldom;

  private int actions;
  private int protocol;
  private boolean isAgreed;

  /** Bytes of a packet that are still to be passed over. */
  private int skip;

  private final Map<String, String> macros = new HashMap<>();
  private String host = "";
  private InetAddress client;
  private String helo = "";
  private String sender;
  private String message = "";
  private long size;
  private String firstRecipient = "";
  private int recipients;
  private boolean isDecidedAtData;
  private int foreignHeaders;
  private boolean isOwn;
  private final List<Decision.Header> headers = new ArrayList<>();

  /** A dialogue that holds so many bytes of a packet. */
  MilterDialogue(Decider decider, int most, Figures figures, Seldom seldom) {
    this.decider = decider;
    this.most = most;
    this.figures = figures;
    this.seldom = seldom;
  }

  @Override
  public void take(ByteBuffer in, Peer peer) {
    while (!peer.isBusy()) {
      if (skip > 0) {
        int now = Math.min(skip, in.remaining());
        in.position(in.position() + now);
        skip -= now;
        if (skip > 0) {
          return;
        }
      }
      if (in.remaining() < 5) {
        return;
      }
      int length = in.getInt(in.position());
      char command = (char) (in.get(in.position() + 4) & 255);
      if (length < 1 || length > LONGEST_PACKET) {
        garbage(peer, "a packet of " + length + " bytes");
        return;
      }
      boolean mayBeCut = command == 'L' || command == 'B' || command == 'E';
      int whole = length + 4;
      int wanted = mayBeCut ? Math.min(whole, HEADER_PART) : whole;
      if (wanted > most) {
        garbage(peer, "a packet '" + printable(command) + "' of " + length + " bytes");
        return;
      }
      if (in.remaining() < wanted) {
        return;
      }
      byte[] data = new byte[wanted - 5];
      in.position(in.position() + 5);
      in.get(data);
      skip = whole - wanted;
      if (!command(command, data, peer)) {
        return;
      }
    }
  }

  private static char printable(char c) {
    return c > ' ' && c <= '~' ? c : '?';
  }

  /** It is no mail server: nothing more is taken of it. */
  private void garbage(Peer peer, String what) {
    figures.add(Figures.Count.GARBAGE);
    seldom.say(
        "a client at the milter port",
        "sent " + what + ", which is no milter protocol; its connection was closed");
    peer.close();
  }

  /** Whether the dialogue goes on. */
  private boolean command(char command, byte[] data, Peer peer) {
    if (!isAgreed && command != 'O' && command != 'Q') {
      garbage(peer, "'" + printable(command) + "' before its options");
      return false;
    }
    switch (command) {
      case 'O' -> {
        return options(data, peer);
      }
      case 'D' -> macros(data);
      case 'C' -> connect(data, peer);
      case 'H' -> {
        helo = first(data);
        ask(question(Stage.HELO, ""), NO_REPLY_TO_HELO, peer);
      }
      case 'M' -> mail(data, peer);
      case 'R' -> recipient(data, peer);
      case 'T' -> atData(peer, () -> reply(peer, 'c'));
      case 'L' -> {
        if (first(data).strip().equalsIgnoreCase(OS_HEADER) && foreignHeaders < MOST_FOREIGN) {
          foreignHeaders++;
        }
        replyUnless(NO_REPLY_TO_HEADER, peer);
      }
      case 'N', 'B', 'U' -> reply(peer, 'c');
      case 'E' -> {
        if (isDecidedAtData) {
          endOfMessage(peer);
        } else {
          // older versions do not tell when DATA comes
          atData(peer, () -> endOfMessage(peer));
        }
      }
      case 'A' -> forgetMessage();
      case 'K' -> {
        forgetMessage();
        forgetClient();
      }
      case 'Q' -> {
        peer.close();
        return false;
      }
      default -> {
        garbage(peer, "the command '" + printable(command) + "'");
        return false;
      }
    }
    return true;
  }

  private boolean options(byte[] data, Peer peer) {
    if (data.length < 12) {
      garbage(peer, "options of " + data.length + " bytes");
      return false;
    }
    ByteBuffer offered = ByteBuffer.wrap(data);
    int version = offered.getInt();
    if (version < 2) {
      garbage(peer, "version " + version);
      return false;
    }
    actions = offered.getInt() & (ADD_HEADERS | CHANGE_HEADERS);
    protocol =
        offered.getInt()
            & (WITHOUT_BODY
                | WITHOUT_END_OF_HEADERS
                | NO_REPLY_TO_HEADER
                | WITHOUT_UNKNOWN
                | NO_REPLY_TO_CONNECT
                | NO_REPLY_TO_HELO
                | NO_REPLY_TO_MAIL);
    isAgreed = true;
    ByteBuffer reply = ByteBuffer.allocate(17);
    reply.putInt(13).put((byte) 'O').putInt(Math.min(version, VERSION));
    peer.send(reply.putInt(actions).putInt(protocol).array());
    return true;
  }

  private void macros(byte[] data) {
    List<String> words = words(data, 1);
    for (int i = 0; i + 1 < words.size(); i += 2) {
      String name = words.get(i);
      String bare =
          name.startsWith("{") && name.endsWith("}") ? name.substring(1, name.length() - 1) : name;
      if (MACROS.contains(bare)) {
        macros.put(bare, words.get(i + 1));
      }
    }
  }

  private void connect(byte[] data, Peer peer) {
    forgetMessage();
    helo = "";
    host = first(data);
    client = null;
    int family = end(data, 0) + 1;
    if (family + 3 < data.length && (data[family] == '4' || data[family] == '6')) {
      String text = text(data, family + 3, end(data, family + 3));
      client = Addresses.of(text.regionMatches(true, 0, "IPv6:", 0, 5) ? text.substring(5) : text);
    }
    ask(question(Stage.CONNECT, ""), NO_REPLY_TO_CONNECT, peer);
  }

  private void mail(byte[] data, Peer peer) {
    forgetMessage();
    List<String> words = words(data, 0);
    sender = words.isEmpty() ? "" : bare(words.getFirst());
    for (String word : words) {
      if (word.regionMatches(true, 0, "SIZE=", 0, 5) && word.substring(5).matches("[0-9]{1,15}")) {
        size = Long.parseLong(word.substring(5));
      }
    }
    message = "milter." + Long.toString(NEXT.incrementAndGet(), 36);
    ask(question(Stage.MAIL, ""), NO_REPLY_TO_MAIL, peer);
  }

  /** At a stage where nothing is refused. */
  private void ask(Question question, int noReply, Peer peer) {
    decider.now(question);
    replyUnless(noReply, peer);
  }

  private void recipient(byte[] data, Peer peer) {
    String address = bare(first(data));
    recipients++;
    decide(
        question(Stage.RCPT, address),
        peer,
        () -> {
          if (firstRecipient.isEmpty()) {
            firstRecipient = address;
          }
          reply(peer, 'c');
        });
  }

  private void atData(Peer peer, Runnable then) {
    isDecidedAtData = true;
    decide(question(Stage.DATA, recipients == 1 ? firstRecipient : ""), peer, then);
  }

  private void decide(Question question, Peer peer, Runnable letIn) {
    Optional<Decision> decision = decider.now(question);
    if (decision.isPresent()) {
      answer(decision.get(), peer, letIn);
    } else {
      peer.wait(() -> decider.inTime(question), d -> answer(d, peer, letIn));
    }
  }

  private void answer(Decision decision, Peer peer, Runnable letIn) {
    isOwn |= decision.rule().equals("local");
    switch (decision.answer()) {
      case Decision.LetIn in -> {
        headers.addAll(in.headers());
        letIn.run();
      }
      case Decision.Slowly slowly -> {
        headers.addAll(slowly.headers());
        peer.after(slowly.seconds(), letIn);
      }
      case Decision.ComeAgain again -> refuse(peer, "451 " + again.enhanced(), again.text());
      case Decision.Refuse refuse -> refuse(peer, "550 " + refuse.enhanced(), refuse.text());
    }
  }

  private void refuse(Peer peer, String codes, String text) {
    packet(
        peer, 'y', (codes + " " + Replies.safe(text) + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  /** What others wrote of the system goes, what we know comes; then the message goes on. */
  private void endOfMessage(Peer peer) {
    if ((actions & CHANGE_HEADERS) != 0 && !isOwn) {
      for (int i = foreignHeaders; i > 0; i--) {
        packet(peer, 'm', indexed(i, OS_HEADER, ""));
      }
    }
    if ((actions & ADD_HEADERS) != 0) {
      for (Decision.Header header : headers) {
        packet(peer, 'i', indexed(0, header.name(), Replies.safe(header.value())));
      }
    }
    reply(peer, 'c');
    forgetMessage();
  }

  private static byte[] indexed(int index, String name, String value) {
    byte[] text = (name + "\0" + value + "\0").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(4 + text.length).putInt(index).put(text).array();
  }

  private Question question(Stage stage, String recipient) {
    boolean hasName = !host.isEmpty() && !host.startsWith("[") && !host.equals("unknown");
    String pointer = macros.get("client_ptr");
    String reverse =
        pointer != null
            ? pointer.equals("unknown") || pointer.startsWith("[") ? "" : pointer
            : hasName ? host : null;
    boolean isForged =
        macros.getOrDefault("_", "").contains("(may be forged)")
            || !macros.getOrDefault("client_resolve", "OK").equals("OK");
    return new Question(
        stage,
        client,
        hasName && !isForged ? host : "",
        reverse,
        helo,
        sender,
        recipient,
        recipients,
        message,
        macros.getOrDefault("auth_authen", ""),
        macros.getOrDefault("tls_version", ""),
        size,
        macros.getOrDefault("i", ""));
  }

  private void forgetMessage() {
    sender = null;
    message = "";
    size = 0;
    firstRecipient = "";
    recipients = 0;
    isDecidedAtData = false;
    foreignHeaders = 0;
    isOwn = false;
    headers.clear();
    macros.remove("i");
  }

  private void forgetClient() {
    macros.clear();
    host = "";
    client = null;
    helo = "";
  }

  private void replyUnless(int bit, Peer peer) {
    if ((protocol & bit) == 0) {
      reply(peer, 'c');
    }
  }

  private static void reply(Peer peer, char answer) {
    packet(peer, answer, new byte[0]);
  }

  private static void packet(Peer peer, char command, byte[] data) {
    peer.send(
        ByteBuffer.allocate(5 + data.length)
            .putInt(1 + data.length)
            .put((byte) command)
            .put(data)
            .array());
  }

  private static String bare(String address) {
    return address.startsWith("<") && address.endsWith(">") && address.length() > 1
        ? address.substring(1, address.length() - 1)
        : address;
  }

  private static String first(byte[] data) {
    return text(data, 0, end(data, 0));
  }

  private static int end(byte[] data, int from) {
    int i = from;
    while (i < data.length && data[i] != 0) {
      i++;
    }
    return Math.min(i, data.length);
  }

  private static String text(byte[] data, int from, int to) {
    return from >= to ? "" : new String(data, from, to - from, StandardCharsets.UTF_8);
  }

  private static List<String> words(byte[] data, int from) {
    List<String> words = new ArrayList<>();
    for (int i = from; i < data.length; i = end(data, i) + 1) {
      words.add(text(data, i, end(data, i)));
    }
    return words;
  }
}
