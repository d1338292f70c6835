package mailweir.listen;

import java.nio.charset.StandardCharsets;

/**
 * What is answered.
 *
 * @param json the body
 * @param retryAfter seconds after which to ask again; 0: not said
 */
record Reply(int status, String json, int retryAfter) {
  static Reply ok(String json) {
    return new Reply(200, json, 0);
  }

  /** {@code reason} is a text of the program's own, or one without quotes and controls. */
  static Reply refused(int status, String reason) {
    return new Reply(status, problem(reason), 0);
  }

  static Reply later(int status, String reason, int seconds) {
    return new Reply(status, problem(reason), seconds);
  }

  private static String problem(String reason) {
    return "{\"problem\":\"" + reason.replaceAll("[\\p{Cntrl}\"\\\\]", "?") + "\"}";
  }

  byte[] body() {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
