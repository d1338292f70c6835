package mailweir.alert.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Sends JSON to a web server and looks at its answer. */
final class Posting {
  private final HttpClient client;
  private final Duration timeout;

  Posting(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** {@code shown}: the address as it may be told, without a secret. */
  void send(String method, String url, String shown, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    HttpRequest request;
    try {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .header("User-Agent", "mailweir")
              .method(method, HttpRequest.BodyPublishers.ofString(body));
      headers.forEach(builder::setHeader);
      request = builder.build();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          shown
              + ": is no address once the secret is in it; nothing was sent; look at the secret's file",
          e);
    }
    HttpResponse<String> answer;
    try {
      answer =
          client.send(
              request,
              HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), 65_536));
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(shown + ": cannot be reached (" + why + "); it is tried again", e);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          shown
              + ": answered "
              + answer.statusCode()
              + " "
              + Channels.line(answer.body(), 200)
              + "; it is tried again");
    }
  }
}
