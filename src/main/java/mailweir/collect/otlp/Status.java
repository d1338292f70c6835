package mailweir.collect.otlp;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The message {@code google.rpc.Status}, with which a server says what is wrong: a number and a text. */
final class Status {
  private Status() {}

  /** As protobuf. */
  static byte[] of(int http, String message) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeInt32(1, code(http));
      out.writeString(2, message);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** gRPC's number for a status of HTTP. */
  static int code(int http) {
    return switch (http) {
      case 401 -> 16;
      case 503 -> 14;
      case 413 -> 8;
      default -> 3;
    };
  }
}
