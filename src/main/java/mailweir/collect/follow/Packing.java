package mailweir.collect.follow;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** The ways in which rotated copies are compressed, told by their first bytes. */
enum Packing {
  GZIP(0x1F, 0x8B) {
    @Override
    InputStream unpack(InputStream in) throws IOException {
      return new GZIPInputStream(in, 64 << 10);
    }
  },
  ZSTD(0x28, 0xB5, 0x2F, 0xFD) {
    @Override
    InputStream unpack(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }
  },
  XZ(0xFD, '7', 'z', 'X', 'Z', 0) {
    @Override
    InputStream unpack(InputStream in) throws IOException {
      return new XZInputStream(in, 128 << 10);
    }
  },
  BZIP2('B', 'Z', 'h') {
    @Override
    InputStream unpack(InputStream in) throws IOException {
      return new BZip2CompressorInputStream(in, true);
    }
  };

  private final int[] magic;

  Packing(int... magic) {
    this.magic = magic;
  }

  abstract InputStream unpack(InputStream in) throws IOException;

  /** How a file that begins so is compressed; {@code null} when it is not. */
  static Packing of(byte[] first, int length) {
    for (Packing p : values()) {
      if (p.fits(first, length)) {
        return p;
      }
    }
    return null;
  }

  private boolean fits(byte[] first, int length) {
    if (length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((first[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
