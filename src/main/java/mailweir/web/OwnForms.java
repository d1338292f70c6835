package mailweir.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * Whether a form that was sent is one of our own pages'. A stranger's page in the same browser can send forms to us, too: but its browser
 * says from where ({@code Origin}, {@code Sec-Fetch-Site}), and it cannot read the token that each of our forms carries.
 */
final class OwnForms {
  /** The field of the token. */
  static final String FIELD = "token";

  private final String token;

  /** With a token of its own, as long as the program runs. */
  OwnForms() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  String token() {
    return token;
  }

  /** Passes own forms. */
  void check(Context ctx) {
    String origin = ctx.header("Origin");
    String site = ctx.header("Sec-Fetch-Site");
    boolean isOwn =
        ("http://" + ctx.host()).equals(origin) && (site == null || site.equals("same-origin"));
    String given = ctx.formParam(FIELD);
    if (!isOwn
        || given == null
        || !MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
      throw new HttpResponseException(
          403,
          "the form is not one of this program's pages as it runs now; nothing was done; open the page again",
          Map.of());
    }
  }
}
