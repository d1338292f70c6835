package mailweir.trust;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The agents that were let in, and the tokens by which others may be: a file that the server and the verbs share. What a verb changes
 * holds for the server's next request. Safe for threads and for processes.
 *
 * <p>The file is lines of fields between tabs: {@code agent NAME FINGERPRINT SINCE REVOKED} and {@code token HASH NAME EXPIRES}, times as
 * seconds; a name or time that is not there is a dash.
 */
public final class Agents {
  /** What an agent may be called. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private static final int MOST_TOKENS = 10_000;
  private static final String NONE = "-";

  private final Path folder;
  private final Path file;
  private final InstantSource clock;
  private List<Agent> agents = List.of();
  private List<Waiting> waiting = List.of();
  private Stamp read;

  /**
   * One that was let in.
   *
   * @param revoked when it was shut out; {@code null}: it was not
   */
  public record Agent(String name, Fingerprint fingerprint, Instant since, Instant revoked) {}

  /** A token that was not used yet. {@code name}: for whom; {@code null}: for whoever comes. */
  private record Waiting(Fingerprint hash, String name, Instant expires) {}

  private record Stamp(Object key, long size, long modified) {}

  /** Why somebody was not let in; the message says it. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** {@code folder}: the store's; what belongs to agents is in {@code agents} below it. */
  public Agents(Path folder, InstantSource clock) {
    this.folder = folder.resolve("agents");
    this.file = this.folder.resolve("list");
    this.clock = clock;
  }

  /** The server's key for its agents, made at the first call. */
  public Identity server(SecureRandom random) throws IOException {
    Path key = folder.resolve("server.p12");
    return locked(() -> Identity.at(key, "mailweir", random));
  }

  /**
   * A token that lets one agent in.
   *
   * @param name what it will be called; whoever is called so now is replaced. {@code null}: as it calls itself
   */
  public synchronized Token invite(
      String name, Duration valid, Fingerprint server, SecureRandom random) throws IOException {
    Token token = Token.make(server, random);
    return locked(() -> {
      load();
      Instant now = clock.instant();
      List<Waiting> all = new ArrayList<>(waiting);
      all.removeIf(w -> w.expires.isBefore(now));
      if (all.size() >= MOST_TOKENS) {
        throw new IOException(
            file
                + ": "
                + all.size()
                + " tokens wait to be used; no other was made; wait until they expire");
      }
      all.add(new Waiting(Fingerprint.ofSecret(token.secret()), name, now.plus(valid)));
      save(agents, all);
      return token;
    });
  }

  /**
   * Lets an agent in; the token is used up.
   *
   * @param wanted what it calls itself
   * @return what it is called from now on
   */
  public synchronized String enrol(String secret, String wanted, Fingerprint certificate)
      throws IOException, Refused {
    Fingerprint hash = Token.hashOf(secret);
    return locked(() -> {
      load();
      Instant now = clock.instant();
      Waiting token = waiting.stream().filter(w -> w.hash.equals(hash)).findFirst().orElse(null);
      if (token == null || token.expires.isBefore(now)) {
        throw new Refused(
            "the token is not known here, was used, or has expired; make another with 'mailweir agent token' on the server");
      }
      String name = token.name == null ? wanted : token.name;
      if (name == null || !NAME.matcher(name).matches()) {
        throw new Refused(
            "the name is none: lower case letters, digits, dot, dash and underscore, 63 at most");
      }
      if (token.name == null && agents.stream().anyMatch(a -> a.name.equals(name))) {
        throw new Refused(
            "an agent is called "
                + name
                + " already; choose another name, or make the token with 'mailweir agent token --name "
                + name
                + "', which replaces it");
      }
      List<Agent> all = new ArrayList<>(agents);
      all.removeIf(a -> a.name.equals(name));
      all.add(new Agent(name, certificate, now, null));
      List<Waiting> rest = new ArrayList<>(waiting);
      rest.remove(token);
      save(all, rest);
      return name;
    });
  }

  /** Shuts an agent out, from its next request on; tells whether there is one. */
  public synchronized boolean revoke(String name) throws IOException {
    return locked(() -> {
      load();
      List<Agent> all = new ArrayList<>(agents);
      boolean found = false;
      for (int i = 0; i < all.size(); i++) {
        Agent a = all.get(i);
        if (a.name.equals(name)) {
          found = true;
          all.set(
              i,
              new Agent(
                  name, a.fingerprint, a.since, a.revoked == null ? clock.instant() : a.revoked));
        }
      }
      if (found) {
        save(all, waiting);
      }
      return found;
    });
  }

  /** All of them, as the file says now. */
  public synchronized List<Agent> list() throws IOException {
    load();
    return agents;
  }

  /** Who has this certificate, when he is let in now. */
  public synchronized Optional<String> nameOf(Fingerprint certificate) throws IOException {
    load();
    return agents.stream()
        .filter(a -> a.revoked == null && a.fingerprint.equals(certificate))
        .map(Agent::name)
        .findFirst();
  }

  private void load() throws IOException {
    Stamp now;
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      now =
          new Stamp(
              facts.fileKey(),
              facts.size(),
              facts.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS));
    } catch (NoSuchFileException e) {
      now = null;
    }
    if (now != null && now.equals(read)) {
      return;
    }
    List<Agent> all = new ArrayList<>();
    List<Waiting> tokens = new ArrayList<>();
    byte[] bytes = now == null ? new byte[0] : Secrets.read(file);
    for (String line :
        new String(bytes == null ? new byte[0] : bytes, StandardCharsets.UTF_8).lines().toList()) {
      String[] f = line.split("\t", -1);
      try {
        if (f.length == 5 && f[0].equals("agent")) {
          all.add(new Agent(f[1], Fingerprint.parse(f[2]), instant(f[3]), instant(f[4])));
        } else if (f.length == 4 && f[0].equals("token")) {
          tokens.add(
              new Waiting(Fingerprint.parse(f[1]), f[2].equals(NONE) ? null : f[2], instant(f[3])));
        } else {
          throw new IllegalArgumentException("it is neither an agent nor a token");
        }
      } catch (RuntimeException e) {
        throw new IOException(
            file
                + ": a line of it cannot be read ("
                + e.getMessage()
                + "); nobody is let in; restore the file, or remove it and enrol the agents again",
            e);
      }
    }
    agents = List.copyOf(all);
    waiting = List.copyOf(tokens);
    read = now;
  }

  private void save(List<Agent> all, List<Waiting> tokens) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Agent a : all) {
      text.append(
          String.join(
              "\t", "agent", a.name, a.fingerprint.toString(), text(a.since), text(a.revoked)));
      text.append('\n');
    }
    for (Waiting w : tokens) {
      text.append(
          String.join(
              "\t", "token", w.hash.toString(), w.name == null ? NONE : w.name, text(w.expires)));
      text.append('\n');
    }
    Secrets.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    read = null;
  }

  private static String text(Instant time) {
    return time == null ? NONE : Long.toString(time.getEpochSecond());
  }

  private static Instant instant(String text) {
    return text.equals(NONE) ? null : Instant.ofEpochSecond(Long.parseLong(text));
  }

  @FunctionalInterface
  private interface Work<T, X extends Exception> {
    T run() throws IOException, X;
  }

  private synchronized <T, X extends Exception> T locked(Work<T, X> work) throws IOException, X {
    Secrets.folder(folder);
    try (FileChannel channel = Secrets.lockFile(folder.resolve("lock"));
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException(folder + ": the lock was lost");
      }
      return work.run();
    }
  }
}
