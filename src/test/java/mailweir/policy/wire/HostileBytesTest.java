package mailweir.policy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mailweir.policy.Asking;
import mailweir.policy.Figures;
import mailweir.policy.Seldom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any bytes, cut anywhere, give answers or an end of the connection; never an exception, never more than a buffer. */
class HostileBytesTest {
  private static final int BUFFER = 1_024;
  private final Asking asking = new Asking();

  /** The other end without a socket: what is said is kept. */
  private static final class Paper implements Dialogue.Peer {
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean isClosed;

    @Override
    public void send(byte[] bytes) {
      said.writeBytes(bytes);
    }

    @Override
    public void close() {
      isClosed = true;
    }

    @Override
    public boolean isBusy() {
      return isClosed;
    }

    @Override
    public <T> void wait(Supplier<T> work, Consumer<T> then) {
      then.accept(work.get());
    }

    @Override
    public void after(int seconds, Runnable then) {
      then.run();
    }
  }

  private static Paper talk(Dialogue dialogue, byte[] bytes, int piece) {
    Paper paper = new Paper();
    ByteBuffer in = ByteBuffer.allocate(BUFFER);
    int at = 0;
    while (at < bytes.length && !paper.isClosed) {
      int n = Math.min(Math.min(piece, in.remaining()), bytes.length - at);
      assertTrue(n > 0, "the dialogue takes nothing of a full buffer and does not end");
      in.put(bytes, at, n).flip();
      at += n;
      dialogue.take(in, paper);
      in.compact();
    }
    return paper;
  }

  private Seldom seldom() {
    return new Seldom(asking.complaints::add, System::nanoTime);
  }

  private mailweir.policy.Decider decider() {
    return asking.by("rules: [{name: all, when: {}, then: greylist}]");
  }

  @Property(tries = 500)
  void policyProtocol_answersOrEnds(@ForAll("requests") byte[] bytes, @ForAll("pieces") int piece) {
    Dialogue dialogue = new PostfixDialogue(decider(), BUFFER, asking.figures, seldom());
    String said = talk(dialogue, bytes, piece).said.toString(StandardCharsets.UTF_8);
    assertTrue(said.isEmpty() || said.matches("(action=[ -~]+\n\n)+"), said);
    assertEquals(0, asking.figures.of(Figures.Count.FAULTS), asking.complaints.toString());
  }

  @Property(tries = 500)
  void milterProtocol_answersOrEnds(@ForAll("packets") byte[] bytes, @ForAll("pieces") int piece) {
    Dialogue dialogue = new MilterDialogue(decider(), BUFFER, asking.figures, seldom());
    ByteBuffer said = ByteBuffer.wrap(talk(dialogue, bytes, piece).said.toByteArray());
    while (said.hasRemaining()) {
      int length = said.getInt();
      assertTrue("Ocyimt".indexOf(said.get()) >= 0);
      said.position(said.position() + length - 1);
    }
    assertEquals(0, asking.figures.of(Figures.Count.FAULTS), asking.complaints.toString());
  }

  @Provide
  Arbitrary<Integer> pieces() {
    return Arbitraries.of(1, 3, 100, BUFFER);
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Provide
  Arbitrary<byte[]> requests() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    Arbitrary<byte[]> words =
        Arbitraries.of(
                "request=smtpd_access_policy\n",
                "\n",
                "\r\n",
                "protocol_state=RCPT\n",
                "protocol_state=DATA\n",
                "client_address=192.0.2.1\n",
                "client_address=::\n",
                "sender=\n",
                "sender=a@b\n",
                "recipient=c@d\n",
                "instance=x\n",
                "size=99999999999999999999\n",
                "=\n",
                "a",
                "helo_name=[1.2\n",
                "x".repeat(700))
            .map(w -> w.getBytes(StandardCharsets.UTF_8));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, words), net.jqwik.api.Tuple.of(1, noise))
        .list()
        .ofMaxSize(40)
        .map(HostileBytesTest::joined);
  }

  @Provide
  Arbitrary<byte[]> packets() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    Arbitrary<byte[]> good =
        Arbitraries.of(
                "O\0\0\0\6\0\0\1\u00ff\0\37\u00ff\u00ff",
                "Ch\0" + "4\0\u0019192.0.2.1\0",
                "C",
                "Ch\0",
                "Ch\0" + "6",
                "Hx\0",
                "H",
                "M<a@b>\0",
                "M<>\0SIZE=7\0",
                "M",
                "R<c@d>\0",
                "R",
                "T",
                "LX-P0f-OS\0x\0",
                "L",
                "N",
                "E",
                "A",
                "K",
                "U",
                "B",
                "DM",
                "D",
                "DCj\0",
                "DC{client_ptr}\0[x]\0",
                "L" + "h".repeat(5_000),
                "Q",
                "\u00fe")
            .map(w -> packet(w.getBytes(StandardCharsets.ISO_8859_1)));
    Arbitrary<byte[]> begun =
        Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(20, good), net.jqwik.api.Tuple.of(1, noise))
            .list()
            .ofMaxSize(30)
            .map(HostileBytesTest::joined);
    byte[] offer =
        packet("O\0\0\0\6\0\0\1\u00ff\0\37\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    return Arbitraries.of(true, false)
        .flatMap(b -> begun.map(rest -> b ? joined(List.of(offer, rest)) : rest));
  }

  private static byte[] packet(byte[] data) {
    return ByteBuffer.allocate(4 + data.length).putInt(data.length).put(data).array();
  }
}
