package mailweir.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The bytes of a source as they lie there: counted, and with a look ahead at the first ones.
 *
 * <p>The end of a file is not kept: a file that grew gives more at the next read. {@link #available} answers honestly whether
 * there is another byte, if need be by waiting for it: the decompressors ask it whether another member follows.
 */
final class RawInput extends InputStream {
  private static final int AHEAD = 1 << 16;

  /** One of both is null. */
  private final FileChannel channel;

  private final InputStream stream;

  private byte[] ahead = new byte[AHEAD];
  private int next;
  private int filled;
  private long consumed;

  private RawInput(FileChannel channel, InputStream stream) {
    this.channel = channel;
    this.stream = stream;
  }

  static RawInput of(Path file) throws IOException {
    return new RawInput(FileChannel.open(file, StandardOpenOption.READ), null);
  }

  static RawInput of(InputStream stream) {
    return new RawInput(null, stream);
  }

  /** Whether the bytes lie in a regular file, where every place can be read again. */
  FileChannel channel() {
    return channel;
  }

  /**
   * The next bytes without taking them: up to {@code n}, fewer at the end or before damage. {@code wait} false: no more than one read,
   * so that a pipe is not waited for when it has something already.
   */
  byte[] peek(int n, boolean wait) throws IOException {
    try {
      while (filled - next < n && fill() && wait) {}
    } catch (IOException e) {
      if (filled == next) {
        throw e;
      }
    }
    return Arrays.copyOfRange(ahead, next, Math.min(filled, next + n));
  }

  private boolean fill() throws IOException {
    if (next > 0) {
      System.arraycopy(ahead, next, ahead, 0, filled - next);
      filled -= next;
      next = 0;
    }
    int n = take(ahead, filled, ahead.length - filled);
    if (n > 0) {
      filled += n;
    }
    return n > 0;
  }

  private int take(byte[] b, int off, int len) throws IOException {
    return channel != null ? channel.read(ByteBuffer.wrap(b, off, len)) : stream.read(b, off, len);
  }

  @Override
  public int read() throws IOException {
    if (next == filled && !fill()) {
      return -1;
    }
    consumed++;
    return ahead[next++] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    int n = Math.min(len, filled - next);
    if (n > 0) {
      System.arraycopy(ahead, next, b, off, n);
      next += n;
    } else {
      n = take(b, off, len);
    }
    if (n > 0) {
      consumed += n;
    }
    return n;
  }

  @Override
  public int available() throws IOException {
    if (next == filled) {
      next = 0;
      filled = 0;
      fill();
    }
    return filled - next;
  }

  /** Goes on at a place of the file. */
  void seek(long offset) throws IOException {
    channel.position(offset);
    next = 0;
    filled = 0;
    consumed = offset;
  }

  /** Bytes handed so far, from the beginning of the file. */
  long consumed() {
    return consumed;
  }

  /** Size of the file now; -1 for a stream. */
  long size() throws IOException {
    return channel != null ? channel.size() : -1;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    } else {
      stream.close();
    }
  }
}
