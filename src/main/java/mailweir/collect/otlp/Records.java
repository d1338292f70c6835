package mailweir.collect.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads requests of either encoding. Pure: any bytes give records, or {@link Malformed}. */
final class Records {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEEPEST = 8;

  private Records() {}

  /** Bytes that are no request. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why);
    }
  }

  static List<Record> ofProtobuf(byte[] bytes) throws Malformed {
    ExportLogsServiceRequest request;
    try {
      request = ExportLogsServiceRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new Malformed("is no ExportLogsServiceRequest as protobuf: " + e.getMessage());
    }
    List<Record> all = new ArrayList<>();
    for (ResourceLogs resource : request.getResourceLogsList()) {
      Map<String, String> common = attributes(resource.getResource().getAttributesList());
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        for (LogRecord one : scope.getLogRecordsList()) {
          all.add(record(one, common));
        }
      }
    }
    return all;
  }

  private static Record record(LogRecord one, Map<String, String> common) {
    boolean isMap = one.getBody().getValueCase() == AnyValue.ValueCase.KVLIST_VALUE;
    return new Record(
        one.getTimeUnixNano() != 0 ? one.getTimeUnixNano() : one.getObservedTimeUnixNano(),
        one.getSeverityNumberValue(),
        isMap ? null : text(one.getBody(), 0),
        List.of(
            attributes(one.getAttributesList()),
            isMap ? attributes(one.getBody().getKvlistValue().getValuesList()) : Map.of(),
            common));
  }

  private static Map<String, String> attributes(List<KeyValue> pairs) {
    Map<String, String> all = new LinkedHashMap<>();
    for (KeyValue pair : pairs) {
      String text = text(pair.getValue(), 0);
      if (text != null) {
        all.put(pair.getKey(), text);
      }
    }
    return all;
  }

  private static String text(AnyValue value, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
      case BYTES_VALUE -> value.getBytesValue().toStringUtf8();
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(v -> text(v, depth + 1))
              .collect(Collectors.joining(" "));
      case KVLIST_VALUE ->
          value.getKvlistValue().getValuesList().stream()
              .map(p -> p.getKey() + "=" + text(p.getValue(), depth + 1))
              .collect(Collectors.joining(" "));
      default -> null;
    };
  }

  static List<Record> ofJson(byte[] bytes) throws Malformed {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new Malformed("is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new Malformed("is no JSON: " + e.getMessage());
    }
    if (root == null || !root.isObject()) {
      throw new Malformed("is no ExportLogsServiceRequest as JSON: it is no object");
    }
    List<Record> all = new ArrayList<>();
    for (JsonNode resource : root.path("resourceLogs")) {
      Map<String, String> common = attributes(resource.path("resource").path("attributes"));
      for (JsonNode scope : resource.path("scopeLogs")) {
        for (JsonNode one : scope.path("logRecords")) {
          all.add(record(one, common));
        }
      }
    }
    return all;
  }

  private static Record record(JsonNode one, Map<String, String> common) {
    JsonNode map = one.path("body").path("kvlistValue");
    long time = number(one.path("timeUnixNano"));
    return new Record(
        time != 0 ? time : number(one.path("observedTimeUnixNano")),
        one.path("severityNumber").asInt(0),
        map.isObject() ? null : text(one.path("body"), 0),
        List.of(attributes(one.path("attributes")), attributes(map.path("values")), common));
  }

  /** Numbers of 64 bits are text in JSON, by rule; not by all senders. */
  private static long number(JsonNode node) {
    return node.asLong(0);
  }

  private static Map<String, String> attributes(JsonNode pairs) {
    Map<String, String> all = new LinkedHashMap<>();
    for (JsonNode pair : pairs) {
      String text = text(pair.path("value"), 0);
      if (text != null && pair.path("key").isTextual()) {
        all.put(pair.path("key").asText(), text);
      }
    }
    return all;
  }

  private static String text(JsonNode value, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    for (String kind : List.of("stringValue", "intValue", "boolValue", "doubleValue")) {
      if (value.path(kind).isValueNode()) {
        return value.path(kind).asText();
      }
    }
    if (value.has("arrayValue")) {
      List<String> all = new ArrayList<>();
      value.path("arrayValue").path("values").forEach(v -> all.add(text(v, depth + 1)));
      return String.join(" ", all.stream().map(String::valueOf).toList());
    }
    if (value.has("kvlistValue")) {
      List<String> all = new ArrayList<>();
      value
          .path("kvlistValue")
          .path("values")
          .forEach(p -> all.add(p.path("key").asText() + "=" + text(p.path("value"), depth + 1)));
      return String.join(" ", all);
    }
    return null;
  }
}
