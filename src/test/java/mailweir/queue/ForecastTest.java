package mailweir.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final long MINUTE = 60_000_000L;

  private static Forecast of(MadeQueue queue) {
    return Forecast.of(queue.looks(), queue.now(), Bounds.USUAL);
  }

  @Test
  void nothingSeen_isSaid() {
    Forecast none = Forecast.of(List.of(), MadeQueue.START, Bounds.USUAL);
    assertEquals(-1, none.level());
    assertEquals("nobody has looked in the last minutes", none.words());
    assertEquals(-1, none.ahead(15));
    Forecast one =
        Forecast.of(
            List.of(new Forecast.Look(MadeQueue.START, 5_000, -1, -1)),
            MadeQueue.START,
            Bounds.USUAL);
    assertEquals(5_000, one.level());
    assertEquals(Bounds.Mood.CRITICAL, one.mood());
    assertTrue(one.words().startsWith("not known yet"), one.words());
  }

  @Test
  void drain_isNormalWhenItWillBe() {
    Forecast f = of(new MadeQueue(1, 4_000).on(60, 20, 60));
    assertEquals(Bounds.Mood.NERVOUS, f.mood());
    assertTrue(f.drains());
    double minutes = (f.normalAt() - f.time()) / (double) MINUTE;
    double truth = (f.level() - Bounds.USUAL.normal()) / 40.0;
    assertEquals(truth, minutes, truth * 0.2, f.words());
    assertTrue(f.words().startsWith("normal in"), f.words());
    assertEquals(20, f.in(), 4);
    assertEquals(60, f.out(), 7);
  }

  @Test
  void flood_willNotDrainAndSaysSo() {
    Forecast f = of(new MadeQueue(2, 100).on(120, 50, 60).on(12, 300, 80));
    assertFalse(f.drains());
    assertEquals(0, f.normalAt());
    assertEquals(Bounds.Mood.CRITICAL, f.mood());
    assertTrue(f.words().startsWith("will not drain by itself at these rates (+"), f.words());
    assertTrue(f.isPromiseBroken(), f.promiseWords());
  }

  @Test
  void growing_tellsWhenThePromiseBreaks() {
    Forecast f = of(new MadeQueue(3, 0).on(200, 90, 100).on(16, 150, 100));
    assertEquals(Bounds.Mood.NORMAL, f.mood());
    assertFalse(f.isPromiseBroken());
    double minutes = (f.promiseAt() - f.time()) / (double) MINUTE;
    double truth = (15 * 100 - f.level()) / 50.0;
    assertEquals(truth, minutes, truth * 0.4 + 2, f.promiseWords());
  }

  @Test
  void stall_breaksThePromise() {
    Forecast f = of(new MadeQueue(4, 0).on(200, 40, 60).on(12, 40, 0));
    assertTrue(f.isPromiseBroken());
    assertTrue(f.promiseWords().contains("nothing leaves"), f.promiseWords());
  }

  @Test
  void whatStandsAnyway_breaksNoPromise() {
    Forecast f = of(new MadeQueue(5, 800).waves(300, 5, 1, 0.006));
    assertFalse(f.isPromiseBroken(), f.promiseWords());
    assertEquals(Bounds.Mood.NORMAL, f.mood());
  }

  @Test
  void error_isWhatWasSaidAgainstWhatCame() {
    Forecast calm = of(new MadeQueue(6, 6_000).on(180, 20, 40));
    assertEquals(List.of(15, 60), calm.errors().stream().map(Forecast.Miss::ahead).toList());
    Forecast.Miss near = calm.errors().getFirst();
    assertTrue(near.compared() > 100 && near.share() < 0.05, near.toString());
    Forecast burst = of(new MadeQueue(6, 6_000).on(180, 20, 40).on(5, 400, 40));
    Forecast.Miss surprised = burst.errors().getFirst();
    assertTrue(surprised.came() - surprised.said() > 1_000, surprised.toString());
  }

  @Test
  void order_doesNotMatter() {
    MadeQueue queue = new MadeQueue(7, 900).on(90, 60, 50);
    List<Forecast.Look> mixed = new ArrayList<>(queue.looks());
    Collections.shuffle(mixed, new Random(1));
    assertEquals(of(queue).toString(), Forecast.of(mixed, queue.now(), Bounds.USUAL).toString());
  }

  @Test
  void hole_isNoLevel() {
    MadeQueue queue = new MadeQueue(8, 900).on(30, 60, 50);
    Forecast later = Forecast.of(queue.looks(), queue.now() + 10 * MINUTE, Bounds.USUAL);
    assertEquals(-1, later.level());
  }

  @Test
  void mood_hasHysteresis() {
    Bounds b = new Bounds(100, 300, Duration.ofMinutes(15));
    assertEquals(Bounds.Mood.NORMAL, b.next(Bounds.Mood.NORMAL, 99, true));
    assertEquals(Bounds.Mood.NERVOUS, b.next(Bounds.Mood.NORMAL, 100, true));
    assertEquals(Bounds.Mood.NERVOUS, b.next(Bounds.Mood.NERVOUS, 80, true));
    assertEquals(Bounds.Mood.NORMAL, b.next(Bounds.Mood.NERVOUS, 79, true));
    assertEquals(Bounds.Mood.CRITICAL, b.next(Bounds.Mood.NERVOUS, 120, false));
    assertEquals(Bounds.Mood.CRITICAL, b.next(Bounds.Mood.NORMAL, 300, true));
    assertEquals(Bounds.Mood.CRITICAL, b.next(Bounds.Mood.CRITICAL, 240, true));
    assertEquals(Bounds.Mood.NERVOUS, b.next(Bounds.Mood.CRITICAL, 239, true));
  }
}
