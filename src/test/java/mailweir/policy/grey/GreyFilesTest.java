package mailweir.policy.grey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the files of the memory: torn, damaged, of another version, in use, on a full disk. */
class GreyFilesTest {
  private static final long NOW = 1_700_000_000_000L;

  @TempDir Path folder;

  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private Grey grey;

  @AfterEach
  void close() {
    if (grey != null) {
      grey.close();
    }
  }

  private void open() {
    close();
    grey = Grey.open(folder, Settings.DEFAULT, said::add);
  }

  private Grey.Answer look(int i, long now) {
    return grey.look(
        InetAddress.ofLiteral("10." + (i >> 8) + "." + (i & 255) + ".9"),
        null,
        "a@b.example",
        "u@c.example",
        now);
  }

  private void fill(int from, int to) {
    for (int i = from; i < to; i++) {
      assertInstanceOf(Grey.New.class, look(i, NOW));
    }
  }

  /** How many of those are still known to wait. */
  private int known(int to) {
    int known = 0;
    for (int i = 0; i < to; i++) {
      known += look(i, NOW + 1000) instanceof Grey.Early ? 1 : 0;
    }
    return known;
  }

  private Path only(String kind) throws IOException {
    List<Path> found =
        Keeping.files(folder).stream()
            .filter(f -> f.getFileName().toString().startsWith(kind))
            .toList();
    return found.getFirst();
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it did not come to be in 30 s");
      Thread.onSpinWait();
    }
  }

  @Test
  void journal_cutAtAnyByte_keepsWhatStandsBeforeTheCut() throws IOException {
    open();
    fill(0, 20);
    close();
    grey = null;
    Path journal = only("journal");
    byte[] whole = Files.readAllBytes(journal);
    int before = -1;
    for (int length = 0; length < whole.length; length += 7) {
      for (Path f : Keeping.files(folder)) {
        Files.delete(f);
      }
      Files.write(journal, java.util.Arrays.copyOf(whole, length));
      open();
      int known = known(20);
      assertTrue(known >= before, "cut at " + length);
      before = known;
    }
    assertEquals(List.of(), List.copyOf(said));
    assertTrue(before >= 19, "known in the end: " + before);
  }

  @Test
  void journal_damagedInTheMiddle_losesOneRecordAndIsTold() throws IOException {
    open();
    fill(0, 50);
    close();
    Path journal = only("journal");
    byte[] bytes = Files.readAllBytes(journal);
    bytes[bytes.length / 2] ^= 0x55;
    bytes[bytes.length / 2 + 1] ^= 0x55;
    Files.write(journal, bytes);
    open();
    assertTrue(known(50) >= 48);
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.peek().contains("bytes are damaged"), said.toString());
  }

  @Test
  void table_isWrittenAndReadAgain_andTheJournalsBeforeItAreGone() throws IOException {
    open();
    fill(0, 5000);
    grey.allow(AllowList.Kind.CLIENT, "203.0.113.0/24", NOW);
    grey.compact();
    await(() -> {
      try {
        return Files.exists(folder.resolve("table-2")) && Keeping.files(folder).size() == 2;
      } catch (IOException e) {
        return false;
      }
    });
    fill(5000, 6000);
    Costs costs = grey.costs(NOW);
    open();
    assertEquals(costs, grey.costs(NOW));
    assertEquals(6000, grey.list(10_000, NOW).size());
    assertEquals(6000, known(6000));
    assertInstanceOf(
        Grey.Allowed.class,
        grey.look(InetAddress.ofLiteral("203.0.113.77"), null, "x@y", "u@c.example", NOW));
    assertEquals(List.of(), List.copyOf(said));
  }

  @Test
  void table_damagedInABlock_losesThatBlockAndIsTold() throws IOException {
    table_isWrittenAndReadAgain_andTheJournalsBeforeItAreGone();
    close();
    Path table = only("table");
    byte[] bytes = Files.readAllBytes(table);
    bytes[Format.LENGTH + 200] ^= 1;
    Files.write(table, bytes);
    open();
    assertTrue(known(6000) >= 5980);
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.peek().contains("1 of its blocks are damaged"), said.toString());
  }

  @Test
  void file_ofANewerVersion_isRefusedAndNotTouched() throws IOException {
    open();
    fill(0, 3);
    close();
    grey = null;
    Path journal = only("journal");
    byte[] bytes = Files.readAllBytes(journal);
    ByteBuffer.wrap(bytes).putInt(8, Format.VERSION + 1);
    Files.write(journal, bytes);
    GreyFault fault = assertThrows(GreyFault.class, this::open);
    assertTrue(fault.getMessage().contains("newer Mailweir (format 2"), fault.getMessage());
    assertEquals(List.of(journal), Keeping.files(folder));
    assertThrows(GreyFault.class, this::open);
  }

  @Test
  void folder_inUse_isRefused() {
    open();
    GreyFault fault =
        assertThrows(GreyFault.class, () -> Grey.open(folder, Settings.DEFAULT, said::add));
    assertTrue(fault.getMessage().contains("another process"), fault.getMessage());
  }

  /** A disk that takes nothing while it is full. */
  private static final class FullDisk implements Disk {
    final AtomicBoolean isFull = new AtomicBoolean();

    @Override
    public Out create(Path file) throws IOException {
      Out real = REAL.create(file);
      return new Out() {
        @Override
        public void write(byte[] bytes, int length) throws IOException {
          if (isFull.get()) {
            real.write(bytes, length / 2);
            throw new IOException("No space left on device");
          }
          real.write(bytes, length);
        }

        @Override
        public void force() throws IOException {
          real.force();
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }
  }

  @Test
  void disk_full_isToldOnce_answersGoOn_andAllIsKeptWhenItIsOver() throws IOException {
    FullDisk disk = new FullDisk();
    grey = Grey.open(folder, Settings.DEFAULT, disk, said::add);
    fill(0, 100);
    disk.isFull.set(true);
    fill(100, 200);
    await(() -> !grey.isDurable());
    fill(200, 300);
    assertEquals(300, known(300));
    assertEquals(1, said.size(), said.toString());
    disk.isFull.set(false);
    await(() -> grey.isDurable() && said.size() == 2);
    fill(300, 400);
    // as a kill leaves it: the files, without a close
    Path copy = Files.createDirectory(folder.resolve("copy"));
    AtomicBoolean isThere = new AtomicBoolean();
    await(() -> {
      try {
        for (Path f : Keeping.files(folder)) {
          Files.copy(f, copy.resolve(f.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        try (Grey after = Grey.open(copy, Settings.DEFAULT, said::add)) {
          isThere.set(after.costs(NOW).waiting() == 400);
        }
        empty(copy);
      } catch (IOException e) {
        return false;
      }
      return isThere.get();
    });
  }

  private static void empty(Path folder) throws IOException {
    for (Path f : Keeping.files(folder)) {
      Files.delete(f);
    }
  }
}
