package mailweir.queue.sendmail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import mailweir.queue.SpoolFile;

/**
 * The folders of a queue. Sendmail has its files in one, in several ({@code QueueDirectory=…/q*}), and in each of them either together or apart in {@code qf}, {@code df} and
 * {@code xf}.
 *
 * @param all those that have {@code qf} files
 * @param links names that are links to folders: they are not followed
 */
public record Folders(List<Folder> all, List<String> links) {
  private static final String ENVELOPES = "qf";
  private static final String BODIES = "df";
  private static final String TRANSCRIPTS = "xf";

  public Folders {
    all = List.copyOf(all);
    links = List.copyOf(links);
  }

  /** One folder's parts; the same thrice where they are together. */
  public record Folder(Path envelopes, Path bodies, Path transcripts) {}

  /** Those of a queue. {@code wild}: the begin of the names that belong to it, of {@code q*}; {@code ""}: all. */
  public static Folders of(Path root, String wild) throws IOException {
    List<Folder> all = new ArrayList<>();
    TreeSet<String> inner = new TreeSet<>();
    List<String> links = new ArrayList<>();
    if (wild.isEmpty()) {
      all.add(folder(root));
    }
    boolean apart = SpoolFile.isFolder(root.resolve(ENVELOPES));
    SpoolFile.names(
        root,
        path -> {
          String name = path.getFileName().toString();
          // A queue file is never a folder; to look at each of a million would take its time.
          if (!name.startsWith(wild)
              || name.length() > 2 && name.charAt(1) == 'f' && SendmailId.isOne(name, 2)) {
            return;
          }
          if (SpoolFile.isFolder(path)) {
            inner.add(name);
          } else if (Files.isDirectory(path)) {
            links.add(name);
          }
        });
    for (String name : inner) {
      if (!apart || !name.equals(ENVELOPES) && !name.equals(BODIES) && !name.equals(TRANSCRIPTS)) {
        all.add(folder(root.resolve(name)));
      }
    }
    return new Folders(all, links);
  }

  private static Folder folder(Path folder) {
    if (!SpoolFile.isFolder(folder.resolve(ENVELOPES))) {
      return new Folder(folder, folder, folder);
    }
    Path bodies = folder.resolve(BODIES);
    Path transcripts = folder.resolve(TRANSCRIPTS);
    return new Folder(
        folder.resolve(ENVELOPES),
        SpoolFile.isFolder(bodies) ? bodies : folder,
        SpoolFile.isFolder(transcripts) ? transcripts : folder);
  }
}
