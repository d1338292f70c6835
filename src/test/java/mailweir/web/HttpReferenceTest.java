package mailweir.web;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import mailweir.MadeFromCode;
import org.junit.jupiter.api.Test;

/** The reference of the HTTP API says what the code does. */
class HttpReferenceTest {
  @Test
  void reference_isMadeFromTheRoutes() {
    StringBuilder text =
        new StringBuilder(
            "# HTTP API\n\nMade from the code (`mailweir.web.Api`). `GET` only; times RFC 3339 UTC; errors as `application/problem+json`;\n");
    text.append(
        "`tz` everywhere names the zone of times without an offset. The same as OpenAPI: `/openapi.json`.\n\n");
    text.append("| address | answers | parameters | formats |\n| --- | --- | --- | --- |\n");
    for (Route route :
        new Api(
                new Nothing(List.of()),
                mailweir.alert.Desk.NONE,
                Fleet.NONE,
                Clock.systemUTC(),
                new WebInfo("0", ZoneOffset.UTC, List.of()))
            .routes()) {
      text.append("| `")
          .append(route.path())
          .append("` | ")
          .append(route.summary())
          .append(" | `")
          .append(String.join(" ", route.parameters()))
          .append("` | ")
          .append(String.join(", ", route.formats()))
          .append(" |\n");
    }
    MadeFromCode.check("docs/reference/http-api.md", text.toString().replace("| `` |", "| |"));
  }
}
