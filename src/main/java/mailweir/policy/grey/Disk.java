package mailweir.policy.grey;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where files are written; a test puts a full one in its place. */
interface Disk {
  Disk REAL =
      file ->
          new File(
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE));

  /** An empty file, whatever was there. */
  Out create(Path file) throws IOException;

  /** A file that is written from its beginning to its end. */
  interface Out extends Closeable {
    void write(byte[] bytes, int length) throws IOException;

    /** Returns when all that was written would survive a loss of power. */
    void force() throws IOException;
  }

  /** A file of this machine. */
  record File(FileChannel channel) implements Out {
    @Override
    public void write(byte[] bytes, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
