package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mailweir.collect.LineSink;
import mailweir.collect.Position;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;
import mailweir.parcel.Label;
import mailweir.parcel.Packing;
import mailweir.parcel.Parcel;
import mailweir.store.StoreFault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parcels and streams from outside, into a store that is fed. */
@Timeout(60)
class IntakeTest {
  private static final int LINES = 3_000;

  @TempDir Path folder;
  private Path log;
  private List<byte[]> parcels;

  @BeforeEach
  void pack() throws Exception {
    log = folder.resolve("mail.log");
    Feeding.append(log, Feeding.traffic(11, LINES));
    parcels = new ArrayList<>();
    Packing packing = new Packing();
    try (SourceReader reader =
        SourceReader.open(Source.of(log), Feeding.reading(), Position.START)) {
      LineSink sink =
          line -> {
            packing.add(line);
            if (packing.lines() == 97) {
              finish(packing);
            }
          };
      while (reader.read(sink, 1_000) > 0) {
        // all of it
      }
      finish(packing);
    }
  }

  private void finish(Packing packing) {
    packing.part("mail.log#1", log.toString(), 1, 0, 0, null);
    parcels.add(
        packing.pack(
            new Label(
                "mx1",
                "e1",
                parcels.size() + 1,
                0,
                false,
                packing.parts(),
                List.of(new Label.Sample(null, "load.1m", 1_735_689_600_000_000L, 0.5)),
                List.of())));
    packing.clear();
  }

  private Intake intake(Feeding f) {
    return f.feed.intake();
  }

  private static void send(Intake intake, List<byte[]> some) throws Exception {
    List<CompletableFuture<Intake.Receipt>> sent = new ArrayList<>();
    for (byte[] bytes : some) {
      sent.add(intake.take("mx1", Parcel.of(bytes)));
    }
    for (CompletableFuture<Intake.Receipt> one : sent) {
      one.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void parcelsInAnyOrderAndTwice_countOnce() throws Exception {
    List<byte[]> mixed = new ArrayList<>(parcels);
    mixed.addAll(parcels.subList(0, 20));
    Collections.shuffle(mixed, new Random(1));
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      send(intake(f), mixed);
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
      assertEquals(0, f.report().lines().getOrDefault("repeated", 0L));
    }
  }

  @Test
  void parcelsAgainAfterARestart_areKnown() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      send(intake(f), parcels.subList(0, 25));
    }
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Intake intake = intake(f);
      assertTrue(intake.take("mx1", Parcel.of(parcels.get(3))).get(30, TimeUnit.SECONDS).known());
      send(intake, parcels);
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void copyOfTheLogReadHere_repeatsIt() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      send(intake(f), parcels);
      Importer importer = f.feed.importing(Progress.NONE, () -> false);
      assertTrue(importer.run(List.of(Source.of(log)), Feeding.reading()));
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void roundThatCannotBeWritten_isNotAcknowledgedAndIsTakenAgain() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Intake intake = intake(f);
      CompletableFuture<Intake.Receipt> first = intake.take("mx1", Parcel.of(parcels.get(0)));
      assertThrows(
          StoreFault.class,
          () ->
              f.feed.between(store -> {
                throw new StoreFault("the disk is full");
              }));
      first.get(30, TimeUnit.SECONDS);
      assertTrue(
          Feeding.comes(
              java.time.Duration.ofSeconds(20),
              () -> {
                try {
                  send(intake, parcels);
                  return true;
                } catch (Exception e) {
                  return false;
                }
              }),
          f.said::toString);
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }
}
