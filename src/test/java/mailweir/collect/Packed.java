package mailweir.collect;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Packs bytes in each of the formats. */
final class Packed {
  private Packed() {}

  static byte[] as(Format format, byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (format) {
          case PLAIN -> bytes;
          case GZIP -> new GZIPOutputStream(bytes);
          case ZSTD -> new ZstdOutputStreamNoFinalizer(bytes);
          case XZ -> new XZOutputStream(bytes, new LZMA2Options(0));
          case BZIP2 -> new BZip2CompressorOutputStream(bytes, 1);
        }) {
      out.write(text);
    }
    return bytes.toByteArray();
  }
}
