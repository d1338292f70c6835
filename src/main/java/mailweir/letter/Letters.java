package mailweir.letter;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mailweir.store.StoreFault;

/** Looks into mailboxes, a thread for each, and lets a {@link Postman} take what is there. */
public final class Letters implements AutoCloseable {
  private final Postman postman;
  private final Consumer<String> say;
  private final List<Mailbox> boxes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Nothing is looked at before {@link #start}. */
  public Letters(Postman postman, Consumer<String> say) {
    this.postman = postman;
    this.say = say;
  }

  /** Also the mails that {@code mailweir receive} has put. */
  public Letters with(Tray tray, String name) {
    boxes.add(new Mailboxes.OfTray(tray, name));
    return this;
  }

  /** Also any other. */
  Letters with(Mailbox box) {
    boxes.add(box);
    return this;
  }

  /** Also a maildir. */
  public Letters withMaildir(Path folder) {
    boxes.add(new Mailboxes.OfMaildir(folder));
    return this;
  }

  /** Also a folder of an IMAP server. */
  public Letters withImap(URI url, Path password) {
    boxes.add(new Mailboxes.OfImap(url, password));
    return this;
  }

  /** Begins. */
  public Letters start() {
    for (Mailbox box : boxes) {
      threads.add(Thread.ofVirtual().name("letters").start(() -> watch(box)));
    }
    return this;
  }

  /** Looks once into each, and returns when all that waited there is dealt with. */
  public void once() throws IOException, InterruptedException {
    for (Mailbox box : boxes) {
      box.look(mail -> take(box, mail));
    }
  }

  private void watch(Mailbox box) {
    boolean told = false;
    try {
      while (!stopped.await(box.pause(), TimeUnit.MILLISECONDS)) {
        try {
          box.look(mail -> take(box, mail));
          if (told) {
            told = false;
            say.accept(box.name() + ": is looked into again; nothing was lost");
          }
        } catch (IOException | RuntimeException e) {
          // whatever it is: the thread goes on, or nothing would be looked into any more
          if (!told) {
            told = true;
            say.accept(
                box.name()
                    + ": cannot be looked into ("
                    + (e instanceof IOException ? e.getMessage() : e)
                    + "); mails wait there; it is tried again");
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String take(Mailbox box, byte[] mail) throws IOException, InterruptedException {
    try {
      postman.take(mail).get();
      return null;
    } catch (BadLetter e) {
      say.accept(box.name() + ": a mail was refused: it " + e.getMessage());
      return e.getMessage();
    } catch (StoreFault e) {
      throw new IOException(e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    threads.forEach(Thread::interrupt);
  }
}
