package mailweir.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * JSON as every answer writes it: what could act on a terminal or end a script element is escaped
 * inside the strings, so the same text is safe in a pipe, on a screen and in a page.
 */
public final class Json {
  private static final ObjectMapper MAPPER = mapper();
  private static final ObjectWriter PRETTY =
      MAPPER.writer(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  private Json() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.getFactory().setCharacterEscapes(new Escapes());
    mapper.getFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    return mapper;
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** On one line, without its end. */
  public static String line(JsonNode node) {
    return written(MAPPER.writer(), node);
  }

  /** Indented by two, without an end of line. */
  public static String pretty(JsonNode node) {
    return written(PRETTY, node);
  }

  private static String written(ObjectWriter writer, JsonNode node) {
    try {
      return writer.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Puts a text that is there; what is {@code null} is absent. */
  static void put(ObjectNode node, String key, String value) {
    if (value != null) {
      node.put(key, value);
    }
  }

  static void put(ObjectNode node, String key, Instant time) {
    if (time != null) {
      node.put(key, time.toString());
    }
  }

  /** Counters in COUNTING.md's order. */
  static ObjectNode counters(Map<String, Long> counters) {
    return addCounters(object(), counters);
  }

  static ObjectNode addCounters(ObjectNode node, Map<String, Long> counters) {
    for (String word : Figure.inOrder(counters)) {
      node.put(word, counters.get(word));
    }
    return node;
  }

  /** Further counters by some key, the most frequent first. */
  static ObjectNode byKey(Map<String, Long> counters) {
    ObjectNode node = object();
    ReportText.frequentFirst(counters).forEach(entry -> node.put(entry.getKey(), entry.getValue()));
    return node;
  }

  /** Escapes also what JSON allows and a terminal or a page would obey. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes() {
      for (char c : new char[] {'<', '>', '&', 0x7f}) {
        ascii[c] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      boolean alone = c <= 0xffff && !Character.isSurrogate((char) c);
      return alone && c > 0x7f && Plain.acts(c)
          ? new SerializedString(String.format("\\u%04X", c))
          : null;
    }
  }
}
