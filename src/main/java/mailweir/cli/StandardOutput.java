package mailweir.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * What a command prints, with the memory of why it could not be printed: a {@link PrintStream} keeps silent about that, and a
 * report that a full disk cut off must not end with 0.
 */
final class StandardOutput extends OutputStream {
  private static final int BUFFER = 8192;

  private final OutputStream to;
  private IOException failure;

  StandardOutput(OutputStream to) {
    this.to = to;
  }

  /** A stream to print on; what is printed is written at every flush and every line. */
  PrintStream printed(Charset charset) {
    return new PrintStream(new BufferedOutputStream(this, BUFFER), true, charset);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      to.write(bytes, from, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /** Fails if something that was printed was not written, and somebody was still reading. */
  void check() {
    if (failure != null && !nobodyReadsOn(failure)) {
      throw incomplete(failure);
    }
  }

  /** Whether the reader went away, as behind "| head": it has what it asked for. */
  static boolean nobodyReadsOn(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("Broken pipe");
  }

  /** The end of a command whose output went nowhere. */
  static CannotGoOn incomplete(IOException failure) {
    return new CannotGoOn(
        ExitCode.STORE,
        "mailweir: standard output cannot be written ("
            + failure.getMessage()
            + "); what was printed is incomplete; free space there and run it again");
  }
}
