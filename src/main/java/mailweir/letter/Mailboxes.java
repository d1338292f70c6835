package mailweir.letter;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.search.FlagTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The kinds of mailboxes. */
final class Mailboxes {
  private static final int MOST_A_LOOK = 200;
  private static final long OFTEN = 500;
  private static final long SELDOM = 30_000;
  private static final String TIMEOUT = "20000";

  private Mailboxes() {}

  /** What {@code mailweir receive} puts; a mail that was taken is deleted. */
  record OfTray(Tray tray, String name) implements Mailbox {
    @Override
    public long pause() {
      return OFTEN;
    }

    @Override
    public void look(Taker taker) throws IOException, InterruptedException {
      for (Path file : tray.waiting(MOST_A_LOOK)) {
        String why = taker.take(Files.readAllBytes(file));
        if (why == null) {
          Files.delete(file);
        } else {
          tray.refuse(file, why);
        }
      }
    }
  }

  /** A maildir: what is in {@code new} goes to {@code cur}, seen; flagged too when it was refused. */
  record OfMaildir(Path folder) implements Mailbox {
    @Override
    public String name() {
      return "maildir " + folder;
    }

    @Override
    public long pause() {
      return 2 * OFTEN;
    }

    @Override
    public void look(Taker taker) throws IOException, InterruptedException {
      List<Path> some;
      try (Stream<Path> all = Files.list(folder.resolve("new"))) {
        some = all.sorted().limit(MOST_A_LOOK).toList();
      } catch (NoSuchFileException e) {
        throw new IOException("is no maildir: it has no folder 'new'", e);
      }
      Path cur = Files.createDirectories(folder.resolve("cur"));
      for (Path file : some) {
        if (Files.size(file) > Mail.LONGEST) {
          Files.move(
              file, cur.resolve(file.getFileName() + ":2,FS"), StandardCopyOption.ATOMIC_MOVE);
          continue;
        }
        String why = taker.take(Files.readAllBytes(file));
        Files.move(
            file,
            cur.resolve(file.getFileName() + (why == null ? ":2,S" : ":2,FS")),
            StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /**
   * A folder of an IMAP server: what is not seen; seen afterwards, flagged too when it was refused.
   *
   * @param url {@code imaps://user@host[:port]/FOLDER}, or {@code imap:} on loopback
   * @param password a file that holds it
   */
  record OfImap(URI url, Path password) implements Mailbox {
    @Override
    public String name() {
      return url.toString();
    }

    @Override
    public long pause() {
      return SELDOM;
    }

    @Override
    public void look(Taker taker) throws IOException, InterruptedException {
      String protocol = url.getScheme();
      Properties p = new Properties();
      p.setProperty("mail." + protocol + ".connectiontimeout", TIMEOUT);
      p.setProperty("mail." + protocol + ".timeout", TIMEOUT);
      p.setProperty("mail." + protocol + ".writetimeout", TIMEOUT);
      p.setProperty("mail." + protocol + ".peek", "true");
      p.setProperty("mail." + protocol + ".partialfetch", "false");
      p.setProperty("mail.imaps.ssl.checkserveridentity", "true");
      String secret = Files.readString(password, StandardCharsets.UTF_8).strip();
      try (Store store = Session.getInstance(p).getStore(protocol)) {
        store.connect(url.getHost(), url.getPort(), url.getUserInfo(), secret);
        String path = url.getPath() == null ? "" : url.getPath().replaceFirst("^/", "");
        try (Folder folder = store.getFolder(path.isEmpty() ? "INBOX" : path)) {
          folder.open(Folder.READ_WRITE);
          Message[] unseen = folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
          for (int i = 0; i < Math.min(unseen.length, MOST_A_LOOK); i++) {
            take(unseen[i], taker);
          }
        }
      } catch (MessagingException | RuntimeException e) {
        throw new IOException(String.valueOf(e.getMessage()), e);
      }
    }

    private static void take(Message mail, Taker taker)
        throws MessagingException, IOException, InterruptedException {
      if (mail.getSize() <= Mail.LONGEST) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        if (taker.take(bytes.toByteArray()) != null) {
          mail.setFlag(Flags.Flag.FLAGGED, true);
        }
      } else {
        mail.setFlag(Flags.Flag.FLAGGED, true);
      }
      mail.setFlag(Flags.Flag.SEEN, true);
    }
  }
}
