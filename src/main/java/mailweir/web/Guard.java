package mailweir.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.Locale;
import java.util.Map;

/**
 * What every request must pass and every answer carries: only GET and HEAD, besides the two forms of actions ({@link OwnForms}); only names of the loopback in {@code Host}, so that a
 * stranger's page cannot reach us by a name that it has turned to 127.0.0.1; a policy under which a browser runs nothing but our
 * own files.
 */
final class Guard {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
          + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private Guard() {}

  static void check(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "same-origin")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        .header("Cache-Control", "no-store");
    if (!ownName(ctx.host())) {
      throw new HttpResponseException(
          421,
          "Host: this program answers to localhost and loopback addresses alone; open it as http://localhost:8425/",
          Map.of());
    }
    boolean isForm =
        ctx.method() == HandlerType.POST
            && (ctx.path().equals("/act/plan") || ctx.path().equals("/act/confirm"));
    if (!isForm && ctx.method() != HandlerType.GET && ctx.method() != HandlerType.HEAD) {
      ctx.header("Allow", "GET, HEAD");
      throw new HttpResponseException(
          405, "only GET and HEAD: nothing at this address can be changed", Map.of());
    }
  }

  /** Whether a {@code Host} header names the loopback. */
  static boolean ownName(String header) {
    if (header == null) {
      return false;
    }
    String host = header.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
