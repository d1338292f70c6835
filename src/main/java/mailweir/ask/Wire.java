package mailweir.ask;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/** Lines of JSON over a stream: records as objects, instants as texts. */
final class Wire {
  private static final int DEEPEST = 50;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(new InstantOut())
                  .addDeserializer(Instant.class, new InstantIn()))
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
  }

  private final InputStream in;
  private final OutputStream out;
  private final int longest;

  /** {@code longest}: of a line that comes in, in bytes. */
  Wire(InputStream in, OutputStream out, int longest) {
    this.in = in;
    this.out = out;
    this.longest = longest;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A record as JSON. */
  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** A record of JSON; {@code IllegalArgumentException} when it is not of that shape. */
  static <T> T record(JsonNode node, Class<T> type) {
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("no " + type.getSimpleName());
    }
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no " + type.getSimpleName(), e);
    }
  }

  /** Writes a line. */
  synchronized void write(JsonNode node) {
    try {
      out.write((MAPPER.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line; {@code null} at the end. What is no JSON object, or too long, is an {@code IllegalArgumentException}. */
  JsonNode read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    while (b >= 0 && b != '\n') {
      if (line.size() == longest) {
        throw new IllegalArgumentException("a line of more than " + longest + " bytes");
      }
      line.write(b);
      b = in.read();
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(line.toByteArray());
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("no JSON object");
    }
    return node;
  }

  private static final class InstantOut extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantOut() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(value.toString());
    }
  }

  private static final class InstantIn extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantIn() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser from, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(from.getText());
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, from.getText(), "no time");
      }
    }
  }
}
