package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mailweir.answer.Query;
import mailweir.answer.SampleSeries;
import mailweir.parcel.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Figures of any kind, kept and asked for. */
@Timeout(60)
class SamplesTest {
  private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

  @TempDir Path folder;

  private static Label.Sample sample(String host, String metric, int minute, double value) {
    return new Label.Sample(
        host, metric, START.plusSeconds(60L * minute).getEpochSecond() * 1_000_000, value);
  }

  @Test
  void series_haveStepsAndCountARepeatedValueOnce() throws Exception {
    List<Label.Sample> some = new ArrayList<>();
    for (int m = 0; m < 60; m++) {
      some.add(sample("mx1.example.org", "load.1m", m, m));
      some.add(sample("mx2", "load.1m", m, 5));
    }
    some.add(sample(null, "queue.active", 3, Double.NaN));
    some.add(sample(null, "queue.active", 4, 17));
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Intake intake = f.feed.intake();
      intake.samples(some, "mx3").get(20, TimeUnit.SECONDS);
      // the first again, as a mail that is doubled would tell them
      intake.samples(some.subList(0, 2), "mx3").get(20, TimeUnit.SECONDS);
      Query hour = Query.ALL.between(START, START.plusSeconds(3_600));
      List<SampleSeries> all = f.store.answers().samples(hour, null, 6);
      assertEquals(
          List.of("load.1m mx1", "load.1m mx2", "queue.active mx3"),
          all.stream().map(s -> s.metric() + " " + s.host()).toList());
      SampleSeries first = all.getFirst();
      assertEquals(6, first.points().size());
      assertEquals(4.5, first.points().getFirst().value());
      assertEquals(59, first.last());
      assertEquals(0, first.least());
      assertEquals(29.5, first.mean());
      assertEquals(START.plusSeconds(59 * 60), first.lastTime());
      assertEquals(
          1, f.store.answers().samples(hour.onHost("MX2.example.org"), "load.1m", 6).size());
      assertEquals(
          0,
          f.store
              .answers()
              .samples(Query.ALL.between(START.minusSeconds(9), START), null, 6)
              .size());
    }
  }
}
