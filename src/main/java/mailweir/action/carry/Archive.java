package mailweir.action.carry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mailweir.action.Chronicle;
import mailweir.action.Target;
import mailweir.trust.Secrets;

/**
 * What one delete order removed, so that it can be undone: a folder (0700) named by the order's id, of two files (0600).
 *
 * <pre>
 *   data      the bytes of all files of all messages, one behind the other
 *   manifest  a {@link Chronicle}. First what it is and how long it is kept, then what was sealed, and what was put back
 * </pre>
 *
 * A message is in the archive when {@link #seal} returned: its bytes are on the disk, and behind them the line that names them with their
 * SHA-256. What a crash leaves behind the last whole line is cut off at the next opening. Not safe for threads.
 */
public final class Archive implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z-]{0,63}");
  private static final String MANIFEST = "manifest";
  private static final String DATA = "data";
  private static final int MOST_BESIDE = 1000;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path folder;
  private final String command;
  private final Chronicle manifest;
  private final FileChannel data;
  private final Map<Target, Entry> entries = new LinkedHashMap<>();
  private final List<Entry> fresh = new ArrayList<>();
  private final Set<Target> back = new java.util.HashSet<>();
  private final Set<Target> stays = new java.util.HashSet<>();
  private Instant keepUntil;
  private long end;

  /**
   * A file that is to be put into the archive.
   *
   * @param name what the server's hands call it ({@code qf}, {@code df}, {@code -H}); not a path
   * @param bytes open for reading; it is read from its beginning and left open, so that a lock on it holds on
   * @param mode permission bits and above, as {@code stat} has them
   * @param uid its owner
   * @param gid its group
   * @param modified milliseconds
   */
  public record Piece(String name, FileChannel bytes, int mode, int uid, int gid, long modified) {
    /** One whose attributes are those of the file; the last part of the path must not be a link. */
    public static Piece of(String name, Path file, FileChannel bytes) throws IOException {
      Map<String, Object> unix =
          Files.readAttributes(
              file, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
      return new Piece(
          name,
          bytes,
          (Integer) unix.get("mode") & 07777,
          (Integer) unix.get("uid"),
          (Integer) unix.get("gid"),
          ((java.nio.file.attribute.FileTime) unix.get("lastModifiedTime")).toMillis());
    }
  }

  /** A file in the archive: a piece of {@code data}. */
  public record Kept(
      String name,
      long offset,
      long size,
      String sha256,
      int mode,
      int uid,
      int gid,
      long modified) {
    /**
     * Gives a file that was made the owner, mode and time that this one had. By no link: the folder is the mail user's. Nor does a file in a queue run as anybody,
     * so bits above the permissions do not come back.
     */
    public void dress(Path made) throws IOException {
      Files.setAttribute(made, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(made, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Modes.set(made, mode);
      time(made);
    }

    /** Only the time, by no link. */
    public void time(Path made) throws IOException {
      Files.getFileAttributeView(made, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.fromMillis(modified), null, null);
    }
  }

  /** A message in the archive. */
  public record Entry(Target target, List<Kept> files) {
    public Entry {
      files = List.copyOf(files);
    }

    /** The file that the hands called so; {@code null}: there was none. */
    public Kept file(String name) {
      return files.stream().filter(k -> k.name().equals(name)).findFirst().orElse(null);
    }
  }

  /** A line of the manifest. */
  private record Line(
      String command,
      Instant keepUntil,
      List<Entry> sealed,
      List<Target> restored,
      List<Target> left,
      List<Target> taken) {}

  private Archive(Path folder, String command) throws IOException {
    this.folder = folder;
    this.command = command;
    FileChannel second = null;
    try {
      this.manifest =
          Chronicle.openUncut(
              folder.resolve(MANIFEST),
              json -> {
                try {
                  take(line(json));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw new IOException(
          folder + ": is an archive of another version; nothing was changed in it", e);
    }
    try {
      second = open(folder.resolve(DATA));
      this.data = second;
      data.truncate(end);
    } catch (IOException | RuntimeException e) {
      manifest.close();
      if (second != null) {
        second.close();
      }
      throw e;
    }
  }

  /** Opens the archive of an order below {@code root} to add to it; made when it is not there. */
  public static Archive open(Path root, String command, Instant keepUntil) throws IOException {
    Path folder = folder(root, command);
    Secrets.folder(folder);
    Archive archive = new Archive(folder, command);
    if (archive.keepUntil == null) {
      archive.keepUntil = keepUntil;
      archive.write(new Line(command, keepUntil, null, null, null, null));
      Secrets.sync(folder);
      Secrets.sync(root);
    }
    return archive;
  }

  /** The archive of an order; {@code null}: there is none, or no longer. */
  public static Archive of(Path root, String command) throws IOException {
    Path folder = folder(root, command);
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        ? new Archive(folder, command)
        : null;
  }

  private static Path folder(Path root, String command) {
    if (!ID.matcher(command).matches()) {
      throw new IllegalArgumentException("no id of an order");
    }
    return root.resolve(command);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** The order whose archive it is. */
  public String command() {
    return command;
  }

  /** Until when it is kept. */
  public Instant keepUntil() {
    return keepUntil;
  }

  /** What is sealed, in the order in which it came. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The sealed message; {@code null}: it is not in the archive. */
  public Entry entry(Target target) {
    return entries.get(target);
  }

  /** Whether it was put back already. */
  public boolean isRestored(Entry entry) {
    return back.contains(entry.target());
  }

  /**
   * Copies a message's files to the archive. It is not in there before {@link #seal}.
   *
   * @throws IOException when it could not be copied whole; then nothing of it is in the archive
   */
  public void put(Target target, List<Piece> pieces) throws IOException {
    if (entries.containsKey(target)) {
      return;
    }
    long before = end;
    List<Kept> kept = new ArrayList<>();
    try {
      for (Piece piece : pieces) {
        long offset = end;
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long from = 0;
        for (int n = piece.bytes().read(buffer, from);
            n >= 0;
            n = piece.bytes().read(buffer, from)) {
          from += n;
          buffer.flip();
          digest.update(buffer.duplicate());
          end = write(data, buffer, end);
          buffer.clear();
        }
        kept.add(
            new Kept(
                piece.name(),
                offset,
                end - offset,
                HexFormat.of().formatHex(digest.digest()),
                piece.mode(),
                piece.uid(),
                piece.gid(),
                piece.modified()));
      }
    } catch (IOException e) {
      end = before;
      throw e;
    }
    fresh.add(new Entry(target, kept));
  }

  /** Puts what was copied onto the disk for good; from now on it may be removed where it was. */
  public void seal() throws IOException {
    if (fresh.isEmpty()) {
      return;
    }
    List<Entry> now = List.copyOf(fresh);
    // what cannot be sealed now is not in the archive, nor with what comes after it
    fresh.clear();
    data.force(true);
    write(new Line(null, null, now, null, null, null));
    now.forEach(e -> entries.put(e.target(), e));
  }

  /** Notes that messages were put back, so that they are not put back twice. */
  public void restored(List<Entry> some) throws IOException {
    List<Target> targets = some.stream().map(Entry::target).toList();
    if (!targets.isEmpty()) {
      write(new Line(null, null, null, targets, null, null));
      back.addAll(targets);
    }
  }

  /**
   * Notes what became of messages: one that is sealed and still stands in its queue, or was let go there by somebody else, must not be put back.
   *
   * @param targets as they were given to the hands
   * @param outcomes of each
   */
  public void became(List<Target> targets, List<Outcome> outcomes) throws IOException {
    List<Target> left = new ArrayList<>();
    List<Target> taken = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Target t = targets.get(i);
      if (entries.containsKey(t)) {
        boolean isThere =
            outcomes.get(i).result() == Outcome.Result.FAILED
                || outcomes.get(i).result() == Outcome.Result.CHANGED;
        if (isThere && !stays.contains(t)) {
          left.add(t);
        } else if (!isThere && stays.contains(t)) {
          taken.add(t);
        }
      }
    }
    if (!left.isEmpty() || !taken.isEmpty()) {
      write(new Line(null, null, null, null, left, taken));
      stays.addAll(left);
      taken.forEach(stays::remove);
    }
  }

  /** Whether it was sealed and not removed. */
  public boolean isLeft(Entry entry) {
    return stays.contains(entry.target());
  }

  /** Compares a message's files with their checksums; false: the archive was damaged. */
  public boolean verify(Entry entry) throws IOException {
    for (Kept kept : entry.files()) {
      if (!copy(kept, OutputStream.nullOutputStream())) {
        return false;
      }
    }
    return true;
  }

  /** Writes a file's bytes; false: they are not those that were put in, and what was written must not be used. */
  public boolean copy(Kept kept, OutputStream to) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    long at = kept.offset();
    long last = kept.offset() + kept.size();
    while (at < last) {
      int n = data.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, last - at)), at);
      if (n < 0) {
        return false;
      }
      digest.update(buffer, 0, n);
      to.write(buffer, 0, n);
      at += n;
    }
    return HexFormat.of().formatHex(digest.digest()).equals(kept.sha256());
  }

  /**
   * Writes a file into a queue's folder, under a name that no server looks at ({@code mailweir.} is no beginning of an id), dressed as it was and on the disk.
   *
   * @return where it is; whoever asked moves it to its place, or removes it
   * @throws IOException when it could not be written whole; then nothing is there
   */
  public Path writeBeside(Kept kept, Path queue) throws IOException {
    for (int i = 0; ; i++) {
      Path beside = queue.resolve("mailweir." + ProcessHandle.current().pid() + "." + i);
      try (FileChannel channel =
          FileChannel.open(
              beside,
              Set.of(
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE_NEW,
                  LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        write(kept, beside, channel);
        return beside;
      } catch (FileAlreadyExistsException e) {
        if (i > MOST_BESIDE) {
          throw e;
        }
      }
    }
  }

  private void write(Kept kept, Path beside, FileChannel channel) throws IOException {
    try {
      if (!copy(kept, Channels.newOutputStream(channel))) {
        throw new IOException("the archive was damaged");
      }
      kept.dress(beside);
      channel.force(true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(beside);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (data) {
      manifest.close();
    }
  }

  /** Removes what must be kept no longer; the ids of those orders. */
  public static List<String> tidy(Path root, Instant now) throws IOException {
    List<String> over = new ArrayList<>();
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return over;
    }
    List<Path> folders;
    try (Stream<Path> all = Files.list(root)) {
      folders = all.filter(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path folder : folders) {
      String id = folder.getFileName().toString();
      if (!ID.matcher(id).matches()) {
        continue;
      }
      Instant until;
      try (Archive archive = new Archive(folder, id)) {
        until = archive.keepUntil;
      } catch (IOException e) {
        // it is kept, whatever it is
        continue;
      }
      if (until != null && !now.isBefore(until)) {
        // the manifest last: half removed, it is found again
        Files.deleteIfExists(folder.resolve(DATA));
        Files.deleteIfExists(folder.resolve(MANIFEST));
        Files.deleteIfExists(folder);
        over.add(id);
      }
    }
    return over;
  }

  private void take(Line line) {
    if (line.keepUntil() != null) {
      keepUntil = line.keepUntil();
    }
    if (line.sealed() != null) {
      for (Entry entry : line.sealed()) {
        entries.put(entry.target(), entry);
        for (Kept kept : entry.files()) {
          end = Math.max(end, kept.offset() + kept.size());
        }
      }
    }
    if (line.restored() != null) {
      back.addAll(line.restored());
    }
    if (line.left() != null) {
      stays.addAll(line.left());
    }
    if (line.taken() != null) {
      line.taken().forEach(stays::remove);
    }
  }

  private static Line line(byte[] json) throws IOException {
    try {
      Stored s = JSON.readValue(json, Stored.class);
      return new Line(
          s.command(),
          s.keepUntil() == 0 ? null : Instant.ofEpochMilli(s.keepUntil()),
          s.sealed(),
          s.restored(),
          s.left(),
          s.taken());
    } catch (JacksonException e) {
      throw new IOException("no line of a manifest", e);
    }
  }

  /** A line as it is written; {@code keepUntil} in milliseconds, 0: not said. */
  private record Stored(
      String command,
      long keepUntil,
      List<Entry> sealed,
      List<Target> restored,
      List<Target> left,
      List<Target> taken) {}

  private void write(Line line) throws IOException {
    byte[] json =
        JSON.writeValueAsBytes(
            new Stored(
                line.command(),
                line.keepUntil() == null ? 0 : line.keepUntil().toEpochMilli(),
                line.sealed(),
                line.restored(),
                line.left(),
                line.taken()));
    manifest.append(json);
  }

  private static long write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += to.write(bytes, place);
    }
    return place;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Where it is, for messages. */
  @Override
  public String toString() {
    return folder.toString();
  }
}
