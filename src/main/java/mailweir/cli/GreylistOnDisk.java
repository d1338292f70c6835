package mailweir.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import mailweir.policy.Greylist;
import mailweir.policy.Rules;
import mailweir.policy.grey.AllowList;
import mailweir.policy.grey.Grey;
import mailweir.policy.grey.GreyControl;
import mailweir.policy.grey.GreyDesk;
import mailweir.policy.grey.GreyFault;
import mailweir.policy.grey.OwnDesk;
import mailweir.policy.grey.Settings;

/** The greylist's memory as the decider asks it. Where it cannot be opened, mail is let in, and that is said. */
final class GreylistOnDisk implements Greylist, AutoCloseable {
  private static final Answer NO_MEMORY = new Allowed("no-memory");
  private static final Answer KNOWN = new Known();

  private final Grey grey;
  private final GreyControl control;

  private GreylistOnDisk(Grey grey, GreyControl control) {
    this.grey = grey;
    this.control = control;
  }

  /** Opens the folder's memory and listens for 'mailweir greylist'. */
  static GreylistOnDisk open(Path folder, Rules.Greylisting how, Consumer<String> say) {
    try {
      Grey grey = Grey.open(folder, settings(how), say);
      GreyDesk desk = new OwnDesk(grey, Clock.systemUTC()::millis, () -> {});
      return new GreylistOnDisk(grey, GreyControl.open(folder, desk, say));
    } catch (GreyFault e) {
      say.accept(e.getMessage() + "; mail that would be greylisted is let in");
      return new GreylistOnDisk(null, null);
    }
  }

  static Settings settings(Rules.Greylisting how) {
    return new Settings(
        how.delay() * 1000L,
        how.window() * 1000L,
        how.memory() * 1000L,
        how.autoAllow(),
        Settings.DEFAULT.most());
  }

  /** Takes the allow lists of these files, beside those that come with Mailweir. */
  void lists(List<Path> clients, List<Path> recipients, Consumer<String> say) {
    if (grey != null) {
      grey.lists(
          AllowList.of(AllowList.Kind.CLIENT, clients, true, say),
          AllowList.of(AllowList.Kind.RECIPIENT, recipients, true, say));
    }
  }

  @Override
  public Answer look(InetAddress client, String pool, String sender, String recipient, long now) {
    return look(client, null, pool, sender, recipient, now);
  }

  @Override
  public Answer look(
      InetAddress client, String name, String pool, String sender, String recipient, long now) {
    if (grey == null) {
      return NO_MEMORY;
    }
    return switch (grey.look(client, name, pool, sender, recipient, now)) {
      case Grey.New n -> new New((int) n.secondsLeft());
      case Grey.Early e -> new Early((int) e.secondsLeft());
      case Grey.Passed p -> new Passed((int) (p.waited() / 1000));
      case Grey.Known _ -> KNOWN;
      case Grey.Allowed a -> new Allowed(word(a.why()));
    };
  }

  private static String word(Grey.Why why) {
    return switch (why) {
      case CLIENT_LIST -> "client-list";
      case RECIPIENT_LIST -> "recipient-list";
      case OPERATOR -> "operator";
      case PASSED_OFTEN -> "passed-often";
      case NO_ROOM -> "no-room";
    };
  }

  @Override
  public Earlier earlier(InetAddress client, String pool) {
    return grey == null
        ? Earlier.NEVER_SEEN
        : switch (grey.earlier(client, pool, System.currentTimeMillis())) {
          case NEVER_SEEN -> Earlier.NEVER_SEEN;
          case WAITING -> Earlier.WAITING;
          case PASSED -> Earlier.PASSED;
          case PASSED_OFTEN -> Earlier.AUTO_ALLOWED;
        };
  }

  @Override
  public void close() throws IOException {
    if (control != null) {
      control.close();
    }
    if (grey != null) {
      grey.close();
    }
  }
}
