package mailweir.parse.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mailweir.Checkout;
import mailweir.MadeFromCode;
import mailweir.event.Event;
import mailweir.parse.Names;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each recording means what stands beside it; {@code -Dmailweir.update=true} writes that anew, and a person reads the diff. */
class PostfixCorpusTest {
  /** Lines that are in the recordings because they must not be understood as something they are not. */
  private static final List<String> NOT_SAID =
      List.of("ABCD1234: to=<user@example.com>, status=sent", "client=unknown[192.0.2.4]");

  @TestFactory
  Stream<DynamicTest> recording_meansWhatStandsBesideIt() {
    return Recorded.logs().stream()
        .map(log -> {
          String name = Checkout.name(log);
          return DynamicTest.dynamicTest(
              name.substring(name.lastIndexOf('/') + 1),
              () -> MadeFromCode.check(name.replaceAll("\\.log$", ".ndjson"), Recorded.json(log)));
        });
  }

  @Test
  void recording_isThere() {
    assertFalse(Recorded.logs().isEmpty());
  }

  @Test
  void everyLine_isUnderstood() {
    List<String> open = new ArrayList<>();
    for (Path log : Recorded.logs()) {
      Recorded.read(
          log,
          (line, event) -> {
            String text = line.text().toString();
            if (event == Event.NOT_UNDERSTOOD && !NOT_SAID.contains(text)) {
              open.add(Checkout.name(log) + ":" + line.number + " " + text);
            }
          });
    }
    assertEquals(List.of(), open);
  }

  @Test
  void forFigures_saysTheSame_butForDetailsThatCountNowhere() {
    PostfixDialect figures = PostfixDialect.forFigures();
    Names programs = new Names();
    for (Recorded.Said said : Recorded.texts()) {
      byte[] text = said.text().array;
      Event whole = Recorded.parse(new PostfixDialect(), new Names(), said.program(), text);
      Event part = Recorded.parse(figures, programs, said.program(), text);
      if (whole instanceof Event.Tls || whole instanceof Event.Disconnect gone && !gone.screen()) {
        assertEquals(whole.word(), part.word(), said.text().toString());
      } else {
        assertEquals(whole, part, said.text().toString());
      }
    }
  }
}
