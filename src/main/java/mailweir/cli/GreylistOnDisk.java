package mailweir.cli;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
import mailweir.policy.Greylist;
import mailweir.policy.Rules;
import mailweir.policy.grey.Grey;
import mailweir.policy.grey.GreyFault;
import mailweir.policy.grey.Settings;

/** The greylist's memory as the decider asks it. Where it cannot be opened, mail is let in, and that is said. */
final class GreylistOnDisk implements Greylist, AutoCloseable {
  private final Grey grey;

  private GreylistOnDisk(Grey grey) {
    this.grey = grey;
  }

  /** Opens the folder's memory. */
  static GreylistOnDisk open(Path folder, Rules.Greylisting how, Consumer<String> say) {
    Settings settings =
        new Settings(
                how.delay() * 1000L,
                how.window() * 1000L,
                how.memory() * 1000L,
                how.autoAllow(),
                Settings.DEFAULT.most())
            .within(Runtime.getRuntime().maxMemory());
    try {
      return new GreylistOnDisk(Grey.open(folder, settings, say));
    } catch (GreyFault e) {
      say.accept(e.getMessage() + "; mail that would be greylisted is let in");
      return new GreylistOnDisk(null);
    }
  }

  @Override
  public Answer look(InetAddress client, String pool, String sender, String recipient, long now) {
    if (grey == null) {
      return new Allowed("no-memory");
    }
    return switch (grey.look(client, pool, sender, recipient, now)) {
      case Grey.New n -> new New((int) n.secondsLeft());
      case Grey.Early e -> new Early((int) e.secondsLeft());
      case Grey.Passed p -> new Passed((int) (p.waited() / 1000));
      case Grey.Known _ -> new Known();
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
  public void close() {
    if (grey != null) {
      grey.close();
    }
  }
}
