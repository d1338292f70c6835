package mailweir.merge;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Files of one folder, a few of them open at a time; they get their place when all is written. */
public final class SplitFiles implements LineOut {
  private static final int OPEN_AT_ONCE = 100;
  private static final int BUFFER = 1 << 15;

  private final Path work;
  private final Set<String> names = new LinkedHashSet<>();
  private final LinkedHashMap<String, OutputStream> open = new LinkedHashMap<>(16, 0.75f, true);

  /** {@code work}: where they are while they are written. */
  public SplitFiles(Path work) {
    this.work = work;
  }

  @Override
  public void line(String file, byte[] array, int from, int to) throws IOException {
    OutputStream out = open.get(file);
    if (out == null) {
      if (open.size() >= OPEN_AT_ONCE) {
        Iterator<Map.Entry<String, OutputStream>> eldest = open.entrySet().iterator();
        OutputStream least = eldest.next().getValue();
        eldest.remove();
        least.close();
      }
      out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  work.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              BUFFER);
      open.put(file, out);
      names.add(file);
    }
    out.write(array, from, to - from);
    out.write('\n');
  }

  /** Ends the files and moves them into their folder; how many there are. */
  public int finish(Path folder) throws IOException {
    for (OutputStream out : open.values()) {
      out.close();
    }
    open.clear();
    for (String name : names) {
      Files.move(work.resolve(name), folder.resolve(name));
    }
    return names.size();
  }
}
