package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mailweir.policy.grey.Grey;
import mailweir.policy.grey.GreyControl;
import mailweir.policy.grey.OwnDesk;
import mailweir.policy.grey.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mailweir greylist}, beside a process that has the memory open and alone. */
class GreylistCommandTest {
  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  private String run(int expected, String... args) {
    StringWriter out = new StringWriter();
    List<String> all = new ArrayList<>(List.of("greylist"));
    all.addAll(List.of(args));
    all.addAll(List.of("--state", folder.toString()));
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertEquals(expected, exit, () -> out + " " + err);
    return out.toString();
  }

  private static InetAddress client(String text) {
    return InetAddress.ofLiteral(text);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verbs_showAndChangeTheMemory_besideAServerAndAlone(boolean isServed) throws IOException {
    long now = System.currentTimeMillis() - 1000;
    List<String> said = new ArrayList<>();
    Grey grey = Grey.open(folder, Settings.DEFAULT, said::add);
    GreyControl control = null;
    try {
      grey.look(client("192.0.2.7"), null, "a\tb\\n\u001b[31m@s.example", "U@r.example", now);
      grey.look(client("198.51.100.9"), "spf:big.example", "", "v@r.example", now + 1);
      if (isServed) {
        control =
            GreyControl.open(
                folder, new OwnDesk(grey, System::currentTimeMillis, () -> {}), said::add);
      } else {
        grey.close();
      }
      String table = run(0, "ls", "--utc");
      assertTrue(
          table.startsWith("2 wait now; of 2 that were asked to come again 0 passed"), table);
      assertTrue(table.contains("u@r.example") && !table.contains("\u001b"), table);
      String csv = run(0, "ls", "--format", "csv");
      assertTrue(csv.startsWith("first_tried,may_come,client,pool,sender,recipient"), csv);
      assertTrue(csv.contains("198.51.100.9,spf:big.example,,v@r.example"), csv);
      run(0, "allow", "203.0.113.0/24");
      run(0, "allow", "--recipient", "boss@");
      String json = run(0, "ls", "--format", "json");
      assertTrue(json.contains("\"203.0.113.0/24\"") && json.contains("\"boss@\""), json);
      assertTrue(json.contains("\"waiting\" : 2") || json.contains("\"waiting\": 2"), json);
      run(64, "allow", "no such thing");
      run(0, "forget", "203.0.113.0/24");
      run(1, "forget", "203.0.113.0/24");
      run(0, "forget", "spf:big.example", "--pool");
      run(0, "forget", "192.0.2.7", "a\tb\\n\u001b[31m@s.example", "U@r.example");
      assertTrue(run(0, "ls").startsWith("0 wait now; of 2"), "after forgetting");
    } finally {
      if (control != null) {
        control.close();
        grey.close();
      }
    }
    assertEquals(List.of(), said);
  }

  @Test
  void folder_thatIsNotThere_isSaid() {
    int exit =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute("greylist", "ls", "--state", folder.resolve("none").toString());
    assertEquals(74, exit);
    assertTrue(err.toString().contains("there is no greylist"), err.toString());
  }
}
