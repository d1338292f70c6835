package mailweir.merge;

import java.io.IOException;

/** Where merged lines go. */
public interface LineOut {
  /** A line without its end; {@code file} is the name of the file that it is for. */
  void line(String file, byte[] array, int from, int to) throws IOException;
}
