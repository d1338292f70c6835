package mailweir.web;

import java.time.ZoneId;
import java.util.List;

/**
 * What the pages say of the program that shows them.
 *
 * @param version the program's version
 * @param zone in which times are shown unless the reader asks for another
 * @param sources where the lines come from, as people know them: paths, {@code standard input}, {@code demo}
 */
public record WebInfo(String version, ZoneId zone, List<String> sources) {}
