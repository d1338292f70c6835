package mailweir.web;

import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the pages say of the program that shows them.
 *
 * @param version the program's version
 * @param zone in which times are shown unless the reader asks for another
 * @param sources where the lines come from, as people know them: paths, {@code standard input}, {@code demo}
 * @param notice what every page says at its top just now; empty for nothing
 */
public record WebInfo(String version, ZoneId zone, List<String> sources, Supplier<String> notice) {

  /** With nothing to be said at the top of pages. */
  public WebInfo(String version, ZoneId zone, List<String> sources) {
    this(version, zone, sources, () -> "");
  }
}
