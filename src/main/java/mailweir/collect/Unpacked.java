package mailweir.collect;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The decompressed bytes of an input, members and frames one after the other.
 *
 * <p>A damaged input gives every byte that can be had before the exception comes; and it is always an {@link IOException}, whatever
 * the decompressor throws at garbage.
 */
final class Unpacked extends InputStream {
  private static final int CHUNK = 1 << 16;

  /** A decompressor may ask for so much memory and no more: xz -9 needs 64 MiB. */
  private static final int XZ_LIMIT_KIB = 256 << 10;

  private final InputStream inner;
  private final boolean byByte;
  private IOException pending;

  private Unpacked(InputStream inner, boolean byByte) {
    this.inner = inner;
    this.byByte = byByte;
  }

  static InputStream of(RawInput raw, Format format) throws IOException {
    try {
      return switch (format) {
        case PLAIN -> raw;
        case GZIP -> new Unpacked(new GZIPInputStream(raw, CHUNK), false);
        case ZSTD -> new Unpacked(new ZstdInputStreamNoFinalizer(raw), false);
        case XZ -> new Unpacked(new XZInputStream(raw, XZ_LIMIT_KIB), false);
        // Its bulk read loses what it has when a block is bad; byte by byte it does not, and is no
        // slower inside.
        case BZIP2 -> new Unpacked(new BZip2CompressorInputStream(raw, true), true);
      };
    } catch (RuntimeException e) {
      throw new IOException("damaged " + format.word() + " data", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int n = read(one, 0, 1);
    return n < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (pending != null) {
      throw pending;
    }
    int n = 0;
    try {
      if (!byByte) {
        return inner.read(b, off, len);
      }
      for (int c; n < len && (c = inner.read()) >= 0; n++) {
        b[off + n] = (byte) c;
      }
      return n == 0 && len > 0 ? -1 : n;
    } catch (IOException e) {
      pending = e;
    } catch (RuntimeException e) {
      pending = new IOException("damaged data", e);
    }
    if (n > 0) {
      return n;
    }
    throw pending;
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }
}
