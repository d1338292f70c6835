package mailweir.collect.follow;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import mailweir.collect.Format;
import mailweir.collect.Glance;

/** An open log: its bytes by position, unpacked. Nothing of it is stored. */
sealed interface OpenLog extends Closeable {
  /** Reads up to {@code max} bytes that stand at {@code position}; 0 when there are none now. */
  int read(long position, byte[] into, int at, int max) throws IOException;

  /** Whether there may be bytes behind {@code position}. */
  boolean hasMore(long position) throws IOException;

  /** Whether its bytes are compressed. */
  boolean packed();

  @Override
  void close();

  /** Opens what the name leads to. */
  static OpenLog open(Disk disk, Path name) throws IOException {
    SeekableByteChannel channel = disk.open(name);
    try {
      byte[] first = new byte[Glance.MAGIC];
      Plain plain = new Plain(channel);
      int n = plain.read(0, first, 0, first.length);
      Format format = Glance.format(Arrays.copyOf(first, n));
      return format == Format.PLAIN ? plain : new Packed(channel, format);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** A file as it is. Its channel stays with the content when the name goes elsewhere. */
  final class Plain implements OpenLog {
    private final SeekableByteChannel channel;

    Plain(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(long position, byte[] into, int at, int max) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(into, at, max);
      channel.position(position);
      while (buffer.hasRemaining() && channel.read(buffer) > 0) {
        // goes on until the end of the file or of the room
      }
      return max - buffer.remaining();
    }

    @Override
    public boolean hasMore(long position) throws IOException {
      return channel.size() > position;
    }

    @Override
    public boolean packed() {
      return false;
    }

    @Override
    public void close() {
      Quietly.close(channel);
    }
  }

  /**
   * A compressed copy: a stream that goes forward only.
   *
   * <p>The block read last is kept, so that a line that was not complete in it can be read again with what follows. Going to a
   * position far ahead is done in bounded pieces: {@link #read} then gives nothing, and {@link #hasMore} says so.
   */
  final class Packed implements OpenLog {
    private static final int SKIP = 16 << 20;
    private final SeekableByteChannel channel;
    private final Format format;
    private final byte[] scratch = new byte[64 << 10];
    private InputStream in;
    private byte[] kept = new byte[0];
    private int keptLength;
    private long streamAt;
    private boolean ended;

    /** Why the stream ended before its time; {@code null} when it did not. */
    IOException damage;

    Packed(SeekableByteChannel channel, Format format) throws IOException {
      this.channel = channel;
      this.format = format;
      restart();
    }

    private void restart() throws IOException {
      channel.position(0);
      streamAt = 0;
      keptLength = 0;
      ended = false;
      damage = null;
      try {
        in = Glance.unpack(Channels.newInputStream(channel), format);
      } catch (IOException e) {
        end(e);
      }
    }

    @Override
    public int read(long position, byte[] into, int at, int max) throws IOException {
      if (position < streamAt - keptLength) {
        restart();
      }
      if (position > streamAt) {
        skip(position);
        if (streamAt < position) {
          return 0;
        }
      }
      int again = (int) Math.min(streamAt - position, max);
      System.arraycopy(kept, keptLength - (int) (streamAt - position), into, at, again);
      if (position + again < streamAt) {
        return again;
      }
      int n = again + fill(into, at + again, max - again);
      if (kept.length < n) {
        kept = new byte[Math.max(n, 64 << 10)];
      }
      System.arraycopy(into, at, kept, 0, n);
      keptLength = n;
      return n;
    }

    private void skip(long position) {
      keptLength = 0;
      int budget = SKIP;
      while (streamAt < position && budget > 0 && !ended) {
        int n = fill(scratch, 0, (int) Math.min(scratch.length, position - streamAt));
        budget -= n;
      }
    }

    private int fill(byte[] into, int at, int max) {
      int n = 0;
      try {
        while (n < max && !ended) {
          int got = in.read(into, at + n, max - n);
          if (got < 0) {
            end(null);
          } else {
            n += got;
          }
        }
      } catch (IOException e) {
        end(e);
      }
      streamAt += n;
      return n;
    }

    private void end(IOException why) {
      ended = true;
      damage =
          why == null ? null : why instanceof EOFException ? new EOFException("cut short") : why;
    }

    @Override
    public boolean hasMore(long position) {
      return !ended || position < streamAt;
    }

    @Override
    public boolean packed() {
      return true;
    }

    @Override
    public void close() {
      Quietly.close(in);
      Quietly.close(channel);
    }
  }

  /** Closing what was only read cannot lose anything. */
  final class Quietly {
    private Quietly() {}

    static void close(Closeable c) {
      try {
        if (c != null) {
          c.close();
        }
      } catch (IOException e) {
        // Nothing was written; the next opening meets whatever is wrong.
      }
    }
  }
}
