package mailweir.pipeline;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mailweir.journey.TextPattern;
import mailweir.journey.Texts;
import mailweir.store.duckdb.FactReader;

/**
 * Texts of a store and their numbers: out of the memory of whoever feeds the store, else out of its table.
 *
 * <p>Texts of a round that is not committed may be found too; no row has their numbers yet.
 */
final class KnownTexts {
  private final FactReader facts;
  private final Supplier<Optional<Texts>> fed;

  /** {@code fed}: the texts of the ingest that is open now, if one is. */
  KnownTexts(FactReader facts, Supplier<Optional<Texts>> fed) {
    this.facts = facts;
    this.fed = fed;
  }

  /** Numbers of texts that are like what somebody typed: capitals or not, a star stands for anything. */
  List<Integer> like(String typed, int most) {
    return fed.get()
        .map(texts -> texts.like(new TextPattern(typed), most))
        .orElseGet(() -> facts.texts(pattern(typed), most));
  }

  /** Texts by their numbers; the empty one is always among them. */
  Map<Integer, String> of(Collection<Integer> numbers) {
    Optional<Texts> here = fed.get();
    if (here.isEmpty()) {
      return facts.texts(numbers);
    }
    Texts texts = here.get();
    Map<Integer, String> found = new LinkedHashMap<>();
    found.put(Texts.EMPTY, "");
    for (int n : numbers) {
      if (n > Texts.EMPTY && n < texts.size()) {
        found.put(n, texts.text(n));
      }
    }
    return found;
  }

  /** A pattern of ILIKE: stars become percent signs, what ILIKE reads otherwise is escaped. */
  private static String pattern(String typed) {
    String escaped = typed.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return escaped.replace('*', '%');
  }
}
