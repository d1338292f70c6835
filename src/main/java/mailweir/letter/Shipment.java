package mailweir.letter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mailweir.collect.follow.Checkpoint;
import mailweir.collect.follow.CheckpointText;
import mailweir.collect.follow.Follower;
import mailweir.collect.follow.Setting;
import mailweir.collect.follow.Step;
import mailweir.parcel.Label;
import mailweir.parcel.Packing;
import mailweir.trust.Secrets;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKey;

/**
 * What a host that can only send mail ships, in a folder of its own.
 *
 * <pre>
 *   state           epoch, the last number, the checkpoints behind it: replaced in one step
 *   out/N.parcel    packed and not sent yet      sent/N.parcel    sent; kept some days, to be sent again
 * </pre>
 *
 * <p>A parcel is on the disk before the state says so, and is sent only afterwards: killed at any instant, the next run makes the same
 * number of what was not said, or sends again what was; the server knows numbers. One run at a time.
 */
public final class Shipment implements AutoCloseable {
  /** Bytes of lines in a parcel, about: a tenth of that in a mail. */
  private static final int CUT = 8 << 20;

  private static final String ENDING = ".parcel";

  private final Path folder;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final InstantSource clock;
  private String epoch;
  private long number;
  private List<Checkpoint> checkpoints = new ArrayList<>();

  private Shipment(Path folder, FileChannel lockFile, FileLock lock, InstantSource clock)
      throws IOException {
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
    this.clock = clock;
    load();
  }

  /**
   * Opens the folder, made when it is not there.
   *
   * @throws IOException when it cannot be written, or another run has it
   */
  public static Shipment open(Path folder, InstantSource clock) throws IOException {
    Secrets.folder(folder.resolve("out"));
    Secrets.folder(folder.resolve("sent"));
    FileChannel file = Secrets.lockFile(folder.resolve("lock"));
    try {
      FileLock lock = file.tryLock();
      if (lock == null) {
        throw new IOException(folder + ": another run ships from here");
      }
      return new Shipment(folder, file, lock, clock);
    } catch (OverlappingFileLockException e) {
      file.close();
      throw new IOException(folder + ": another run ships from here", e);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void load() throws IOException {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("state"), StandardCharsets.UTF_8);
      epoch = lines.get(0);
      number = Long.parseLong(lines.get(1));
      for (String line : lines.subList(2, lines.size())) {
        CheckpointText.parse(line).ifPresent(checkpoints::add);
      }
    } catch (NoSuchFileException e) {
      begin();
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      // a state that is none: what is known by its lines is known again
      begin();
    }
    for (Path file : parcels("out")) {
      if (numberOf(file) > number) {
        Files.delete(file);
      }
    }
  }

  private void begin() throws IOException {
    epoch = UUID.randomUUID().toString();
    number = 0;
    checkpoints = new ArrayList<>();
    for (Path file : parcels("out")) {
      Files.delete(file);
    }
  }

  private List<Path> parcels(String where) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve(where))) {
      return all.filter(f -> f.toString().endsWith(ENDING))
          .sorted(java.util.Comparator.comparingLong(Shipment::numberOf))
          .toList();
    }
  }

  private static long numberOf(Path file) {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.length() - ENDING.length()));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Reads what is new and packs it; how many lines that were. Without any, a parcel that says that this host is alive.
   *
   * @param figures of the machine, to go with the last parcel
   */
  public long pack(String host, List<String> roots, Setting setting, List<Label.Sample> figures)
      throws IOException {
    Packing packing = new Packing();
    Map<String, Checkpoint> known = new LinkedHashMap<>();
    checkpoints.forEach(c -> known.put(c.source(), c));
    Map<String, Long> before = new HashMap<>();
    String[] current = {null};
    long lines = 0;
    try (Follower follower = new Follower(roots, checkpoints, setting)) {
      boolean more = true;
      while (more) {
        Step step =
            follower.step((source, line) -> {
              if (!source.equals(current[0])) {
                part(packing, current[0], known, before);
                current[0] = source;
              }
              packing.add(line);
            });
        for (Checkpoint c : step.checkpoints()) {
          before.putIfAbsent(
              c.source(), known.containsKey(c.source()) ? known.get(c.source()).offset() : 0L);
          known.put(c.source(), c);
        }
        step.forgotten().forEach(known::remove);
        lines += step.lines();
        more = step.more();
        if (packing.size() >= CUT || !more) {
          part(packing, current[0], known, before);
          current[0] = null;
          keep(
              host,
              packing,
              more ? List.of() : figures,
              states(follower, known),
              List.copyOf(known.values()));
          packing.clear();
          before.clear();
        }
      }
    }
    return lines;
  }

  private static void part(
      Packing packing, String source, Map<String, Checkpoint> known, Map<String, Long> before) {
    if (source != null) {
      Checkpoint c = known.get(source);
      packing.part(
          source,
          c == null ? source : c.name().toString(),
          c == null ? 0 : c.head().hash(),
          before.getOrDefault(source, 0L),
          c == null ? 0 : c.offset(),
          null);
    }
  }

  private static List<Label.SourceState> states(Follower follower, Map<String, Checkpoint> known) {
    Map<String, Label.SourceState> states = new LinkedHashMap<>();
    known
        .values()
        .forEach(c -> {
          if (!c.done()) {
            long last = c.mark() == null || c.mark().last() < 0 ? 0 : c.mark().last();
            states.put(c.name().toString(), new Label.SourceState(c.name().toString(), null, last));
          }
        });
    follower
        .problems()
        .forEach((name, why) ->
            states.put(name.toString(), new Label.SourceState(name.toString(), why, 0)));
    return List.copyOf(states.values());
  }

  private void keep(
      String host,
      Packing packing,
      List<Label.Sample> figures,
      List<Label.SourceState> states,
      List<Checkpoint> behind)
      throws IOException {
    long next = number + 1;
    byte[] bytes =
        packing.pack(
            new Label(
                host, epoch, next, clock.millis() * 1000, false, packing.parts(), figures, states));
    Secrets.write(folder.resolve("out").resolve(next + ENDING), bytes);
    StringBuilder state = new StringBuilder(epoch + "\n" + next + "\n");
    behind.forEach(c -> state.append(CheckpointText.of(c)).append('\n'));
    Secrets.write(folder.resolve("state"), state.toString().getBytes(StandardCharsets.UTF_8));
    number = next;
    checkpoints = new ArrayList<>(behind);
  }

  /** Puts parcels that were sent among those to be sent; how many. Numbers from {@code first} to {@code last}. */
  public int again(long first, long last) throws IOException {
    int n = 0;
    for (Path file : parcels("sent")) {
      if (numberOf(file) >= first && numberOf(file) <= last) {
        Secrets.write(folder.resolve("out").resolve(file.getFileName()), Files.readAllBytes(file));
        n++;
      }
    }
    return n;
  }

  /**
   * Sends what is packed, the oldest first; how many mails that were.
   *
   * @param kept how long parcels that were sent are kept
   * @throws IOException when one could not be sent; it and those after it wait for the next run
   */
  public int send(
      Sending sending,
      OpenPGPKey own,
      OpenPGPCertificate server,
      String from,
      String to,
      Duration kept)
      throws IOException, InterruptedException {
    int sent = 0;
    for (Path file : parcels("out")) {
      long n = numberOf(file);
      String id = epoch + "." + n + "@" + from.substring(from.lastIndexOf('@') + 1);
      byte[] mail =
          Mail.sealed(
              from,
              to,
              "mailweir " + n,
              id,
              new Date(clock.millis()),
              Seal.seal(Files.readAllBytes(file), own, List.of(server)));
      sending.send(from, to, mail);
      Files.move(
          file,
          folder.resolve("sent").resolve(file.getFileName()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      sent++;
    }
    long oldest = clock.millis() - kept.toMillis();
    for (Path file : parcels("sent")) {
      if (Files.getLastModifiedTime(file).toMillis() < oldest) {
        Files.delete(file);
      }
    }
    return sent;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }
}
