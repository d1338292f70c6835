package mailweir.store.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import mailweir.store.StoreFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables hold is what was put in; a store of another layout is refused, never guessed at. */
class LayoutTest {
  @TempDir Path folder;

  @Test
  void figuresOfAnHourComeBackAsTheyWerePutIn() {
    MinuteCells cells = new MinuteCells();
    List<List<Long>> put = new ArrayList<>();
    for (int counter : new int[] {0, 1, 7, 130, 4095}) {
      for (int minute = counter % 3; minute < 60; minute += 7) {
        long n = minute % 2 == 0 ? -minute - 1L : Long.MAX_VALUE >>> minute;
        cells.add(counter, minute, n);
        put.add(List.of((long) counter, (long) minute, n));
      }
    }
    List<List<Long>> got = new ArrayList<>();
    MinuteCells.read(
        cells.take(), (counter, minute, n) -> got.add(List.of((long) counter, (long) minute, n)));
    assertEquals(put, got);
    assertEquals(0, cells.take().length);
  }

  @Test
  void aStoreOfAnotherLayoutIsRefusedWithWhatToDo() throws SQLException {
    for (int version : new int[] {Schema.VERSION - 1, Schema.VERSION + 1}) {
      Path store = folder.resolve("store-" + version);
      try (Database database = Database.open(store);
          Statement s = database.writer().createStatement()) {
        s.execute("UPDATE meta SET value = '" + version + "' WHERE name = 'version'");
      }
      StoreFault fault = assertThrows(StoreFault.class, () -> Database.open(store));
      assertTrue(fault.getMessage().contains("layout " + version + ","), fault.getMessage());
      assertTrue(fault.getMessage().contains("nothing was read or written"), fault.getMessage());
    }
  }
}
