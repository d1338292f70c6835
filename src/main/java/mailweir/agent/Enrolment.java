package mailweir.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import mailweir.trust.Fingerprint;
import mailweir.trust.Identity;
import mailweir.trust.Secrets;
import mailweir.trust.Tls;
import mailweir.trust.Token;

/**
 * Where an agent belongs: its server, by address and fingerprint, its name there and its key. Kept in its state folder.
 *
 * @param server {@code https://HOST:PORT}
 */
public record Enrolment(URI server, Fingerprint fingerprint, String name, Identity key) {
  private static final String FILE = "agent.properties";
  private static final String KEY = "key.p12";

  /** Why it was refused; the message says it. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** The enrolment that a folder holds; {@code null} when there is none. */
  public static Enrolment of(Path state) throws IOException {
    byte[] bytes = Secrets.read(state.resolve(FILE));
    Identity key = bytes == null ? null : Identity.of(state.resolve(KEY));
    if (bytes == null || key == null) {
      return null;
    }
    Properties p = new Properties();
    p.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
    try {
      return new Enrolment(
          URI.create(p.getProperty("server")),
          Fingerprint.parse(p.getProperty("fingerprint")),
          p.getProperty("name"),
          key);
    } catch (RuntimeException e) {
      throw new IOException(state.resolve(FILE) + ": is damaged; enrol again", e);
    }
  }

  /**
   * Enrols. When the answer is lost, the same call again ends it.
   *
   * @param wanted what to be called, unless the token says it
   */
  public static Enrolment enrol(Path state, URI server, Token token, String wanted)
      throws IOException {
    boolean before = Secrets.read(state.resolve(FILE)) != null;
    Path pending = state.resolve("pending.p12");
    Secrets.folder(state);
    Identity key = Identity.at(pending, wanted, new SecureRandom());
    ObjectMapper json = new ObjectMapper();
    byte[] body = json.writeValueAsBytes(Map.of("token", token.secretText(), "name", wanted));
    Post.Answer answer;
    try (Post post = new Post(server, Tls.client(key, token.server()))) {
      answer =
          post.post(
              "/agent/v1/enroll",
              Map.of("Content-Type", "application/json"),
              body,
              Duration.ofSeconds(30));
    }
    JsonNode said = json.readTree(answer.body());
    if (answer.status() != 200) {
      throw new Refused(
          said.path("problem").asText("it answers " + answer.status())
              + (before ? "; the enrolment that was there stays" : ""));
    }
    Enrolment made = new Enrolment(server, token.server(), said.path("name").asText(wanted), key);
    made.save(state);
    java.nio.file.Files.deleteIfExists(pending);
    return made;
  }

  private void save(Path state) throws IOException {
    key.save(state.resolve(KEY));
    Secrets.write(
        state.resolve(FILE),
        ("server=" + server + "\nfingerprint=" + fingerprint + "\nname=" + name + "\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** A connection to the server. */
  public Post post() {
    return new Post(server, Tls.client(key, fingerprint));
  }
}
