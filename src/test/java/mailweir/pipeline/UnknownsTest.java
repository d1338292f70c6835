package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import mailweir.answer.Report;
import mailweir.parse.Line;
import mailweir.parse.Names;
import org.junit.jupiter.api.Test;

class UnknownsTest {
  @Test
  void programsWithoutEnd_areCountedInBoundedRows() {
    Unknowns unknowns = new Unknowns();
    Names names = new Names();
    Line line = new Line();
    line.array = "what is this".getBytes(StandardCharsets.US_ASCII);
    line.to = line.array.length;
    line.textTo = line.to;
    int lines = 3 * Unknowns.MOST;
    for (int i = 0; i < lines; i++) {
      line.program = names.of("p" + i);
      unknowns.add(line);
    }
    assertTrue(unknowns.shapes().size() <= 2 * Unknowns.MOST + 1);
    assertEquals(lines, unknowns.shapes().stream().mapToLong(Report.Shape::count).sum());
  }
}
